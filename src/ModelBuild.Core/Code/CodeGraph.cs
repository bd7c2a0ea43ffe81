using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace ModelBuild.Core.Code;

/// <summary>
/// What code of a project reaches what, found out from its IL as far as somebody asks. Each member is read once, however many
/// stages reach it. Not thread-safe.
/// </summary>
sealed class CodeGraph
{
    readonly List<CodeAssembly> assemblies = [];
    readonly PackageCode packages;
    readonly TypeHierarchy hierarchy;
    readonly DigestWriter output = new();
    readonly CodeNode?[] searches = new CodeNode?[(int)CodeKind.Everything];
    int walks;

    /// <param name="projectAssemblies">Paths of the project's own assemblies.</param>
    /// <param name="builtInAssemblies">Paths of ModelBuild's own; those that the project's code calls are followed.</param>
    /// <param name="packageAssemblies">Paths of what packages bring.</param>
    /// <exception cref="NotAnAssemblyException"/>
    public CodeGraph(IReadOnlyList<string> projectAssemblies, IReadOnlyList<string> builtInAssemblies, IReadOnlyList<string> packageAssemblies)
    {
        foreach (var path in projectAssemblies)
            Open(path);
        for (var i = 0; i < assemblies.Count; i++)
            foreach (var path in builtInAssemblies)
                if (assemblies[i].File.References(Path.GetFileNameWithoutExtension(path)))
                    Open(path);
        packages = new(packageAssemblies);
        hierarchy = new(this, assemblies);
    }

    public IReadOnlyList<CodeAssembly> Assemblies => assemblies;
    public PackageCode Packages => packages;
    public TypeHierarchy Hierarchy => hierarchy;

    /// <summary>All that a stage's method can reach, with the types that the runner makes for it.</summary>
    /// <param name="assembly">Simple name of the assembly that has the method.</param>
    /// <param name="token">The method's metadata token.</param>
    /// <param name="withNullability">Whether it counts which members may be null, for a setting of the runtime makes serializers look.</param>
    /// <exception cref="NotAnAssemblyException">An assembly is damaged.</exception>
    public CodeClosure ClosureOf(string assembly, int token, bool withNullability = false)
    {
        var owner = assemblies.Find(known => known.File.Name == assembly) ?? throw new ArgumentException($"{assembly} is no assembly of the project.", nameof(assembly));
        var roots = new CodeNode(CodeKind.Slot, owner, 0, "") { IsScanned = true };
        if (withNullability)
            roots.Reaches.Add(Search(CodeKind.Nullability));
        try
        {
            var method = (MethodDefinitionHandle)MetadataTokens.EntityHandle(token);
            roots.Reaches.Add(owner.Method(method));
            var seen = new SeenTypes(this, owner, roots);
            var signature = owner.Metadata.GetMethodDefinition(method).DecodeSignature(seen, null);
            seen.Use(signature.ReturnType);
            foreach (var parameter in signature.ParameterTypes)
                seen.Use(parameter);
        }
        catch (Exception e) when (ManagedAssembly.IsDamage(e))
        {
            throw Damaged(owner.File.Path, e);
        }
        return Walk(roots);
    }

    /// <summary>All code of the project.</summary>
    /// <exception cref="NotAnAssemblyException">An assembly is damaged.</exception>
    internal CodeClosure Everything() => Walk(new(CodeKind.Everything, null, 0, ""));

    CodeClosure Walk(CodeNode root)
    {
        var walk = ++walks;
        var lines = new List<CodeLine>();
        var reached = new List<string>();
        var open = new Stack<CodeNode>();
        var types = new List<CodeNode>();
        var wanted = new List<CodeNode>();
        Visit(root);
        do
        {
            while (open.TryPop(out var node))
            {
                if (!node.IsScanned)
                    TryScan(node);
                if (node.Line is { } line)
                    lines.Add(line);
                if (node.Kind == CodeKind.Package)
                    reached.AddRange(packages.FilesOf(node));
                else if (node.Kind == CodeKind.Type)
                    types.Add(node);
                else if (node.Kind == CodeKind.Search)
                    wanted.Add(node);
                foreach (var next in node.Reaches)
                    Visit(next);
            }
            foreach (var search in wanted)
                foreach (var type in types)
                    Visit(type.Assembly!.OfType((CodeKind)search.Row, type.Row));
        }
        while (open.Count > 0);
        return new(new(lines), reached);

        void Visit(CodeNode node)
        {
            if (node.Walk == walk)
                return;
            node.Walk = walk;
            open.Push(node);
        }
    }

