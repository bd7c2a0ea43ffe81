using System.Collections.Concurrent;
using System.Text;
using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;
using ModelBuild.Store.Inputs;

namespace ModelBuild.Store.Tests;

/// <summary>A folder as builds look at it, one after the other, with an index in a file; counts what is read.</summary>
sealed class FolderReads(TemporaryFolder temp, TestClock clock)
{
    readonly ConcurrentQueue<string> read = [];

    /// <summary>Called with each path after it was read.</summary>
    public Action<string> AfterReading { get; set; } = _ => { };

    /// <summary>Called with each path before it is read.</summary>
    public Action<string> BeforeReading { get; set; } = _ => { };

    /// <summary>What was read since this was asked for the last time, sorted.</summary>
    public string[] Read
    {
        get
        {
            var paths = read.Select(path => Path.GetRelativePath(temp.Root, path)).Order(StringComparer.Ordinal).ToArray();
            read.Clear();
            return paths;
        }
    }

    public string IndexFile { get; init; } = temp["obj/stat-index"];

    /// <summary>The file in which a folder is remembered.</summary>
    public string FileOf(string folder) => Path.Combine(IndexFile + ".folders", Digest.OfText(temp[folder]).Hex[..32]);

    public StatIndex Open() => new(IndexFile, clock, (path, expected) =>
    {
        BeforeReading(path);
        var found = FileHash.Of(path, expected);
        read.Enqueue(path);
        AfterReading(path);
        return found;
    });

    /// <summary>As one build does it: a fresh index, which is saved.</summary>
    public Digest? Find(string name)
    {
        var index = Open();
        var digest = new InputDigests(index).Find(temp[name])?.Digest;
        index.Save();
        return digest;
    }

    /// <summary>The digest as docs/store.md defines it, by the plainest code.</summary>
    public static Digest Expected(string folder)
    {
        var lines = new SortedDictionary<byte[], string>(Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)));
        foreach (var path in Directory.GetFileSystemEntries(folder))
        {
            var name = Path.GetFileName(path);
            lines[Encoding.UTF8.GetBytes(name)] = Directory.Exists(path)
                ? $"folder {Expected(path)} {name}\n"
                : $"file {Digest.Of(File.ReadAllBytes(path))} {new FileInfo(path).Length} {name}\n";
        }
        return Digest.OfText(string.Concat(lines.Values));
    }
}
