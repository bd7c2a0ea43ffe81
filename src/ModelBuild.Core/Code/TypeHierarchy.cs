using System.Reflection;
using System.Reflection.Metadata;

namespace ModelBuild.Core.Code;

/// <summary>Who derives from and implements what in the assemblies that are followed, and so where a virtual call can arrive.</summary>
sealed class TypeHierarchy(CodeGraph graph, IReadOnlyList<CodeAssembly> assemblies)
{
    readonly CodeNode nobody = new(CodeKind.Slot, null, 0, "");
    Dictionary<CodeType, List<CodeType>>? below;

    /// <summary>The type itself and those below it that follow its slots: classes that derive from it, implementers, interfaces that extend it.</summary>
    List<CodeType> Family(CodeType type)
    {
        below ??= Read();
        var family = new List<CodeType> { type };
        var known = new HashSet<CodeType> { type };
        for (var i = 0; i < family.Count; i++)
            if (below.TryGetValue(family[i], out var next))
                foreach (var one in next)
                    if (known.Add(one))
                        family.Add(one);
        return family;
    }

    Dictionary<CodeType, List<CodeType>> Read()
    {
        var read = new Dictionary<CodeType, List<CodeType>>();
        foreach (var assembly in assemblies)
            foreach (var handle in assembly.Metadata.TypeDefinitions)
            {
                var type = new CodeType(assembly, handle);
                Add(BaseOf(type), type);
                foreach (var implementation in type.Definition.GetInterfaceImplementations())
                    Add(InterfaceOf(assembly, implementation), type);
            }
        return read;

        void Add(CodeType? above, CodeType type)
        {
            if (above is null)
                return;
            if (!read.TryGetValue(above, out var list))
                read.Add(above, list = []);
            list.Add(type);
        }
    }

    /// <summary>The base class, where its code is followed.</summary>
    public CodeType? BaseOf(CodeType type) =>
        type.Definition.BaseType is { IsNil: false } parent ? graph.Find(type.Assembly, parent, nobody) : null;

    CodeType? InterfaceOf(CodeAssembly assembly, InterfaceImplementationHandle implementation) =>
        graph.Find(assembly, assembly.Metadata.GetInterfaceImplementation(implementation).Interface, nobody);

    /// <summary>A slot reaches its method and every one of the family that may take its place: same name and number of parameters, or said to implement it.</summary>
    public void AddTargets(CodeNode slot)
    {
        var assembly = slot.Assembly!;
        var handle = System.Reflection.Metadata.Ecma335.MetadataTokens.MethodDefinitionHandle(slot.Row);
        var method = assembly.Metadata.GetMethodDefinition(handle);
        var name = assembly.Metadata.GetString(method.Name);
        var count = ParameterCount(assembly, handle);
        var owner = new CodeType(assembly, method.GetDeclaringType());
        slot.Reaches.Add(assembly.Method(handle));
        foreach (var type in Family(owner))
        {
            AddNamed(slot, type, name, count);
            // A class may inherit what implements an interface that its base does not know.
            if (owner.Definition.Attributes.HasFlag(TypeAttributes.Interface))
                for (var above = BaseOf(type); above is not null; above = BaseOf(above))
                    AddNamed(slot, above, name, count);
            foreach (var implementation in type.Definition.GetMethodImplementations())
            {
                var pair = type.Assembly.Metadata.GetMethodImplementation(implementation);
                if (pair.MethodBody.Kind == HandleKind.MethodDefinition && Declares(type.Assembly, pair.MethodDeclaration, owner, name))
                    slot.Reaches.Add(type.Assembly.Method((MethodDefinitionHandle)pair.MethodBody));
            }
        }
    }

    static void AddNamed(CodeNode slot, CodeType type, string name, int count)
    {
        var metadata = type.Assembly.Metadata;
        foreach (var candidate in type.Definition.GetMethods())
            if (metadata.GetMethodDefinition(candidate) is var method && method.Attributes.HasFlag(MethodAttributes.Virtual)
                && metadata.StringComparer.Equals(method.Name, name) && ParameterCount(type.Assembly, candidate) == count)
                slot.Reaches.Add(type.Assembly.Method(candidate));
    }

    bool Declares(CodeAssembly assembly, EntityHandle declaration, CodeType owner, string name)
    {
        var metadata = assembly.Metadata;
        if (declaration.Kind == HandleKind.MethodDefinition)
        {
            var method = metadata.GetMethodDefinition((MethodDefinitionHandle)declaration);
            return owner.Assembly == assembly && method.GetDeclaringType() == owner.Handle && metadata.StringComparer.Equals(method.Name, name);
        }
        var member = metadata.GetMemberReference((MemberReferenceHandle)declaration);
        return metadata.StringComparer.Equals(member.Name, name) && graph.Find(assembly, member.Parent, nobody) == owner;
    }

    /// <summary>Whether a virtual method of a type may be called by code that is not followed, because it overrides or implements something of the framework or a package.</summary>
    public bool IsCalledFromOutside(CodeType type, MethodDefinitionHandle handle)
    {
        var metadata = type.Assembly.Metadata;
        var method = metadata.GetMethodDefinition(handle);
        if (method.Attributes.HasFlag(MethodAttributes.NewSlot))
            return ImplementsOutside(type);
        var name = metadata.GetString(method.Name);
        var count = ParameterCount(type.Assembly, handle);
        for (var above = BaseOf(type); above is not null; above = BaseOf(above))
        {
            var its = above.Assembly.Metadata;
            foreach (var candidate in above.Definition.GetMethods())
                if (its.GetMethodDefinition(candidate) is var declared && declared.Attributes.HasFlag(MethodAttributes.Virtual)
                    && its.StringComparer.Equals(declared.Name, name) && ParameterCount(above.Assembly, candidate) == count)
                    return IsCalledFromOutside(above, candidate);
        }
        return true;
    }

    /// <summary>Whether a type has an interface, itself or by its bases, that is not followed.</summary>
    public bool ImplementsOutside(CodeType type)
    {
        for (var current = type; current is not null; current = BaseOf(current))
            foreach (var implementation in current.Definition.GetInterfaceImplementations())
                if (InterfaceOf(current.Assembly, implementation) is not { } known || ImplementsOutside(known))
                    return true;
        return false;
    }

    public static int ParameterCount(CodeAssembly assembly, MethodDefinitionHandle handle) =>
        ParameterCount(assembly, assembly.Metadata.GetMethodDefinition(handle).Signature);

    public static int ParameterCount(CodeAssembly assembly, BlobHandle signature)
    {
        var blob = assembly.Metadata.GetBlobReader(signature);
        if (blob.ReadSignatureHeader().IsGeneric)
            blob.ReadCompressedInteger();
        return blob.ReadCompressedInteger();
    }
}
