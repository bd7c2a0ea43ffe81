using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace ModelBuild.Core.Code;

/// <summary>Finds what a method reaches: what its instructions name, and what runs because it does.</summary>
sealed class MethodScan
{
    const string Author = "ModelBuild";

    readonly CodeGraph graph;
    readonly CodeNode node;
    readonly CodeAssembly from;
    readonly MetadataReader metadata;
    readonly MethodDefinitionHandle handle;
    readonly MethodDefinition method;
    readonly SeenTypes seen;

    public MethodScan(CodeGraph graph, CodeNode node)
    {
        (this.graph, this.node, from) = (graph, node, node.Assembly!);
        metadata = from.Metadata;
        handle = MetadataTokens.MethodDefinitionHandle(node.Row);
        method = metadata.GetMethodDefinition(handle);
        seen = new(graph, from, node);
    }

    public void Scan()
    {
        node.Line = new(CodeListing.Method, from.NameOf(handle), from.Writer.Method(handle));
        node.Reaches.Add(from.Initializer);
        var signature = method.DecodeSignature(seen, null);
        var type = new CodeType(from, method.GetDeclaringType());
        // A type that is initialised early may be when any of its fields is touched, and no sooner. Of others, methods of instances
        // begin it only where there was no constructor.
        if (!type.Definition.Attributes.HasFlag(TypeAttributes.BeforeFieldInit)
            && (method.Attributes.HasFlag(MethodAttributes.Static) || metadata.StringComparer.Equals(method.Name, ".ctor")
                || type.Definition.Attributes.HasFlag(TypeAttributes.Interface) || IsStructure(type)))
            TypeScan.AddStaticConstructor(node, type);
        AddDependencies(method.GetCustomAttributes());
        AddDependencies(type.Definition.GetCustomAttributes());
        if (method.Attributes.HasFlag(MethodAttributes.PinvokeImpl) && graph.Packages.Native is { } native)
            node.Reaches.Add(native);
        if (from.File.FindAttribute(method.GetCustomAttributes(), "System.Runtime.CompilerServices", "UnsafeAccessorAttribute") is not null)
        {
            AddAllOf([signature.ReturnType, .. signature.ParameterTypes]);
            AddNamedByAccessor();
        }
        if (from.File.BodyOf(handle) is { } body)
            Scan(body);
    }

    void Scan(MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
            metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(seen, null);
        foreach (var region in body.ExceptionRegions)
            if (!region.CatchType.IsNil)
                graph.Find(from, region.CatchType, node);
        var code = body.GetILContent().AsSpan();
        var il = new IlReader(code);
        while (il.Read())
        {
            switch (il.Kind)
            {
                case IlOperand.Method:
                    Call(il.OpCode, MetadataTokens.EntityHandle(il.Token), code, il.Offset, il.NextOffset);
                    break;
                case IlOperand.Field:
                    AddField(MetadataTokens.EntityHandle(il.Token));
                    break;
                case IlOperand.Type:
                    AddType(MetadataTokens.EntityHandle(il.Token));
                    break;
                case IlOperand.Signature:
                    metadata.GetStandaloneSignature((StandaloneSignatureHandle)MetadataTokens.EntityHandle(il.Token)).DecodeMethodSignature(seen, null);
                    break;
                case IlOperand.Member:
                    AddToken(MetadataTokens.EntityHandle(il.Token), code, il.NextOffset);
                    break;
            }
        }
    }

    void Call(ILOpCode operation, EntityHandle token, ReadOnlySpan<byte> code, int at, int next)
    {
        if (token.Kind == HandleKind.MethodSpecification)
        {
            var specification = metadata.GetMethodSpecification((MethodSpecificationHandle)token);
            foreach (var argument in specification.DecodeSignature(seen, null))
                seen.Use(argument);
            token = specification.Method;
        }
        if (token.Kind == HandleKind.MethodDefinition)
        {
            AddMethod(from, (MethodDefinitionHandle)token, operation);
            return;
        }
        var member = metadata.GetMemberReference((MemberReferenceHandle)token);
        if (member.Parent.Kind == HandleKind.MethodDefinition)
        {
            AddMethod(from, (MethodDefinitionHandle)member.Parent, operation);
            return;
        }
        member.DecodeMethodSignature(seen, null);
        if (graph.Find(from, member.Parent, node) is { } type)
            AddMember(type, member, operation);
        else if (member.Parent.Kind == HandleKind.TypeReference)
            CallOutside(from.File.NameOf((TypeReferenceHandle)member.Parent), member, code, at, next);
    }

