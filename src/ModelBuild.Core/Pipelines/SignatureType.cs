using System.Globalization;
using System.Text;

namespace ModelBuild.Core.Pipelines;

enum SignatureForm { Primitive, Class, Struct, Array, ByRef, GenericParameter, Other }

/// <summary>A type as a signature in metadata writes it.</summary>
/// <param name="FullName">As reflection writes it, without generic arguments; of a primitive, its name in namespace System.</param>
sealed record SignatureType(SignatureForm Form, string FullName)
{
    /// <summary>Generic arguments; of an array or reference, its element.</summary>
    public IReadOnlyList<SignatureType> Arguments { get; init; } = [];

    /// <summary>Simple name of the assembly that a reference names; null for a definition.</summary>
    public string? Scope { get; init; }

    /// <summary>Set for a type of the assembly whose signature this is.</summary>
    public ManagedType? Definition { get; init; }

    /// <summary>Whether the type is of the framework's namespaces: never one's own record or artifact.</summary>
    public bool IsSystem => FullName.StartsWith("System.", StringComparison.Ordinal);

    /// <summary>The name without namespace and enclosing types.</summary>
    public string SimpleName => FullName[(FullName.LastIndexOfAny(['.', '+']) + 1)..];

    /// <summary>What <c>Type.ToString()</c> gives.</summary>
    public string ReflectionName => Form switch
    {
        SignatureForm.Array => Arguments[0].ReflectionName + "[]",
        SignatureForm.ByRef => Arguments[0].ReflectionName + "&",
        _ => Arguments.Count == 0 ? FullName : FullName + "[" + string.Join(",", Arguments.Select(argument => argument.ReflectionName)) + "]",
    };

    /// <summary>As C# writes it, for messages.</summary>
    public override string ToString()
    {
        if (Form == SignatureForm.Array)
            return Arguments[0] + "[]";
        if (Form == SignatureForm.ByRef)
            return "ref " + Arguments[0];
        if (Form == SignatureForm.Primitive)
            return Keyword(FullName);
        if (FullName == "System.Nullable`1" && Arguments.Count == 1)
            return Arguments[0] + "?";
        return Arguments.Count == 0 ? FullName : WithArguments();
    }

    /// <summary>Each type has its own arguments: of <c>Outer`1+Inner`1</c>, one stands at each.</summary>
    string WithArguments()
    {
        var name = new StringBuilder();
        var given = 0;
        foreach (var part in FullName.Split('+'))
        {
            var tick = part.IndexOf('`', StringComparison.Ordinal);
            name.Append(name.Length > 0 ? "+" : "").Append(tick < 0 ? part : part[..tick]);
            if (tick < 0 || !int.TryParse(part.AsSpan(tick + 1), CultureInfo.InvariantCulture, out var count))
                continue;
            for (var i = 0; i < count && given < Arguments.Count; i++)
                name.Append(i == 0 ? "<" : ", ").Append(Arguments[given++].ToString());
            name.Append('>');
        }
        return name.ToString();
    }

    /// <summary>What <see cref="ToString"/> wrote, as code has it that imports the namespaces.</summary>
    public static string WithoutNamespaces(string type)
    {
        var name = new StringBuilder();
        var starts = new Stack<int>([0]);
        foreach (var c in type)
        {
            if (c is '.' or '+')
            {
                name.Length = starts.Peek();
                continue;
            }
            name.Append(c);
            if (c is '>' or ' ' && starts.Count > 1)
                starts.Pop();
            if (c is '<' or ' ')
                starts.Push(name.Length);
        }
        return name.ToString();
    }

    static string Keyword(string fullName) => fullName switch
    {
        "System.Void" => "void",
        "System.Boolean" => "bool",
        "System.SByte" => "sbyte",
        "System.Byte" => "byte",
        "System.Int16" => "short",
        "System.UInt16" => "ushort",
        "System.Int32" => "int",
        "System.UInt32" => "uint",
        "System.Int64" => "long",
        "System.UInt64" => "ulong",
        "System.IntPtr" => "nint",
        "System.UIntPtr" => "nuint",
        "System.Single" => "float",
        "System.Double" => "double",
        "System.Char" => "char",
        "System.String" => "string",
        "System.Object" => "object",
        _ => fullName,
    };
}
