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
        var tick = FullName.IndexOf('`', StringComparison.Ordinal);
        return Arguments.Count == 0 || tick < 0 ? FullName : FullName[..tick] + "<" + string.Join(", ", Arguments) + ">";
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
