using StepTracer;

namespace ModelBuild.Faults.Tests;

/// <summary>How the content of a file that was not flushed may look after a power failure.</summary>
public enum Loss { None, BackToFlushed, Half, Zeros }

/// <summary>
/// A file system that promises no more than POSIX does: a file's content is safe when the file was flushed, a name when its folder
/// was. Until then each change of a name is lost or kept for itself, in whatever order they were made; a rename within one folder
/// is one change, across folders it is two. Content is all there, as when it was last flushed, half there, or zeros of the right length.
/// </summary>
sealed class DiskModel
{
    readonly Node root = new(isFolder: true);
    readonly string rootPath;
    readonly List<Change> changes = [];
    readonly List<Node> written = [];
    readonly HashSet<int> matters = [];
    readonly Func<string, bool> counts;
    int groups;

    sealed class Node(bool isFolder)
    {
        public bool IsFolder => isFolder;

        /// <summary>Where it is, or was last.</summary>
        public string Path { get; set; } = "";
        public Dictionary<string, Node> First { get; } = []; // what was in it at the beginning
        public Dictionary<string, Node> Now { get; } = [];
        public byte[] FirstContent { get; set; } = [];
        public byte[] Content { get; set; } = [];
        public string? Link { get; init; }
        public List<Written> Writes { get; } = [];
        public List<int> Flushes { get; } = [];

        public int FlushedAt(int cut) => Flushes.FindLast(at => at <= cut);

        /// <summary>The first flush after a step.</summary>
        public int SafeFrom(int at) => Flushes.Find(flush => flush > at) is > 0 and var flush ? flush : int.MaxValue;
    }

    sealed record Change(int At, Node Folder, string Name, Node? Node, int Group, bool Counts);

    sealed record Written(int At, byte[] Content);

    /// <param name="folder">Its content is on the disk already.</param>
    /// <param name="counts">Whether losing the name, relative to the folder, can make a difference.</param>
    public DiskModel(string folder, Func<string, bool> counts)
    {
        (rootPath, this.counts) = (folder, counts);
        Load(root, folder);
    }

    /// <summary>How many steps there were.</summary>
    public int Count { get; private set; }

    public void Apply(IEnumerable<Step> steps)
    {
        foreach (var step in steps)
            Apply(step, ++Count);
    }

    /// <summary>Whether a state after this step can differ from those before it.</summary>
    public bool Matters(int step) => matters.Contains(step);

    /// <summary>What can be lost at once and for itself when the power fails after a step: the changes of names and the content of files.</summary>
    public IReadOnlyList<Omission> Pending(int cut)
    {
        var pending = new List<Omission>();
        var last = 0;
        foreach (var change in changes)
            if (change.At <= cut && change.Counts && change.Group != last && change.Folder.SafeFrom(change.At) > cut)
                pending.Add(new(last = change.Group, null, Loss.None));
        foreach (var node in written.Where(node => node.Writes.FindLast(write => write.At <= cut) is { At: var at } && at > node.FlushedAt(cut)))
            foreach (var loss in new[] { Loss.BackToFlushed, Loss.Half, Loss.Zeros })
                pending.Add(new(0, node, loss));
        return pending;
    }

    /// <summary>Everything that is on the disk, by relative path: bytes, null for a folder, a text for a symbolic link.</summary>
    public SortedDictionary<string, object?> StateAt(int cut, IReadOnlyCollection<Omission> lost)
    {
        var folders = new Dictionary<Node, Dictionary<string, Node>>();
        var groupsLost = lost.Select(omission => omission.Group).ToHashSet();
        foreach (var change in changes)
        {
            if (change.At > cut)
                break;
            if (groupsLost.Contains(change.Group))
                continue;
            if (change.Node is null)
                Of(change.Folder).Remove(change.Name);
            else
                Of(change.Folder)[change.Name] = change.Node;
        }
        var state = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        Walk(root, "");
        return state;

        Dictionary<string, Node> Of(Node folder) => folders.TryGetValue(folder, out var known) ? known : folders[folder] = new(folder.First);

        void Walk(Node folder, string prefix)
        {
            foreach (var (name, node) in folders.GetValueOrDefault(folder, folder.First))
            {
                state[prefix + name] = node.IsFolder ? null : node.Link ?? (object)ContentAt(node, cut, lost.FirstOrDefault(omission => omission.Node == node)?.Loss ?? Loss.None);
                if (node.IsFolder)
                    Walk(node, $"{prefix}{name}/");
            }
        }
    }

    static byte[] ContentAt(Node node, int cut, Loss loss)
    {
        var now = node.Writes.FindLast(write => write.At <= cut)?.Content ?? node.FirstContent;
        var flushed = node.Writes.FindLast(write => write.At <= node.FlushedAt(cut))?.Content ?? node.FirstContent;
        return loss switch
        {
            Loss.BackToFlushed => flushed,
            Loss.Half => now[..(now.Length / 2)],
            Loss.Zeros => new byte[now.Length],
            _ => now,
        };
    }

