using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using ModelBuild.Core.Code;

namespace ModelBuild.Core.Pipelines;

/// <summary>The assemblies in which types are looked up: those of the project's own source.</summary>
sealed class AssemblySet : IDisposable
{
    readonly List<ManagedAssembly> assemblies = [];

    public IReadOnlyList<ManagedAssembly> All => assemblies;

    public void Add(ManagedAssembly assembly) => assemblies.Add(assembly);

    /// <summary>Where a type is defined; null for one of the framework or of a package.</summary>
    public ManagedType? Find(SignatureType type)
    {
        if (type.Form is not (SignatureForm.Class or SignatureForm.Struct))
            return null;
        if (type.Definition is { } known)
            return known;
        // The referenced assembly first; then any, because types move between assemblies (type forwarding).
        foreach (var assembly in assemblies)
            if (assembly.Name == type.Scope && assembly.Find(type.FullName) is { IsNil: false } found)
                return new(assembly, found);
        foreach (var assembly in assemblies)
            if (assembly.Name != type.Scope && assembly.Find(type.FullName) is { IsNil: false } found)
                return new(assembly, found);
        return null;
    }

    public void Dispose()
    {
        foreach (var assembly in assemblies)
            assembly.Dispose();
    }
}

/// <summary>A type definition and the assembly whose row that is.</summary>
/// <remarks>
/// Not a structure, and a number instead of a handle: in collections and comparers these would be compiled anew in each
/// build process, which takes longer than all the reading.
/// </remarks>
sealed record ManagedType(ManagedAssembly Assembly, int Row)
{
    public ManagedType(ManagedAssembly assembly, TypeDefinitionHandle handle) : this(assembly, MetadataTokens.GetRowNumber(handle)) { }

    public TypeDefinitionHandle Handle => MetadataTokens.TypeDefinitionHandle(Row);

    public TypeDefinition Definition => Assembly.Metadata.GetTypeDefinition(Handle);

    public string FullName => Assembly.NameOf(Handle);

    public bool IsInterface => Definition.Attributes.HasFlag(TypeAttributes.Interface);

    public bool IsEnum => HasBase("Enum");

    public bool IsStruct => HasBase("ValueType") || IsEnum;

    /// <summary>The base type, or null for an interface or where it is System.Object.</summary>
    public SignatureType? Base(AssemblySet assemblies) =>
        Definition.BaseType.IsNil || HasBase("Object") ? null : new SignatureTypes(Assembly, assemblies).Of(Definition.BaseType);

    bool HasBase(string name) => Assembly.IsNamed(Definition.BaseType, "System", name);
}
