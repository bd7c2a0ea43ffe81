[assembly: AssemblyFixture(typeof(ModelBuild.Faults.Tests.Untouched))]
[assembly: CollectionBehavior(MaxParallelThreads = 2)]

namespace ModelBuild.Faults.Tests;

/// <summary>Builds that nobody disturbed: what every other one must come to in the end; and what they left, to begin from.</summary>
public sealed class Untouched : IAsyncLifetime
{
    /// <summary>As many versions of the data as tests change between.</summary>
    public const int Versions = 2;

    readonly string root = Directory.CreateTempSubdirectory("modelbuild-faults-").FullName;
    readonly string[] models = new string[Versions];
    readonly string[] locks = new string[Versions];
    readonly Dictionary<string, string> entries = [];
    int projects;

    public async ValueTask InitializeAsync()
    {
        for (var version = 0; version < Versions; version++)
        {
            var project = new SmallProject(Template(version));
            project.Change(version);
            if (version == 1)
                project.Remote = Directory.CreateDirectory(Shared).FullName;
            (await EngineRun.BuildAsync(project)).ShouldSucceed().Ran.Length.ShouldBe(4);
            models[version] = Folders.Content(project.ModelFolder);
            locks[version] = await File.ReadAllTextAsync(project.Lock);
            foreach (var (key, entry) in Entries(project.Cache))
                entries[key] = entry;
        }
        models.Distinct().Count().ShouldBe(Versions);
    }

    public ValueTask DisposeAsync()
    {
        // Tests delete their own folders, but for those that failed.
        for (var version = 0; version < Versions; version++)
            Folders.Delete(Template(version));
        Folders.Delete(Shared);
        if (Folders.Names(root).Length == 0)
            Folders.Delete(root);
        return ValueTask.CompletedTask;
    }

    /// <summary>An empty folder of a test's own.</summary>
    internal string NewFolder() => Directory.CreateDirectory(Path.Combine(root, $"{Interlocked.Increment(ref projects)}")).FullName;

    /// <summary>What a finished build of a version left, in a folder of its own.</summary>
    internal SmallProject Built(int version, string? folder = null)
    {
        folder ??= Path.Combine(NewFolder(), "project");
        Folders.Copy(Template(version), folder);
        var project = new SmallProject(folder);
        project.Change(version);
        return project;
    }

    /// <summary>What a finished build of version 1 left for others.</summary>
    internal string Shared => Path.Combine(root, "template shared");

    /// <summary>The files of the model that a version gives.</summary>
    internal string Model(int version) => models[version];

    /// <summary>The lock file of that model.</summary>
    internal string Lock(int version) => locks[version];

    /// <summary>Whether every stage's result in the cache is what an undisturbed build left for its key.</summary>
    /// <param name="others">There may be keys of another definition.</param>
    internal void ShouldHaveRightEntries(string cache, bool others = false)
    {
        foreach (var (key, entry) in Entries(cache))
            if (!others || entries.ContainsKey(key))
                entry.ShouldBe(entries.GetValueOrDefault(key, "no such key"), key);
    }

    /// <summary>The digest of each key's output. How long it took and what it reported on the way are others when it went on from a checkpoint.</summary>
    static IEnumerable<KeyValuePair<string, string>> Entries(string cache) => Folders.Files(Path.Combine(cache, "ac"))
        .Select(path => KeyValuePair.Create(Path.GetFileName(path), File.ReadLines(path).Single(line => line.Contains("\"output\"", StringComparison.Ordinal))));

    string Template(int version) => Path.Combine(root, $"template {version}");
}
