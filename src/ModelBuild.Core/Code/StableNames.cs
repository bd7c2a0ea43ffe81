using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace ModelBuild.Core.Code;

/// <summary>
/// A text for each token of an assembly that names the same thing in every build of it, whatever the order of the
/// metadata's rows: full names, with the simple name (no version) of the assembly where that is another one.
/// Different things have different texts.
/// </summary>
sealed class StableNames(ManagedAssembly assembly) : ISignatureTypeProvider<string, object?>
{
    readonly MetadataReader metadata = assembly.Metadata;
    readonly GeneratedNames generated = new(assembly);
    readonly Dictionary<int, string> names = [];       // by token

    /// <summary>The text of a type, field, method, member reference or standalone signature.</summary>
    public string Of(EntityHandle handle)
    {
        var token = MetadataTokens.GetToken(handle);
        if (!names.TryGetValue(token, out var name))
            names.Add(token, name = Compute(handle));
        return name;
    }

    /// <summary>A method's name and signature, without its type.</summary>
    public string Within(MethodDefinitionHandle handle)
    {
        var method = metadata.GetMethodDefinition(handle);
        return generated.OfMethod(method.GetDeclaringType(), metadata.GetString(method.Name)) + Format(method.DecodeSignature(this, null));
    }

    /// <summary>A field's name, without its type.</summary>
    public string Within(FieldDefinitionHandle handle)
    {
        var field = metadata.GetFieldDefinition(handle);
        return generated.OfField(field.GetDeclaringType(), metadata.GetString(field.Name));
    }

    string Compute(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                var type = metadata.GetTypeDefinition((TypeDefinitionHandle)handle);
                var simpleName = generated.OfType((TypeDefinitionHandle)handle);
                return type.IsNested ? Of(type.GetDeclaringType()) + "+" + simpleName
                    : type.Namespace.IsNil ? simpleName
                    : metadata.GetString(type.Namespace) + "." + simpleName;
            case HandleKind.TypeReference:
                var reference = (TypeReferenceHandle)handle;
                return ScopeOf(reference) + assembly.NameOf(reference);
            case HandleKind.TypeSpecification:
                return metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
            case HandleKind.MethodDefinition:
                var method = (MethodDefinitionHandle)handle;
                return Of(metadata.GetMethodDefinition(method).GetDeclaringType()) + "::" + Within(method);
            case HandleKind.FieldDefinition:
                var field = metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                return Of(field.GetDeclaringType()) + "::" + Within((FieldDefinitionHandle)handle) + " : " + field.DecodeSignature(this, null);
            case HandleKind.MemberReference:
                return OfMember(metadata.GetMemberReference((MemberReferenceHandle)handle));
            case HandleKind.MethodSpecification:
                var specification = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                return Of(specification.Method) + "<" + string.Join(",", specification.DecodeSignature(this, null)) + ">";
            case HandleKind.StandaloneSignature:
                var signature = metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle);
                return signature.GetKind() == StandaloneSignatureKind.Method
                    ? Format(signature.DecodeMethodSignature(this, null))
                    : string.Join(",", signature.DecodeLocalSignature(this, null));
            case HandleKind.ModuleReference:
                return "[module " + metadata.GetString(metadata.GetModuleReference((ModuleReferenceHandle)handle).Name) + "]";
            default:
                throw new InvalidDataException($"A {handle.Kind} where a type or member should be.");
        }
    }

    string OfMember(MemberReference member)
    {
        var name = metadata.GetString(member.Name);
        var isField = member.GetKind() == MemberReferenceKind.Field;
        if (OwnType(member.Parent) is { IsNil: false } own)
            name = isField ? generated.OfField(own, name) : generated.OfMethod(own, name);
        return Of(member.Parent) + "::" + name
            + (isField ? " : " + member.DecodeFieldSignature(this, null) : Format(member.DecodeMethodSignature(this, null)));
    }

    /// <summary>The type of this assembly that a member reference's parent is or instantiates; nil for one of another assembly.</summary>
    TypeDefinitionHandle OwnType(EntityHandle parent)
    {
        if (parent.Kind == HandleKind.TypeDefinition)
            return (TypeDefinitionHandle)parent;
        if (parent.Kind != HandleKind.TypeSpecification)
            return default;
        var blob = metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            return default;
        blob.ReadCompressedInteger();       // class or value type
        var type = blob.ReadTypeHandle();
        return type.Kind == HandleKind.TypeDefinition ? (TypeDefinitionHandle)type : default;
    }

    string ScopeOf(TypeReferenceHandle handle)
    {
        var scope = metadata.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => ScopeOf((TypeReferenceHandle)scope),
            HandleKind.AssemblyReference => "[" + metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name) + "]",
            HandleKind.ModuleReference => Of((ModuleReferenceHandle)scope),
            _ => "",
        };
    }

    /// <summary>Generic arity, parameters, result and calling convention.</summary>
    public static string Format(MethodSignature<string> signature)
    {
        var generic = signature.GenericParameterCount > 0 ? $"`{signature.GenericParameterCount}" : "";
        var parameters = signature.ParameterTypes.Length == signature.RequiredParameterCount
            ? string.Join(",", signature.ParameterTypes)
            : string.Join(",", signature.ParameterTypes.Take(signature.RequiredParameterCount)) + ",...,"
                + string.Join(",", signature.ParameterTypes.Skip(signature.RequiredParameterCount));
        return $"{generic}({parameters}){signature.ReturnType} {signature.Header.RawValue:x2}";
    }

    /// <summary>The same without the names of assemblies, which stand in brackets; those of arrays are empty or have a bar.</summary>
    public static string WithoutScopes(string text)
    {
        var plain = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '[' && text.IndexOf(']', i) is var end && end > i + 1 && !text.AsSpan(i, end - i).Contains('|'))
                i = end;
            else
                plain.Append(text[i]);
        }
        return plain.ToString();
    }

    /// <summary>Marked, because a type of one's own may be called <c>System.Int32</c> too.</summary>
    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "!" + PrimitiveNames.Of(typeCode);
    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Of(handle);
    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => Of(handle);
    public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => Of(handle);
    public string GetSZArrayType(string elementType) => elementType + "[]";
    public string GetArrayType(string elementType, ArrayShape shape) =>
        $"{elementType}[{shape.Rank}|{string.Join(",", shape.Sizes)}|{string.Join(",", shape.LowerBounds)}]";
    public string GetByReferenceType(string elementType) => elementType + "&";
    public string GetPointerType(string elementType) => elementType + "*";
    public string GetPinnedType(string elementType) => "pinned " + elementType;
    public string GetFunctionPointerType(MethodSignature<string> signature) => "fnptr" + Format(signature);
    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
        genericType + "<" + string.Join(",", typeArguments) + ">";
    public string GetGenericMethodParameter(object? genericContext, int index) => "!!" + GetIndex(index);
    public string GetGenericTypeParameter(object? genericContext, int index) => "!" + GetIndex(index);
    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) =>
        (isRequired ? "modreq(" : "modopt(") + modifier + ")" + unmodifiedType;

    static string GetIndex(int index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
