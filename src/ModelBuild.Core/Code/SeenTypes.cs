using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace ModelBuild.Core.Code;

/// <summary>
/// Goes through a signature on behalf of a node: of a structure there are instances wherever it is named, and a type argument
/// is at the mercy of what it is given to (serializers make instances of it). Answers with the type itself, without arguments.
/// </summary>
sealed class SeenTypes(CodeGraph graph, CodeAssembly from, CodeNode user) : ISignatureTypeProvider<CodeType?, object?>
{
    const byte ValueType = 0x11; // ECMA-335 II.23.1.16

    /// <summary>There are instances of it.</summary>
    public void Use(CodeType? type)
    {
        if (type is not null)
            user.Reaches.Add(type.Assembly.Type(type.Handle));
    }

    public CodeType? GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        Kind(new(from, handle), rawTypeKind);

    public CodeType? GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        Kind(graph.Find(from, handle, user), rawTypeKind);

    CodeType? Kind(CodeType? type, byte rawTypeKind)
    {
        if (rawTypeKind == ValueType)
            Use(type);
        return type;
    }

    public CodeType? GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public CodeType? GetGenericInstantiation(CodeType? genericType, ImmutableArray<CodeType?> typeArguments)
    {
        foreach (var argument in typeArguments)
            Use(argument);
        return genericType;
    }

    public CodeType? GetModifiedType(CodeType? modifier, CodeType? unmodifiedType, bool isRequired) => unmodifiedType;
    public CodeType? GetSZArrayType(CodeType? elementType) => elementType;
    public CodeType? GetArrayType(CodeType? elementType, ArrayShape shape) => elementType;
    public CodeType? GetByReferenceType(CodeType? elementType) => elementType;
    public CodeType? GetPointerType(CodeType? elementType) => elementType;
    public CodeType? GetPinnedType(CodeType? elementType) => elementType;
    public CodeType? GetPrimitiveType(PrimitiveTypeCode typeCode) => null;
    public CodeType? GetFunctionPointerType(MethodSignature<CodeType?> signature) => null;
    public CodeType? GetGenericMethodParameter(object? genericContext, int index) => null;
    public CodeType? GetGenericTypeParameter(object? genericContext, int index) => null;
}
