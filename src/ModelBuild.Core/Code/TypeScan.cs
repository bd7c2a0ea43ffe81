using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace ModelBuild.Core.Code;

/// <summary>Finds what a field or a type reaches.</summary>
sealed class TypeScan(CodeGraph graph, CodeNode node)
{
    readonly CodeAssembly from = node.Assembly!;
    readonly MetadataReader metadata = node.Assembly!.Metadata;
    readonly SeenTypes seen = new(graph, node.Assembly!, node);

    public void Scan()
    {
        if (node.Kind == CodeKind.Field)
            ScanField(MetadataTokens.FieldDefinitionHandle(node.Row));
        else if (node.Kind == CodeKind.Type)
            ScanInstances(new(from, node.Row));
        else
            ScanMembers(new(from, node.Row));
    }

    public static void AddStaticConstructor(CodeNode user, CodeType type)
    {
        foreach (var method in type.Definition.GetMethods())
            if (type.Assembly.Metadata.StringComparer.Equals(type.Assembly.Metadata.GetMethodDefinition(method).Name, ".cctor"))
                user.Reaches.Add(type.Assembly.Method(method));
    }

    void ScanField(FieldDefinitionHandle handle)
    {
        var field = metadata.GetFieldDefinition(handle);
        node.Line = new("field", from.NameOf(handle), from.Writer.StaticField(handle));
        field.DecodeSignature(seen, null);
        AddStaticConstructor(node, new(from, field.GetDeclaringType()));
    }

    /// <summary>Others than the code that makes an instance may set, read and call whatever is data, virtual, or marked by an attribute.</summary>
    void ScanInstances(CodeType type)
    {
        var definition = type.Definition;
        node.Line = new("type", from.NameOf(type.Handle), from.Writer.Type(type.Handle));
        node.Reaches.Add(from.Initializer);
        if (!definition.BaseType.IsNil)
            seen.Use(graph.Find(from, definition.BaseType, node));
        AddAttributes(definition.GetCustomAttributes());
        foreach (var handle in definition.GetFields())
        {
            var field = metadata.GetFieldDefinition(handle);
            if (field.Attributes.HasFlag(FieldAttributes.Static))
                continue;
            seen.Use(field.DecodeSignature(seen, null));
            AddAttributes(field.GetCustomAttributes());
        }
        foreach (var handle in definition.GetProperties())
        {
            var property = metadata.GetPropertyDefinition(handle);
            var accessors = property.GetAccessors();
            if (!AddInstanceMethod(accessors.Getter) & !AddInstanceMethod(accessors.Setter))
                continue;
            seen.Use(property.DecodeSignature(seen, null).ReturnType);
            AddAttributes(property.GetCustomAttributes());
        }
        foreach (var handle in definition.GetMethods())
            if (IsCalledByOthers(type, handle))
            {
                node.Reaches.Add(from.Method(handle));
                AddAttributes(metadata.GetMethodDefinition(handle).GetCustomAttributes());
            }
        AddImplementations(type);
    }

    bool IsCalledByOthers(CodeType type, MethodDefinitionHandle handle)
    {
        var method = metadata.GetMethodDefinition(handle);
        if (method.Attributes.HasFlag(MethodAttributes.Static))
            return false;
        if (metadata.StringComparer.Equals(method.Name, ".ctor"))
            return true;
        if (method.Attributes.HasFlag(MethodAttributes.Virtual))
            return graph.Hierarchy.IsCalledFromOutside(type, handle);
        foreach (var attribute in method.GetCustomAttributes())
            if (from.Attributes.CanBeLookedFor(metadata.GetCustomAttribute(attribute)))
                return true;
        return false;
    }

    bool AddInstanceMethod(MethodDefinitionHandle handle)
    {
        if (handle.IsNil || metadata.GetMethodDefinition(handle).Attributes.HasFlag(MethodAttributes.Static))
            return false;
        node.Reaches.Add(from.Method(handle));
        return true;
    }

    /// <summary>
    /// What implements interfaces of others: some methods are said to, a base class may do it without knowing, and an interface
    /// of the project may do it for all that have it.
    /// </summary>
    void AddImplementations(CodeType type)
    {
        AddSaid(type);
        if (!graph.Hierarchy.ImplementsOutside(type))
            return;
        for (var above = graph.Hierarchy.BaseOf(type); above is not null; above = graph.Hierarchy.BaseOf(above))
            foreach (var method in above.Definition.GetMethods())
                if (above.Assembly.Metadata.GetMethodDefinition(method).Attributes.HasFlag(MethodAttributes.Virtual))
                    node.Reaches.Add(above.Assembly.Method(method));
    }

    void AddSaid(CodeType type)
    {
        var its = type.Assembly.Metadata;
        foreach (var implementation in type.Definition.GetMethodImplementations())
        {
            var pair = its.GetMethodImplementation(implementation);
            if (pair.MethodBody.Kind == HandleKind.MethodDefinition && !IsFollowed(type.Assembly, pair.MethodDeclaration))
                node.Reaches.Add(type.Assembly.Method((MethodDefinitionHandle)pair.MethodBody));
        }
        foreach (var implementation in type.Definition.GetInterfaceImplementations())
            if (graph.Find(type.Assembly, its.GetInterfaceImplementation(implementation).Interface, node) is { } known)
                AddSaid(known);
    }

    bool IsFollowed(CodeAssembly assembly, EntityHandle declaration) => declaration.Kind == HandleKind.MethodDefinition
        || graph.Find(assembly, assembly.Metadata.GetMemberReference((MemberReferenceHandle)declaration).Parent, node) is not null;

    void ScanMembers(CodeType type)
    {
        node.Line = new("members", from.NameOf(type.Handle), from.Writer.Members(type.Handle));
        node.Reaches.Add(from.Type(type.Handle));
        foreach (var method in type.Definition.GetMethods())
        {
            node.Reaches.Add(from.Method(method));
            AddAttributes(metadata.GetMethodDefinition(method).GetCustomAttributes());
        }
        foreach (var field in type.Definition.GetFields())
            if (metadata.GetFieldDefinition(field).Attributes is var attributes
                && attributes.HasFlag(FieldAttributes.Static) && !attributes.HasFlag(FieldAttributes.Literal))
                node.Reaches.Add(from.Field(field));
    }

    /// <summary>Whoever looks at an attribute makes it, and what it names.</summary>
    void AddAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var handle in attributes)
        {
            var attribute = metadata.GetCustomAttribute(handle);
            if (!from.Attributes.Counts(attribute))
                continue;
            if (graph.Find(from, from.File.TypeOf(attribute), node) is { } own)
                seen.Use(own);
            foreach (var type in AttributeTypes.Of(graph, from, attribute, node))
                seen.Use(type);
        }
    }
}
