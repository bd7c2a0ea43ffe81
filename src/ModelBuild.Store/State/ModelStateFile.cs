using System.Globalization;
using System.Text.Json;
using ModelBuild.Core.Code;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Store.Files;

namespace ModelBuild.Store.State;

/// <summary>Keeps a <see cref="ModelState"/> in the project's disposable state. A file that cannot be read is no state.</summary>
public static class ModelStateFile
{
    const int Version = 4;

    public static ModelState? Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            if (root.GetProperty("version").GetInt32() != Version)
                return null;
            var nodes = new Dictionary<NodeId, NodeState>();
            foreach (var node in root.GetProperty("nodes").EnumerateArray())
            {
                if (KeyManifest.Parse(Text(node, "manifest")) is not { } manifest)
                    return null;
                nodes[new(Text(node, "stage"), Text(node, "instance"))] = new(manifest, new(
                    Digest.Parse(Text(node, "output")),
                    Digest.Parse(Text(node, "log")),
                    node.TryGetProperty("metrics", out var metrics) ? Digest.Parse(metrics.GetString()!) : null,
                    TimeSpan.FromMilliseconds(node.GetProperty("durationMs").GetDouble())));
            }
            return new(nodes, Digest.Parse(Text(root, "gates")), Digest.Parse(Text(root, "model")), Text(root, "headline"))
            {
                Run = Text(root, "run"),
                ModelStage = Text(root, "modelStage"),
                EvaluationStage = Text(root, "evaluationStage"),
                Lock = root.TryGetProperty("lock", out var locked) ? Digest.Parse(locked.GetString()!) : null,
                Champion = root.TryGetProperty("champion", out var champion) ? Digest.Parse(champion.GetString()!) : null,
                LooksForChampion = root.TryGetProperty("looksForChampion", out _),
                WaivedUntil = root.TryGetProperty("waivedUntil", out var until) ? DateOnly.ParseExact(until.GetString()!, Waiver.Day, CultureInfo.InvariantCulture) : null,
                Reports = root.TryGetProperty("reports", out var reports) ? Digest.Parse(reports.GetString()!) : null,
                Warnings = root.TryGetProperty("warnings", out var warnings)
                    ? [.. warnings.EnumerateArray().Select(warning => EngineEvent.FromJson(warning.GetString()!)).OfType<DiagnosticEvent>().Select(warning => warning.Diagnostic)]
                    : [],
                Code = Listings(path).Find,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException
            or InvalidOperationException or FormatException or OverflowException)
        {
            return null;
        }

        static string Text(JsonElement owner, string name) => owner.GetProperty(name).GetString() ?? throw new FormatException(name);
    }

    /// <summary>
    /// Writes to a temporary name and renames: a reader sees the old state or the new one. Not flushed: after a power failure
    /// half a state is no JSON, so it is none, and the cache knows the rest.
    /// </summary>
    /// <remarks>The caller holds the model's lock.</remarks>
    public static void Write(string path, ModelState state)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Listings(path).Keep(state.Nodes.Values.Select(node => node.Listing).OfType<CodeListing>());
        if (Directory.Exists(path))
            TemporaryFiles.Discard(path); // a rename does not replace it
        var temporary = path + ".tmp";
        using (var stream = File.Create(temporary))
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("gates", state.Gates.ToString());
            json.WriteString("model", state.Model.ToString());
            json.WriteString("headline", state.Headline);
            json.WriteString("run", state.Run);
            json.WriteString("modelStage", state.ModelStage);
            json.WriteString("evaluationStage", state.EvaluationStage);
            if (state.Lock is { } locked)
                json.WriteString("lock", locked.ToString());
            if (state.Champion is { } champion)
                json.WriteString("champion", champion.ToString());
            if (state.LooksForChampion)
                json.WriteBoolean("looksForChampion", true);
            if (state.WaivedUntil is { } until)
                json.WriteString("waivedUntil", Waiver.Text(until));
            if (state.Reports is { } reports)
                json.WriteString("reports", reports.ToString());
            if (state.Warnings.Count > 0)
            {
                json.WriteStartArray("warnings");
                foreach (var warning in state.Warnings)
                    json.WriteStringValue(new DiagnosticEvent(warning).ToJson());
                json.WriteEndArray();
            }
            json.WriteStartArray("nodes");
            foreach (var (id, node) in state.Nodes)
            {
                json.WriteStartObject();
                json.WriteString("stage", id.Stage);
                json.WriteString("instance", id.Instance);
                json.WriteString("manifest", node.Manifest.Text);
                json.WriteString("output", node.Result.Output.ToString());
                json.WriteString("log", node.Result.Log.ToString());
                if (node.Result.Metrics is { } metrics)
                    json.WriteString("metrics", metrics.ToString());
                json.WriteNumber("durationMs", node.Result.Duration.TotalMilliseconds);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
            json.Flush();
        }
        File.Move(temporary, path, overwrite: true);
    }

    static CodeListingFiles Listings(string path) => new(Path.ChangeExtension(path, ".code"));
}
