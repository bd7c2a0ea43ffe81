using ModelBuild.Core.Digests;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Planning;
using ModelBuild.Store.Files;

namespace ModelBuild.Store.Housekeeping;

/// <summary>A project that uses a cache, and where it says what it needs.</summary>
/// <param name="States">Its state files.</param>
/// <param name="Locks">Its lock files.</param>
/// <param name="Runs">The folder of its run records.</param>
public sealed record RegisteredProject(string Name, IReadOnlyList<string> States, IReadOnlyList<string> Locks, string Runs)
{
    /// <summary>Whether there is still any of its models.</summary>
    public bool Exists => States.Any(File.Exists) || Locks.Any(File.Exists);
}

/// <summary>The projects that use a cache: <c>root/projects/DIGEST</c>, a small text file each, so that a collection knows what they need.</summary>
public sealed class ProjectRegistry(string root)
{
    const string Header = "modelbuild project 1";
    readonly string folder = Path.Combine(Path.GetFullPath(root), "projects");

    /// <summary>Registers a project, or renews what is known of it. A path with a line break leaves it out.</summary>
    /// <param name="runs">The folder of its run records.</param>
    public void Add(ModelProject project, string runs)
    {
        var lines = new List<string> { Header, project.Name, runs };
        foreach (var definition in project.Definitions)
        {
            lines.Add("state " + project.StateFile(definition.Name));
            lines.Add("lock " + LockFile.PathOf(definition.Path, definition.Name));
        }
        if (lines.Exists(line => line.Contains('\n')))
            return;
        var text = string.Join('\n', lines) + "\n";
        var path = Path.Combine(folder, Digest.OfText(project.StateFolder).Hex);
        try
        {
            if (File.Exists(path) && File.ReadAllText(path) == text)
                return;
            Directory.CreateDirectory(folder);
            var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
            File.WriteAllText(temporary, text);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A cache that cannot be written is not collected either.
        }
    }

    /// <summary>All that are registered; those that are no more, or whose file is damaged, are forgotten.</summary>
    public IReadOnlyList<RegisteredProject> All()
    {
        var projects = new List<RegisteredProject>();
        if (!Directory.Exists(folder))
            return projects;
        foreach (var path in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            if (Read(path) is { Exists: true } project)
                projects.Add(project);
            else
                TemporaryFiles.Discard(path);
        }
        return projects;
    }

    static RegisteredProject? Read(string path)
    {
        try
        {
            return File.ReadAllLines(path) is [Header, var name, var runs, .. var files]
                ? new(name, [.. Those(files, "state ")], [.. Those(files, "lock ")], runs)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static IEnumerable<string> Those(string[] files, string kind) => files.Where(file => file.StartsWith(kind, StringComparison.Ordinal)).Select(file => file[kind.Length..]);
}
