using System.Collections.Frozen;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace ModelBuild.Core.Code;

/// <summary>Writes custom attributes, without those that only say how, when or by whom the code was built.</summary>
sealed class AttributeWriter(ManagedAssembly assembly, StableNames names, DigestWriter output)
{
    const string Description = "System.Reflection.Assembly";
    const string Nullability = "System.Runtime.CompilerServices.Nullable";

    static readonly FrozenSet<string> Noise = FrozenSet.ToFrozenSet(
    [
        "Microsoft.CodeAnalysis.EmbeddedAttribute",
        "System.CodeDom.Compiler.GeneratedCodeAttribute",
        "System.Diagnostics.DebuggableAttribute",
        "System.Diagnostics.DebuggerBrowsableAttribute",
        "System.Diagnostics.DebuggerDisplayAttribute",
        "System.Diagnostics.DebuggerHiddenAttribute",
        "System.Diagnostics.DebuggerNonUserCodeAttribute",
        "System.Diagnostics.DebuggerStepThroughAttribute",
        "System.Diagnostics.DebuggerTypeProxyAttribute",
        // State machine attributes name a generated type, whose code is seen through the method that makes it.
        "System.Runtime.CompilerServices.AsyncIteratorStateMachineAttribute",
        "System.Runtime.CompilerServices.AsyncStateMachineAttribute",
        "System.Runtime.CompilerServices.IteratorStateMachineAttribute",
        "System.Runtime.CompilerServices.CompilerGeneratedAttribute",
        "System.Runtime.CompilerServices.InternalsVisibleToAttribute",
        "System.Runtime.CompilerServices.NullableAttribute",
        "System.Runtime.CompilerServices.NullableContextAttribute",
        "System.Runtime.CompilerServices.NullablePublicOnlyAttribute",
        "System.Runtime.CompilerServices.RefSafetyRulesAttribute",
        "System.Runtime.CompilerServices.TupleElementNamesAttribute",
    ]);

    readonly MetadataReader metadata = assembly.Metadata;
    readonly Dictionary<int, bool> noise = [];      // by token of the type
    readonly List<Found> found = [];

    sealed record Found(string Constructor, byte[] Value);

    public void Write(CustomAttributeHandleCollection attributes)
    {
        if (attributes.Count == 0)
        {
            output.Write(0);
            return;
        }
        foreach (var handle in attributes)
        {
            var attribute = metadata.GetCustomAttribute(handle);
            if (Counts(attribute))
                Add(attribute);
        }
        WriteFound();
    }

    /// <summary>Of an assembly's attributes those that only describe it: title, version, commit, whatever a project says with AssemblyMetadata.</summary>
    public void WriteDescription(CustomAttributeHandleCollection attributes)
    {
        foreach (var handle in attributes)
        {
            var attribute = metadata.GetCustomAttribute(handle);
            if (NameOf(assembly.TypeOf(attribute)).StartsWith(Description, StringComparison.Ordinal))
                Add(attribute);
        }
        WriteFound();
    }

    /// <summary>Whether a thing may be null, where the compiler says it.</summary>
    public void WriteNullability(string name, CustomAttributeHandleCollection attributes)
    {
        output.Write(name);
        foreach (var handle in attributes)
        {
            var attribute = metadata.GetCustomAttribute(handle);
            if (NameOf(assembly.TypeOf(attribute)).StartsWith(Nullability, StringComparison.Ordinal))
                Add(attribute);
        }
        WriteFound();
    }

    void Add(CustomAttribute attribute) =>
        found.Add(new(names.Of(attribute.Constructor), WithoutVersions(metadata.GetBlobBytes(attribute.Value))));

    void WriteFound()
    {
        found.Sort(static (a, b) => string.CompareOrdinal(a.Constructor, b.Constructor) is not 0 and var order
            ? order : a.Value.AsSpan().SequenceCompareTo(b.Value));
        output.Write(found.Count);
        foreach (var (constructor, value) in found)
        {
            output.Write(constructor);
            output.Write(value);
        }
        found.Clear();
    }

    /// <summary>Whether it says more than how, when or by whom the code was built.</summary>
    public bool Counts(CustomAttribute attribute)
    {
        var type = assembly.TypeOf(attribute);
        var token = MetadataTokens.GetToken(type);
        if (!noise.TryGetValue(token, out var skip))
            noise.Add(token, skip = IsNoise(type));
        return !skip;
    }

    /// <summary>Whether somebody may look for members that have it, as serializers do; the compiler's own say nothing to anybody else.</summary>
    public bool CanBeLookedFor(CustomAttribute attribute)
    {
        var type = assembly.TypeOf(attribute);
        var name = type.Kind == HandleKind.TypeReference ? assembly.NameOf((TypeReferenceHandle)type) : "";
        return Counts(attribute) && name is not ("System.ObsoleteAttribute" or "System.ComponentModel.EditorBrowsableAttribute" or "ModelBuild.DependsOnAttribute")
            && !name.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal)
            && !name.StartsWith("System.Diagnostics.", StringComparison.Ordinal);
    }

    bool IsNoise(EntityHandle type)
    {
        var name = NameOf(type);
        return Noise.Contains(name)
            || name.StartsWith(Description, StringComparison.Ordinal)
            || name.EndsWith("InterceptsLocationAttribute", StringComparison.Ordinal);     // positions in source files
    }

    string NameOf(EntityHandle type) => type.Kind switch
    {
        HandleKind.TypeReference => assembly.NameOf((TypeReferenceHandle)type),
        HandleKind.TypeDefinition => assembly.NameOf((TypeDefinitionHandle)type),
        _ => "",        // an instantiation of a generic attribute
    };

    /// <summary>
    /// Arguments that are types name their assembly with its version, and a new version of a project is no new code:
    /// <c>, Version=1.2.3.4, Culture=neutral, PublicKeyToken=null</c> goes.
    /// </summary>
    static byte[] WithoutVersions(byte[] value)
    {
        var version = ", Version="u8;
        if (value.AsSpan().IndexOf(version) < 0)
            return value;
        var kept = new List<byte>(value.Length);
        for (var i = 0; i < value.Length;)
        {
            var length = value.AsSpan(i).StartsWith(version) ? VersionLength(value.AsSpan(i)) : 0;
            if (length == 0)
                kept.Add(value[i++]);
            else
                i += length;
        }
        return [.. kept];
    }

    static int VersionLength(ReadOnlySpan<byte> text)
    {
        var culture = ", Culture="u8;
        var token = ", PublicKeyToken="u8;
        var at = ", Version=".Length;
        while (at < text.Length && (char.IsAsciiDigit((char)text[at]) || text[at] == '.'))
            at++;
        if (!text[at..].StartsWith(culture))
            return 0;
        at += culture.Length;
        while (at < text.Length && (char.IsAsciiLetterOrDigit((char)text[at]) || text[at] == '-'))
            at++;
        if (!text[at..].StartsWith(token))
            return 0;
        at += token.Length;
        if (text[at..].StartsWith("null"u8))
            return at + "null".Length;
        var digits = 0;
        while (digits < 16 && at + digits < text.Length && char.IsAsciiHexDigit((char)text[at + digits]))
            digits++;
        return digits == 16 ? at + digits : 0;
    }
}
