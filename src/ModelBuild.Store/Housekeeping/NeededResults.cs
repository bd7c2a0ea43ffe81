using System.Text.Json;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Locking;
using ModelBuild.Store.State;

namespace ModelBuild.Store.Housekeeping;

/// <summary>What of a cache somebody relies on: by the lock files, states and run records of registered projects, and by pins.</summary>
/// <param name="Keys">Stage keys whose entries stay.</param>
/// <param name="Objects">Objects that stay, with what is in them where they are folders.</param>
public sealed record NeededResults(IReadOnlySet<Digest> Keys, IReadOnlySet<Digest> Objects)
{
    public static NeededResults Of(IEnumerable<RegisteredProject> projects, IEnumerable<Digest> pins)
    {
        var keys = new HashSet<Digest>(pins);
        var objects = new HashSet<Digest>(keys); // nobody says which of the two a pin is
        foreach (var project in projects)
        {
            foreach (var path in project.States)
                if (ModelStateFile.Read(path) is { } state)
                    foreach (var node in state.Nodes.Values)
                    {
                        keys.Add(node.Manifest.Key);
                        objects.Add(node.Result.Output);
                        objects.Add(node.Result.Log);
                        if (node.Result.Metrics is { } metrics)
                            objects.Add(metrics);
                    }
            foreach (var path in project.Locks)
                AddLocked(path, objects);
            if (Directory.Exists(project.Runs))
                foreach (var path in Directory.EnumerateFiles(project.Runs, "run.json", SearchOption.AllDirectories))
                    AddRun(path, keys);
        }
        return new(keys, objects);
    }

    static void AddLocked(string path, HashSet<Digest> objects)
    {
        try
        {
            foreach (var stage in LockFile.Parse(File.ReadAllBytes(path)).Stages.Values)
                objects.UnionWith(stage.Outputs.Values);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            // Such a file holds nobody to anything.
        }
    }

    static void AddRun(string path, HashSet<Digest> keys)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (var happened in document.RootElement.GetProperty("events").EnumerateArray())
                if (happened.TryGetProperty("stageKey", out var key) && Digest.TryParse(key.GetString(), out var digest))
                    keys.Add(digest);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            // A record that cannot be read needs nothing.
        }
    }
}
