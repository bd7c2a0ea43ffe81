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
        else if (node.Kind == CodeKind.Operators)
            ScanOperators(new(from, node.Row));
        else if (node.Kind == CodeKind.Nullability)
            ScanNullability(MetadataTokens.TypeDefinitionHandle(node.Row));
        else if (node.Kind == CodeKind.AssemblyAttributes)
            ScanAttributes();
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
                AddAttributes(metadata.GetMethodDefinition(handle));
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

    /// <summary>What can be found in a type by its members' names: those of its bases and interfaces, too, and the types in it.</summary>
    void ScanMembers(CodeType type)
    {
        var definition = type.Definition;
        node.Line = new("members", from.NameOf(type.Handle), from.Writer.Members(type.Handle));
        node.Reaches.Add(from.Type(type.Handle));
        foreach (var handle in definition.GetMethods())
        {
            var method = metadata.GetMethodDefinition(handle);
            // Who calls it may do so on an object of a derived class, and makes its arguments.
            node.Reaches.Add(method.Attributes.HasFlag(MethodAttributes.Virtual) ? from.Slot(handle) : from.Method(handle));
            var signature = method.DecodeSignature(seen, null);
            seen.Use(signature.ReturnType);
            foreach (var parameter in signature.ParameterTypes)
                seen.Use(parameter);
            AddAttributes(method);
        }
        foreach (var handle in definition.GetFields())
        {
            var field = metadata.GetFieldDefinition(handle);
            if (!field.Attributes.HasFlag(FieldAttributes.Static))
                continue;
            AddAttributes(field.GetCustomAttributes());
            if (field.Attributes.HasFlag(FieldAttributes.Literal))
                continue;
            seen.Use(field.DecodeSignature(seen, null));
            node.Reaches.Add(from.Field(handle));
        }
        foreach (var handle in definition.GetProperties())
            AddAttributes(metadata.GetPropertyDefinition(handle).GetCustomAttributes());
        foreach (var handle in definition.GetEvents())
            AddAttributes(metadata.GetEventDefinition(handle).GetCustomAttributes());
        if (!definition.BaseType.IsNil)
            AddMembers(graph.Find(from, definition.BaseType, node));
        foreach (var implementation in definition.GetInterfaceImplementations())
            AddMembers(graph.Find(from, metadata.GetInterfaceImplementation(implementation).Interface, node));
        foreach (var nested in definition.GetNestedTypes())
            if (!GeneratedNames.IsGenerated(metadata.GetString(metadata.GetTypeDefinition(nested).Name)))
                node.Reaches.Add(from.Members(nested));
    }

    void AddMembers(CodeType? type)
    {
        if (type is not null)
            node.Reaches.Add(type.Assembly.Members(type.Handle));
    }

    void ScanOperators(CodeType type)
    {
        foreach (var method in type.Definition.GetMethods())
            if (metadata.StringComparer.StartsWith(metadata.GetMethodDefinition(method).Name, "op_"))
                node.Reaches.Add(from.Method(method));
    }

    void ScanNullability(TypeDefinitionHandle handle) =>
        node.Line = new(CodeListing.Nullability, from.NameOf(handle), from.Writer.Nullability(handle));

    void ScanAttributes()
    {
        node.Line = new("assembly attributes", from.NameOf(""), from.Writer.AssemblyDescription());
        AddAttributes(metadata.GetAssemblyDefinition().GetCustomAttributes());
        AddAttributes(metadata.GetModuleDefinition().GetCustomAttributes());
    }

    void AddAttributes(MethodDefinition method)
    {
        AddAttributes(method.GetCustomAttributes());
        foreach (var parameter in method.GetParameters())
            AddAttributes(metadata.GetParameter(parameter).GetCustomAttributes());
    }

    /// <summary>Whoever looks at an attribute makes it, and may call anything of what it names.</summary>
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
                AddMembers(type);
        }
    }
}