    /// <summary>A method of another assembly, or of an instantiation. It may be inherited; of overloads that cannot be told apart, all.</summary>
    void AddMember(CodeType type, MemberReference member, ILOpCode operation)
    {
        var name = metadata.GetString(member.Name);
        var count = TypeHierarchy.ParameterCount(from, member.Signature);
        for (var current = type; current is not null; current = graph.Hierarchy.BaseOf(current))
        {
            var its = current.Assembly.Metadata;
            var found = new List<MethodDefinitionHandle>();
            foreach (var candidate in current.Definition.GetMethods())
                if (its.StringComparer.Equals(its.GetMethodDefinition(candidate).Name, name) && TypeHierarchy.ParameterCount(current.Assembly, candidate) == count)
                    found.Add(candidate);
            if (found.Count > 1)
            {
                var wanted = StableNames.WithoutScopes(StableNames.Format(member.DecodeMethodSignature(from.Names, null)));
                var equal = found.FindAll(candidate => StableNames.WithoutScopes(
                    StableNames.Format(its.GetMethodDefinition(candidate).DecodeSignature(current.Assembly.Names, null))) == wanted);
                if (equal.Count > 0)
                    found = equal;
            }
            foreach (var candidate in found)
                AddMethod(current.Assembly, candidate, operation);
            if (found.Count > 0)
                return;
        }
    }

    void AddMethod(CodeAssembly assembly, MethodDefinitionHandle target, ILOpCode operation)
    {
        var called = assembly.Metadata.GetMethodDefinition(target);
        var dispatched = called.Attributes.HasFlag(MethodAttributes.Virtual)
            && (operation is ILOpCode.Callvirt or ILOpCode.Ldvirtftn or ILOpCode.Ldtoken || called.Attributes.HasFlag(MethodAttributes.Static));
        node.Reaches.Add(dispatched ? assembly.Slot(target) : assembly.Method(target));
        if (RecordEquality.IsContract(assembly.File, target) && !RecordEquality.IsComparison(from.File, handle))
            node.Reaches.Add(graph.Search(CodeKind.Members)); // somebody has the type in hand, and may look into it
        if (operation == ILOpCode.Newobj)
            node.Reaches.Add(assembly.Type(called.GetDeclaringType()));
    }

    void CallOutside(string type, MemberReference member, ReadOnlySpan<byte> code, int at, int next)
    {
        var name = metadata.GetString(member.Name);
        if (type is "System.Reflection.Assembly" && name is "GetManifestResourceStream" or "GetManifestResourceInfo")
            AddResources(new Preceding(code, at).LastText(metadata));
        else if ((type is "System.Reflection.Assembly" && name is "GetManifestResourceNames") || (type is "System.Resources.ResourceManager" or "System.ComponentModel.ComponentResourceManager" && name is ".ctor"))
            AddResources(null);
        else if ((type is "System.Runtime.InteropServices.NativeLibrary" || name is "LoadUnmanagedDllFromPath") && graph.Packages.Native is { } native)
            node.Reaches.Add(native);
        else if (HiddenCalls.AreIn(type))
            Look(type, name, member.DecodeMethodSignature(from.Names, null), code, at, next);
    }

    void Look(string type, string name, MethodSignature<string> signature, ReadOnlySpan<byte> code, int at, int next)
    {
        var finding = HiddenCalls.Find(type, name, signature.ParameterTypes.AsSpan());
        switch (finding)
        {
            case Finding.Nothing:
                break;
            case Finding.Nullability:
                node.Reaches.Add(graph.Search(CodeKind.Nullability));
                break;
            case Finding.AssemblyName:
                if (!Preceding.OnlyNamesFound(code, next, metadata, from.File))
                    foreach (var assembly in graph.Assemblies)
                        node.Reaches.Add(assembly.OwnName);
                break;
            case Finding.AssemblyAttributes:
                foreach (var assembly in graph.Assemblies)
                    node.Reaches.Add(assembly.OwnAttributes);
                break;
            default:
                var isKnown = finding != Finding.Elsewhere && type == "System.Type" && signature.Header.IsInstance
                    && new Preceding(code, at).IsOnKnownType(metadata, from.File, signature.ParameterTypes.Length);
                // Its name counts with what was asked; of what is looked up, nobody knows even that it is there.
                var isNamed = (finding == Finding.Elsewhere || name is "get_ParameterType" or "get_ReturnType")
                    && Preceding.OnlyNamesFound(code, next, metadata, from.File);
                if (!isKnown && !isNamed && !Dependencies.AreDeclared(from, handle))
                    node.Reaches.Add(finding == Finding.Members ? graph.Search(CodeKind.Members)
                        : finding == Finding.Operators ? graph.Search(CodeKind.Operators)
                        : new(CodeKind.Everything, null, 0, $"{from.NameOf(handle)} calls {type}.{name}"));
                break;
        }
    }

