using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Code;

/// <summary>
/// The metadata of an assembly file. The file is read whole and closed at once, so that it is never locked and the
/// assembly never loaded. Not thread-safe; handles and readers are of no use after <see cref="Dispose"/>.
/// </summary>
sealed class ManagedAssembly : IDisposable
{
    MetadataReaderProvider? symbols;
    bool lookedForSymbols;

    ManagedAssembly(string path, PEReader image, MetadataReader metadata)
    {
        Path = path;
        Image = image;
        Metadata = metadata;
        Name = metadata.GetString(metadata.GetAssemblyDefinition().Name);
    }

    public string Path { get; }

    /// <summary>The simple name.</summary>
    public string Name { get; }

    public PEReader Image { get; }
    public MetadataReader Metadata { get; }

    /// <summary>Throws <see cref="NotAnAssemblyException"/>, and what File.ReadAllBytes throws.</summary>
    public static ManagedAssembly Open(string path)
    {
        var image = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(File.ReadAllBytes(path)));
        try
        {
            if (!image.HasMetadata)
                throw new NotAnAssemblyException(path, "it is a native program or library");
            var metadata = image.GetMetadataReader();
            if (!metadata.IsAssembly)
                throw new NotAnAssemblyException(path, "it is a module without an assembly manifest");
            return new(path, image, metadata);
        }
        catch (BadImageFormatException e)
        {
            image.Dispose();
            throw new NotAnAssemblyException(path, "it has no valid header or metadata", e);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <summary>What the metadata reader, and code that trusts its rows and tokens, throw for a file that was damaged.</summary>
    public static bool IsDamage(Exception e) => e is BadImageFormatException or InvalidDataException
        or ArgumentException or IndexOutOfRangeException or InvalidCastException or OverflowException;

    public bool References(string assembly)
    {
        foreach (var handle in Metadata.AssemblyReferences)
            if (Metadata.StringComparer.Equals(Metadata.GetAssemblyReference(handle).Name, assembly))
                return true;
        return false;
    }

    /// <summary>The full name as reflection writes it: nested types with <c>+</c>, generic ones with a back-tick.</summary>
    public string NameOf(TypeDefinitionHandle handle)
    {
        var type = Metadata.GetTypeDefinition(handle);
        var name = Metadata.GetString(type.Name);
        var outer = type.GetDeclaringType();
        return !outer.IsNil ? NameOf(outer) + "+" + name
            : type.Namespace.IsNil ? name
            : Metadata.GetString(type.Namespace) + "." + name;
    }

    public string NameOf(TypeReferenceHandle handle)
    {
        var type = Metadata.GetTypeReference(handle);
        var name = Metadata.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference ? NameOf((TypeReferenceHandle)type.ResolutionScope) + "+" + name
            : type.Namespace.IsNil ? name
            : Metadata.GetString(type.Namespace) + "." + name;
    }

    /// <summary>The simple name of the assembly that has a type; null for a native module.</summary>
    public string? ScopeOf(TypeReferenceHandle handle)
    {
        var scope = Metadata.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => ScopeOf((TypeReferenceHandle)scope),
            HandleKind.AssemblyReference => Metadata.GetString(Metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name),
            HandleKind.ModuleDefinition => Name,
            _ => null,
        };
    }

    /// <summary>The assembly to which a type that used to be here moved on; null where none did.</summary>
    public string? ForwardOf(string fullName)
    {
        foreach (var handle in Metadata.ExportedTypes)
        {
            var type = Metadata.GetExportedType(handle);
            if (type.Implementation.Kind == HandleKind.AssemblyReference && Metadata.GetString(type.Namespace) is var space
                && fullName == (space.Length == 0 ? "" : space + ".") + Metadata.GetString(type.Name))
                return Metadata.GetString(Metadata.GetAssemblyReference((AssemblyReferenceHandle)type.Implementation).Name);
        }
        return null;
    }

    /// <summary>The type of a full name, or nil. Linear in the number of types, without allocations for those that differ.</summary>
    public TypeDefinitionHandle Find(string fullName)
    {
        var simpleName = fullName[(fullName.LastIndexOfAny(['.', '+']) + 1)..];
        foreach (var handle in Metadata.TypeDefinitions)
            if (Metadata.StringComparer.Equals(Metadata.GetTypeDefinition(handle).Name, simpleName) && NameOf(handle) == fullName)
                return handle;
        return default;
    }

    /// <summary>The type whose constructor an attribute calls.</summary>
    public EntityHandle TypeOf(CustomAttribute attribute) => attribute.Constructor.Kind == HandleKind.MemberReference
        ? Metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent
        : Metadata.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType();

    /// <summary>The IL of a method; null where it has none.</summary>
    public MethodBodyBlock? BodyOf(MethodDefinitionHandle handle)
    {
        var method = Metadata.GetMethodDefinition(handle);
        return method.RelativeVirtualAddress == 0 || (method.ImplAttributes & MethodImplAttributes.CodeTypeMask) != MethodImplAttributes.IL
            ? null
            : Image.GetMethodBody(method.RelativeVirtualAddress);
    }

    /// <summary>Whether a type that is neither nested nor an instantiation has this name.</summary>
    public bool IsNamed(EntityHandle type, string @namespace, string name)
    {
        StringHandle itsNamespace, itsName;
        if (type.IsNil)
            return false;       // the base of an interface
        if (type.Kind == HandleKind.TypeReference)
        {
            var reference = Metadata.GetTypeReference((TypeReferenceHandle)type);
            (itsNamespace, itsName) = (reference.Namespace, reference.Name);
        }
        else if (type.Kind == HandleKind.TypeDefinition)
        {
            var definition = Metadata.GetTypeDefinition((TypeDefinitionHandle)type);
            (itsNamespace, itsName) = (definition.Namespace, definition.Name);
        }
        else
            return false;
        return Metadata.StringComparer.Equals(itsName, name) && Metadata.StringComparer.Equals(itsNamespace, @namespace);
    }

    public CustomAttribute? FindAttribute(CustomAttributeHandleCollection attributes, string @namespace, string name)
    {
        foreach (var handle in attributes)
        {
            var attribute = Metadata.GetCustomAttribute(handle);
            if (IsNamed(TypeOf(attribute), @namespace, name))
                return attribute;
        }
        return null;
    }

    /// <summary>Where the first of these methods that has a place in a source file begins; without one, the assembly file.</summary>
    public Mark PlaceOf(params ReadOnlySpan<MethodDefinitionHandle> methods)
    {
        if (Symbols is { } pdb)
        {
            foreach (var method in methods)
            {
                if (method.IsNil)
                    continue;
                foreach (var point in pdb.GetMethodDebugInformation(method.ToDebugInformationHandle()).GetSequencePoints())
                    if (!point.IsHidden && !point.Document.IsNil)
                        return new(pdb.GetString(pdb.GetDocument(point.Document).Name), point.StartLine, 0);
            }
        }
        return new(Path, 0, 0);
    }

    /// <summary>The portable PDB, embedded or beside the assembly; opened only when something must be shown.</summary>
    MetadataReader? Symbols
    {
        get
        {
            if (!lookedForSymbols)
            {
                lookedForSymbols = true;
                try
                {
                    Image.TryOpenAssociatedPortablePdb(Path, file => File.Exists(file) ? new MemoryStream(File.ReadAllBytes(file)) : null, out symbols, out _);
                }
                catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException)
                {
                    // A PDB is only good for a better place; the message names the member anyway.
                }
            }
            return symbols?.GetMetadataReader();
        }
    }

    public void Dispose()
    {
        symbols?.Dispose();
        Image.Dispose();
    }
}
