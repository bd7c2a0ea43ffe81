using System.Reflection.Metadata;

namespace ModelBuild.Core.Code;

/// <summary>
/// The assemblies that packages bring. Whoever reaches one of them reaches what it references, and all native libraries: nothing
/// says which of them it loads.
/// </summary>
sealed class PackageCode
{
    const string NativeName = "\0native";
    readonly Dictionary<string, List<string>> files = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, CodeNode> nodes = new(StringComparer.OrdinalIgnoreCase);

    public PackageCode(IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            var name = Path.GetExtension(path) == ".dll" ? Path.GetFileNameWithoutExtension(path) : NativeName;
            // Translations belong to the assembly whose they are.
            if (name.EndsWith(".resources", StringComparison.OrdinalIgnoreCase))
                name = name[..^".resources".Length];
            if (!files.TryGetValue(name, out var list))
                files.Add(name, list = []);
            list.Add(path);
        }
    }

    /// <summary>Null for an assembly of the framework.</summary>
    public CodeNode? Find(string name)
    {
        if (nodes.TryGetValue(name, out var node))
            return node;
        if (!files.ContainsKey(name))
            return null;
        nodes.Add(name, node = new(CodeKind.Package, null, 0, name));
        return node;
    }

    /// <summary>Native libraries; null where no package brings one.</summary>
    public CodeNode? Native => Find(NativeName);

    public IReadOnlyList<string> FilesOf(CodeNode node) => files[node.Name];

    public void AddAllTo(CodeNode user)
    {
        foreach (var name in files.Keys)
            user.Reaches.Add(Find(name)!);
    }

    public void Scan(CodeNode node)
    {
        if (Native is { } native)
            node.Reaches.Add(native);
        foreach (var path in files[node.Name])
        {
            if (Path.GetExtension(path) != ".dll")
                continue;
            try
            {
                using var assembly = ManagedAssembly.Open(path);
                foreach (var handle in assembly.Metadata.AssemblyReferences)
                    if (Find(assembly.Metadata.GetString(assembly.Metadata.GetAssemblyReference(handle).Name)) is { } next)
                        node.Reaches.Add(next);
            }
            catch (Exception e) when (e is NotAnAssemblyException or FileNotFoundException || ManagedAssembly.IsDamage(e))
            {
                // A native library, or nothing: its content counts, and says so.
            }
        }
    }
}
