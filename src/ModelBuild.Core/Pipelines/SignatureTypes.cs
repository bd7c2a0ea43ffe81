using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using ModelBuild.Core.Code;

namespace ModelBuild.Core.Pipelines;

/// <summary>Decodes the signatures and attribute values of one assembly.</summary>
sealed class SignatureTypes(ManagedAssembly assembly, AssemblySet assemblies)
    : ISignatureTypeProvider<SignatureType, object?>, ICustomAttributeTypeProvider<SignatureType>
{
    const byte ValueType = (byte)SignatureTypeKind.ValueType;

    public CustomAttributeValue<SignatureType> Decode(CustomAttribute attribute) => attribute.DecodeValue(this);

    public SignatureType Of(EntityHandle type) => type.Kind switch
    {
        HandleKind.TypeDefinition => GetTypeFromDefinition(assembly.Metadata, (TypeDefinitionHandle)type, 0),
        HandleKind.TypeReference => GetTypeFromReference(assembly.Metadata, (TypeReferenceHandle)type, 0),
        _ => assembly.Metadata.GetTypeSpecification((TypeSpecificationHandle)type).DecodeSignature(this, null),
    };

    public SignatureType GetPrimitiveType(PrimitiveTypeCode typeCode) => new(SignatureForm.Primitive, PrimitiveNames.Of(typeCode));

    public SignatureType GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        new(rawTypeKind == ValueType ? SignatureForm.Struct : SignatureForm.Class, assembly.NameOf(handle)) { Definition = new(assembly, handle) };

    public SignatureType GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var scope = reader.GetTypeReference(handle).ResolutionScope;
        while (scope.Kind == HandleKind.TypeReference)
            scope = reader.GetTypeReference((TypeReferenceHandle)scope).ResolutionScope;
        return new(rawTypeKind == ValueType ? SignatureForm.Struct : SignatureForm.Class, assembly.NameOf(handle))
        {
            Scope = scope.Kind == HandleKind.AssemblyReference
                ? reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name)
                : assembly.Name,
        };
    }

    public SignatureType GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => Of(handle);
    public SignatureType GetSZArrayType(SignatureType elementType) => new(SignatureForm.Array, "") { Arguments = [elementType] };
    public SignatureType GetByReferenceType(SignatureType elementType) => new(SignatureForm.ByRef, "") { Arguments = [elementType] };
    public SignatureType GetGenericInstantiation(SignatureType genericType, ImmutableArray<SignatureType> typeArguments) => genericType with { Arguments = typeArguments };
    public SignatureType GetArrayType(SignatureType elementType, ArrayShape shape) => new(SignatureForm.Other, $"{elementType}[{new string(',', shape.Rank - 1)}]");
    public SignatureType GetPointerType(SignatureType elementType) => new(SignatureForm.Other, elementType + "*");
    public SignatureType GetFunctionPointerType(MethodSignature<SignatureType> signature) => new(SignatureForm.Other, "a function pointer");
    public SignatureType GetGenericMethodParameter(object? genericContext, int index) => new(SignatureForm.GenericParameter, "a type parameter");
    public SignatureType GetGenericTypeParameter(object? genericContext, int index) => new(SignatureForm.GenericParameter, "a type parameter");
    public SignatureType GetModifiedType(SignatureType modifier, SignatureType unmodifiedType, bool isRequired) => unmodifiedType;
    public SignatureType GetPinnedType(SignatureType elementType) => elementType;

    public SignatureType GetSystemType() => new(SignatureForm.Class, "System.Type");
    public bool IsSystemType(SignatureType type) => type.FullName == "System.Type";

    /// <param name="name">Such as <c>Space.Outer+Kind, Assembly, Version=…</c>, the assembly only where it is another one.</param>
    public SignatureType GetTypeFromSerializedName(string name)
    {
        // Generic arguments have names of their own in brackets, with commas.
        var end = name.IndexOf(", ", name.LastIndexOf(']') + 1, StringComparison.Ordinal);
        return end < 0
            ? new(SignatureForm.Class, name) { Scope = assembly.Name }
            : new(SignatureForm.Class, name[..end]) { Scope = name[(end + 2)..].Split(", ", 2)[0] };
    }

    /// <summary>Of an enum outside of the given assemblies nothing is known but what nearly all are.</summary>
    public PrimitiveTypeCode GetUnderlyingEnumType(SignatureType type)
    {
        if (assemblies.Find(type) is not { } found)
            return PrimitiveTypeCode.Int32;
        var metadata = found.Assembly.Metadata;
        foreach (var handle in found.Definition.GetFields())
        {
            var field = metadata.GetFieldDefinition(handle);
            if (field.Attributes.HasFlag(System.Reflection.FieldAttributes.Static))
                continue;
            var signature = metadata.GetBlobReader(field.Signature);
            signature.ReadSignatureHeader();
            return (PrimitiveTypeCode)signature.ReadSignatureTypeCode();
        }
        return PrimitiveTypeCode.Int32;
    }
}