    /// <summary>The resource of this name, or one that has it after a namespace; all of them where the name is not known.</summary>
    void AddResources(string? name)
    {
        foreach (var assembly in graph.Assemblies)
            foreach (var resource in assembly.Metadata.ManifestResources)
            {
                var its = assembly.Metadata.GetString(assembly.Metadata.GetManifestResource(resource).Name);
                if (name is null || its == name || its.EndsWith("." + name, StringComparison.Ordinal))
                    node.Reaches.Add(assembly.Resource(resource));
            }
    }

    void AddField(EntityHandle token)
    {
        if (token.Kind == HandleKind.FieldDefinition)
        {
            AddField(from, (FieldDefinitionHandle)token);
            return;
        }
        var member = metadata.GetMemberReference((MemberReferenceHandle)token);
        member.DecodeFieldSignature(seen, null);
        var name = metadata.GetString(member.Name);
        for (var type = graph.Find(from, member.Parent, node); type is not null; type = graph.Hierarchy.BaseOf(type))
            foreach (var field in type.Definition.GetFields())
                if (type.Assembly.Metadata.StringComparer.Equals(type.Assembly.Metadata.GetFieldDefinition(field).Name, name))
                {
                    AddField(type.Assembly, field);
                    return;
                }
    }

    /// <summary>Those of instances count with their type.</summary>
    void AddField(CodeAssembly assembly, FieldDefinitionHandle field)
    {
        if (assembly.Metadata.GetFieldDefinition(field).Attributes.HasFlag(FieldAttributes.Static))
            node.Reaches.Add(assembly.Field(field));
    }

    void AddType(EntityHandle token)
    {
        if (graph.Find(from, token, node) is { } type && IsStructure(type))
            seen.Use(type);
    }

    static bool IsStructure(CodeType type) => type.Definition.BaseType is var parent
        && (type.Assembly.File.IsNamed(parent, "System", "ValueType") || type.Assembly.File.IsNamed(parent, "System", "Enum"));

    /// <summary><c>typeof</c>, and what expression trees and array literals are made of.</summary>
    void AddToken(EntityHandle token, ReadOnlySpan<byte> code, int next)
    {
        switch (token.Kind)
        {
            case HandleKind.TypeDefinition or HandleKind.TypeReference or HandleKind.TypeSpecification:
                if (graph.Find(from, token, node) is { } type && !Preceding.OnlyNames(code, next, metadata, from.File))
                    node.Reaches.Add(RecordEquality.IsContract(from.File, handle) ? type.Assembly.Type(type.Handle) : type.Assembly.Members(type.Handle));
                break;
            case HandleKind.FieldDefinition:
                AddField(token);
                break;
            case HandleKind.MemberReference when metadata.GetMemberReference((MemberReferenceHandle)token).GetKind() == MemberReferenceKind.Field:
                AddField(token);
                break;
            default:
                Call(ILOpCode.Ldtoken, token, code, next, code.Length);
                break;
        }
    }

    /// <summary><c>[DependsOn]</c>: whatever is in these types.</summary>
    void AddDependencies(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes)
        {
            var found = metadata.GetCustomAttribute(attribute);
            if (from.File.IsNamed(from.File.TypeOf(found), Author, "DependsOnAttribute"))
                foreach (var type in AttributeTypes.Of(graph, from, found, node))
                    node.Reaches.Add(type.Assembly.Members(type.Handle));
        }
    }

    /// <summary>Types that an accessor of private members cannot mention, by their names; everything where none has that name.</summary>
    void AddNamedByAccessor()
    {
        foreach (var parameter in method.GetParameters())
        {
            if (from.File.FindAttribute(metadata.GetParameter(parameter).GetCustomAttributes(), "System.Runtime.CompilerServices", "UnsafeAccessorTypeAttribute") is not { } attribute)
                continue;
            var types = AttributeTypes.Of(graph, from, attribute, node);
            AddAllOf(types);
            if (types.Count == 0)
                node.Reaches.Add(new(CodeKind.Everything, null, 0, $"{from.NameOf(handle)} has an UnsafeAccessorType"));
        }
    }

    void AddAllOf(IReadOnlyList<CodeType?> types)
    {
        foreach (var type in types)
            if (type is not null)
                node.Reaches.Add(type.Assembly.Members(type.Handle));
    }
}
