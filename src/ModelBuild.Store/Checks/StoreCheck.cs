using ModelBuild.Core.Digests;
using ModelBuild.Core.Keys;
using ModelBuild.Store.Files;

namespace ModelBuild.Store.Checks;

/// <summary>Something in a store or an index that nobody who writes to it leaves, whatever happens to them.</summary>
/// <param name="Path">Where; absolute.</param>
/// <param name="Message">What is wrong with it, and what becomes of it.</param>
public sealed record Finding(string Path, string Message);

/// <summary>What is in a store. Safe to make while builds use it.</summary>
public sealed record StoreCheck
{
    /// <summary>How many objects were read, and how large they are together, in bytes.</summary>
    public required int Objects { get; init; }

    /// <inheritdoc cref="Objects"/>
    public required long Bytes { get; init; }

    /// <summary>How many entries the stage cache has.</summary>
    public required int Entries { get; init; }

    /// <summary>How many of them name an object that is not there, as after a power failure: their stages run again when needed.</summary>
    public required int Misses { get; init; }

    /// <summary>Files that are being written, or that somebody who was killed left; a sweep deletes them when they are a day old.</summary>
    public required int Temporary { get; init; }

    /// <summary>What is wrong. Empty for a sound store.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Reads every object and every entry, and changes nothing.</summary>
    /// <param name="root">The store's folder; it need not exist.</param>
    /// <exception cref="OperationCanceledException"/>
    public static StoreCheck Of(string root, CancellationToken cancellation = default) => new Checking(Path.GetFullPath(root), cancellation).Run();

    /// <summary>One check, and what it found so far.</summary>
    sealed class Checking(string root, CancellationToken cancellation)
    {
        readonly List<Finding> findings = [];
        readonly HashSet<Digest> objects = [];
        readonly Dictionary<Digest, bool> trees = []; // those that entries name, and whether all in them is there
        int entries, misses, temporary;
        long bytes;

        public StoreCheck Run()
        {
            foreach (var name in Names(root))
                if (name is not ("cas" or "ac" or "tmp" or "work" or "checkpoints" or "builds" or "projects" or "pins" or "uses"))
                    Find(Path.Combine(root, name), "is not the store's. Move it away if you need it.");
            CheckObjects();
            foreach (var (path, key) in Named(Path.Combine(root, "ac")))
                CheckEntry(path, key);
            foreach (var name in Names(Path.Combine(root, "tmp")))
                if (TemporaryFiles.BirthOf(name) is null)
                    Find(Path.Combine(root, "tmp", name), "is not a temporary file of the store. Nothing deletes it; do so if you do not need it.");
                else
                    temporary++;
            return new() { Objects = objects.Count, Bytes = bytes, Entries = entries, Misses = misses, Temporary = temporary, Findings = findings };
        }

        void CheckObjects()
        {
            var all = Named(Path.Combine(root, "cas"));
            var gate = new Lock();
            SideBySide.ForEach(all.Count, i =>
            {
                cancellation.ThrowIfCancellationRequested();
                var (path, digest) = all[i];
                try
                {
                    var (found, size) = FileHash.Of(path);
                    lock (gate)
                    {
                        bytes += size;
                        if (found == digest)
                            objects.Add(digest);
                        else
                            Find(path, "is damaged: its content has another digest than its name. The build that needs it removes it and makes it again.");
                    }
                }
                catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
                {
                    // Somebody removed it meanwhile.
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    lock (gate)
                        Find(path, $"cannot be read: {e.Message} The build that needs it removes it and makes it again.");
                }
            });
        }

        void CheckEntry(string path, Digest key)
        {
            StageResult? result;
            try
            {
                result = StageCache.Read(key, File.ReadAllText(path));
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Find(path, $"cannot be read: {e.Message} The build that looks it up removes it and runs the stage.");
                return;
            }
            entries++;
            if (result is null)
                Find(path, "is not what this version writes for this key. The build that looks it up removes it and runs the stage.");
            else if (!IsWhole(result.Output) || !objects.Contains(result.Log) || (result.Metrics is { } metrics && !objects.Contains(metrics)))
                misses++;
        }

        bool IsWhole(Digest tree)
        {
            if (!trees.TryGetValue(tree, out var whole))
                trees[tree] = whole = objects.Contains(tree) && Members(tree) is { } members && members.TrueForAll(member =>
                    member.Kind == ArtifactKind.Folder ? IsWhole(member.Digest) : objects.Contains(member.Digest));
            return whole;
        }

        List<TreeMember>? Members(Digest tree)
        {
            try
            {
                return TreeMember.Parse(File.ReadAllBytes(Path.Combine(root, "cas", tree.Hex[..2], tree.Hex)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null; // removed meanwhile
            }
        }

        /// <summary>The files of <c>FOLDER/ab/DIGEST</c>; whatever else is there is a finding.</summary>
        List<(string Path, Digest Digest)> Named(string folder)
        {
            var named = new List<(string, Digest)>();
            foreach (var shelf in Names(folder))
            {
                var place = Path.Combine(folder, shelf);
                foreach (var name in Names(place))
                {
                    var path = Path.Combine(place, name);
                    if (!Digest.TryParse("sha256:" + name, out var digest) || !name.StartsWith(shelf, StringComparison.Ordinal) || shelf.Length != 2)
                        Find(path, "is not the store's. Move it away if you need it.");
                    else if (Directory.Exists(path))
                        Find(path, "is a folder in the place of a file. The build that needs it removes it.");
                    else
                        named.Add((path, digest));
                }
            }
            return named;
        }

        /// <summary>Sorted, so that two checks of one store read alike.</summary>
        IEnumerable<string> Names(string folder)
        {
            if (File.Exists(folder))
                Find(folder, "is in the place of a folder of the store. Move it away.");
            else if (Directory.Exists(folder))
                return Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
            return [];
        }

        void Find(string path, string message) => findings.Add(new(path, $"'{path}' {message}"));
    }
}
