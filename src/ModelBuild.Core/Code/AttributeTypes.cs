using System.Reflection.Metadata;

namespace ModelBuild.Core.Code;

/// <summary>The types that an attribute's arguments name, where their code is followed.</summary>
static class AttributeTypes
{
    public static List<CodeType> Of(CodeGraph graph, CodeAssembly from, CustomAttribute attribute, CodeNode user)
    {
        var texts = new Texts(from.File);
        try
        {
            attribute.DecodeValue(texts);
        }
        catch (BadImageFormatException)
        {
            // An enum of another assembly whose size is not an int's: what came before it was read, and its types are kept.
        }
        var found = new List<CodeType>();
        foreach (var text in texts.Names)
            // Generic ones have their arguments in brackets, each with its assembly.
            foreach (var part in text.Split('[', ']', ','))
                if (part.Trim() is { Length: > 0 } name && graph.FindAnywhere(from, name, user) is { } type)
                    found.Add(type);
        return found;
    }

    sealed class Texts(ManagedAssembly from) : ICustomAttributeTypeProvider<string>
    {
        const string SystemType = "System.Type";

        public List<string> Names { get; } = [];

        public string GetTypeFromSerializedName(string name)
        {
            Names.Add(name);
            return name;
        }

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "";
        public string GetSystemType() => SystemType;
        public string GetSZArrayType(string elementType) => elementType;
        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => "";
        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
            from.IsNamed(handle, "System", "Type") ? SystemType : "";
        public bool IsSystemType(string type) => type == SystemType;
        public PrimitiveTypeCode GetUnderlyingEnumType(string type) => PrimitiveTypeCode.Int32;
    }
}