    void TryScan(CodeNode node)
    {
        node.IsScanned = true;
        try
        {
            Scan(node);
        }
        catch (Exception e) when (ManagedAssembly.IsDamage(e))
        {
            throw Damaged((node.Assembly ?? assemblies[0]).File.Path, e);
        }
    }

    void Scan(CodeNode node)
    {
        switch (node.Kind)
        {
            case CodeKind.Method:
                new MethodScan(this, node).Scan();
                break;
            case CodeKind.Slot:
                hierarchy.AddTargets(node);
                break;
            case CodeKind.Field:
            case CodeKind.Type:
            case CodeKind.Members:
            case CodeKind.Operators:
            case CodeKind.Nullability:
            case CodeKind.AssemblyAttributes:
                new TypeScan(this, node).Scan();
                break;
            case CodeKind.AssemblyName:
                node.Line = new("assembly name", node.Assembly!.NameOf(""), node.Assembly.Writer.AssemblyName());
                break;
            case CodeKind.Resource:
                var resource = MetadataTokens.ManifestResourceHandle(node.Row);
                node.Line = new("resource", node.Assembly!.NameOf(node.Name), node.Assembly.Writer.Resource(resource));
                break;
            case CodeKind.Initializer:
                node.Line = new("assembly", node.Assembly!.NameOf(""), node.Assembly.Writer.Assembly());
                TypeScan.AddStaticConstructor(node, new(node.Assembly, 1)); // <Module>, always the first
                break;
            case CodeKind.Package:
                packages.Scan(node);
                break;
            case CodeKind.Everything:
                ScanEverything(node);
                break;
        }
    }

    /// <summary>What looks for a kind of nodes of types.</summary>
    public CodeNode Search(CodeKind kind) => searches[(int)kind] ??= new(CodeKind.Search, null, (int)kind, "");

    void ScanEverything(CodeNode node)
    {
        if (node.Name.Length > 0)
            node.Line = new("reflection", node.Name, "-");
        foreach (var assembly in assemblies)
        {
            foreach (var type in assembly.Metadata.TypeDefinitions)
                node.Reaches.Add(assembly.Members(type));
            foreach (var resource in assembly.Metadata.ManifestResources)
                node.Reaches.Add(assembly.Resource(resource));
        }
        packages.AddAllTo(node);
    }

    /// <summary>The type that is named, if its code is followed; the package that has it, if one has, is reached.</summary>
    public CodeType? Find(CodeAssembly from, EntityHandle type, CodeNode user) => type.Kind switch
    {
        HandleKind.TypeDefinition => new(from, (TypeDefinitionHandle)type),
        HandleKind.TypeReference => Find(from, (TypeReferenceHandle)type, user),
        HandleKind.TypeSpecification => from.Metadata.GetTypeSpecification((TypeSpecificationHandle)type).DecodeSignature(new SeenTypes(this, from, user), null),
        _ => null,
    };

    public CodeType? Find(CodeAssembly from, TypeReferenceHandle handle, CodeNode user)
    {
        var scope = from.File.ScopeOf(handle);
        return scope is null ? null : Find(scope, from.File.NameOf(handle), user);
    }

    /// <summary>What an attribute names: types of the assemblies that are followed, or an assembly of a package, which is reached.</summary>
    public void FindAnywhere(string name, CodeNode user, List<CodeType> found)
    {
        foreach (var assembly in assemblies)
            if (assembly.Find(name) is { IsNil: false } type)
                found.Add(new(assembly, type));
        if (packages.Find(name) is { } package)
            user.Reaches.Add(package);
    }

    CodeType? Find(string assembly, string type, CodeNode user)
    {
        var owner = assemblies.Find(known => known.File.Name == assembly);
        if (owner is null)
        {
            if (packages.Find(assembly) is { } package)
                user.Reaches.Add(package);
            return null;
        }
        if (owner.Find(type) is { IsNil: false } found)
            return new(owner, found);
        // It moved on to another assembly.
        return owner.File.ForwardOf(type) is { } next && next != assembly ? Find(next, type, user) : null;
    }

    void Open(string path)
    {
        try
        {
            var file = ManagedAssembly.Open(path);
            if (!assemblies.Exists(known => known.File.Name == file.Name))
                assemblies.Add(new(file, $"[{file.Name}]", output));
        }
        catch (Exception e) when (ManagedAssembly.IsDamage(e))
        {
            throw Damaged(path, e);
        }
    }

    static NotAnAssemblyException Damaged(string path, Exception e) => new(path, "its metadata or code is damaged", e);
}

/// <summary>What a stage can reach.</summary>
/// <param name="Packages">The files that packages bring.</param>
sealed record CodeClosure(CodeListing Listing, IReadOnlyList<string> Packages);