    void Apply(Step step, int at)
    {
        var (folder, name) = Place(step.Path);
        switch (step.Kind)
        {
            case StepKind.Create when folder!.Now.ContainsKey(name):
                break; // two opened it at once
            case StepKind.Create:
                Enter(at, ++groups, folder!, name, new(isFolder: false), step.Path);
                break;
            case StepKind.MakeFolder:
                Enter(at, ++groups, folder!, name, new(isFolder: true), step.Path);
                break;
            case StepKind.MakeLink:
                Enter(at, ++groups, folder!, name, new(isFolder: false) { Link = step.To }, step.Path);
                break;
            case StepKind.Delete or StepKind.DeleteFolder:
                Enter(at, ++groups, folder!, name, null, step.Path);
                break;
            case StepKind.HardLink:
                var (linkFolder, link) = Place(step.To!);
                Enter(at, ++groups, linkFolder!, link, folder!.Now[name], step.To!);
                break;
            case StepKind.Rename:
                var (newFolder, newName) = Place(step.To!);
                var moved = folder!.Now[name];
                Enter(at, ++groups, folder, name, null, step.Path);
                Enter(at, newFolder == folder ? groups : ++groups, newFolder!, newName, moved, step.To!);
                break;
            case StepKind.Exchange:
                var (otherFolder, otherName) = Place(step.To!);
                var (one, other) = (folder!.Now[name], otherFolder!.Now[otherName]);
                Enter(at, ++groups, folder, name, other, step.Path);
                Enter(at, otherFolder == folder ? groups : ++groups, otherFolder, otherName, one, step.To!);
                break;
            case StepKind.SetLength:
                var node = folder!.Now[name];
                Write(at, node, node.Content.Length >= step.Offset ? node.Content[..(int)step.Offset] : [.. node.Content, .. new byte[step.Offset - node.Content.Length]]);
                break;
            case StepKind.Write:
                var file = folder!.Now[name];
                var end = step.Offset + step.Data!.Length;
                var bytes = new byte[Math.Max(end, file.Content.Length)];
                file.Content.CopyTo(bytes, 0);
                step.Data.CopyTo(bytes, step.Offset);
                Write(at, file, bytes);
                break;
            case StepKind.Flush:
                (folder is null ? root : folder.Now[name]).Flushes.Add(at);
                matters.Add(at);
                break;
            case StepKind.Clone:
            default:
                throw new NotSupportedException($"{step}");
        }
    }

    void Enter(int at, int group, Node folder, string name, Node? node, string path)
    {
        var matter = counts(Path.GetRelativePath(rootPath, path));
        changes.Add(new(at, folder, name, node, group, matter));
        if (matter)
            matters.Add(at);
        if (node is null)
            folder.Now.Remove(name);
        else
            (folder.Now[name], node.Path) = (node, $"{folder.Path}/{name}");
    }

    void Write(int at, Node node, byte[] content)
    {
        if (!content.AsSpan().SequenceEqual(node.Content))
        {
            if (node.Writes.Count == 0)
                written.Add(node);
            node.Writes.Add(new(at, content));
            matters.Add(at);
        }
        node.Content = content;
    }

    (Node? Folder, string Name) Place(string path)
    {
        var names = Path.GetRelativePath(rootPath, path).Split('/');
        if (names is ["."])
            return (null, "");
        var folder = root;
        foreach (var name in names[..^1])
            folder = folder.Now[name];
        return (folder, names[^1]);
    }

    static void Load(Node node, string folder)
    {
        foreach (var path in Directory.GetFileSystemEntries(folder))
        {
            var name = Path.GetFileName(path);
            var child = new Node(Directory.Exists(path)) { Path = $"{node.Path}/{name}" };
            node.First[name] = node.Now[name] = child;
            if (child.IsFolder)
                Load(child, path);
            else
                child.FirstContent = child.Content = File.ReadAllBytes(path);
        }
    }

    /// <summary>One thing that a power failure took: a change of names, or content.</summary>
    internal sealed record Omission(int Group, object? Node, Loss Loss)
    {
        public override string ToString() => Node is null ? $"change {Group}" : $"{Loss}";
    }

    /// <summary>A change or a file in words.</summary>
    public string Describe(Omission omission) => omission.Node is null
        ? string.Join(", ", changes.Where(change => change.Group == omission.Group).Select(change => $"{change.Folder.Path}/{change.Name} {(change.Node is null ? "stays" : "is not made")}"))
        : $"{omission.Loss} of {((Node)omission.Node).Path}";
}
