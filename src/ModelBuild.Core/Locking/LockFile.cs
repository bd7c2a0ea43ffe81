using System.Text.Json;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Files;
using ModelBuild.Core.Gates;

namespace ModelBuild.Core.Locking;

/// <summary>
/// The lock file of a model, <c>NAME.model.lock.json</c>: what the accepted model was made from and what came of it, for people to
/// read in a diff and for builds to be held to. Sorted, one fact a line, and nothing in it that changes with everything: branches
/// that changed different stages merge.
/// </summary>
/// <param name="Configuration">The build configuration whose code is in it, for instance <c>Release</c>; null where no stage is known by its code.</param>
/// <param name="Stages">By name.</param>
/// <param name="Metrics">Over all rows; empty where the pipeline evaluates nothing.</param>
/// <param name="Gates">Their names; each of them passed.</param>
public sealed record LockFile(
    string? Configuration, IReadOnlyDictionary<string, LockedStage> Stages, IReadOnlyDictionary<string, double> Metrics, IReadOnlyList<string> Gates)
{
    const int Version = 1;

    /// <summary>What names of lock files end with.</summary>
    public const string Extension = ".model.lock.json";

    /// <summary>Beside the definition.</summary>
    public static string PathOf(string definition, string model) => Path.Combine(Path.GetDirectoryName(definition)!, model + Extension);

    /// <summary>The digest of a model's lock file; that of nothing where there is none.</summary>
    public static Digest Find(string definition, string model, IInputDigests digests) => digests.Find(PathOf(definition, model))?.Digest ?? Digest.Of([]);

    /// <summary>The content of the file, the same bytes for the same facts.</summary>
    public byte[] Write() => JsonFile.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        if (Configuration is not null)
            json.WriteString("configuration", Configuration);
        json.WriteStartObject("stages");
        foreach (var (name, stage) in Stages.OrderBy(stage => stage.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject(name);
            foreach (var (fact, value) in stage.Facts.OrderBy(fact => fact.Key, StringComparer.Ordinal))
            {
                json.WritePropertyName(fact);
                json.WriteRawValue(value);
            }
            foreach (var (instance, output) in stage.Outputs.OrderBy(output => output.Key, StringComparer.Ordinal))
                json.WriteString(LockedStage.OutputName(instance), output.ToString());
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteStartObject("metrics");
        foreach (var (name, value) in Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(name);
            MetricsFile.WriteNumber(json, value);
        }
        json.WriteEndObject();
        json.WriteStartObject("gates");
        foreach (var gate in Gates.Order(StringComparer.Ordinal))
            json.WriteString(gate, "passed");
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>Reads <see cref="Write"/> back.</summary>
    /// <exception cref="FormatException">It is no lock file, or one of another version; the message is a clause that says why.</exception>
    public static LockFile Parse(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = document.RootElement;
            if (root.GetProperty("version").GetInt32() is var version && version != Version)
                throw new FormatException($"it has version {version}, and this ModelBuild reads version {Version}");
            return new(
                root.TryGetProperty("configuration", out var configuration) ? configuration.GetString() : null,
                root.GetProperty("stages").EnumerateObject().ToDictionary(stage => stage.Name, stage => LockedStage.Read(stage.Value)),
                root.GetProperty("metrics").EnumerateObject().ToDictionary(metric => metric.Name, metric => MetricsFile.ReadNumber(metric.Value)),
                [.. root.GetProperty("gates").EnumerateObject().Select(gate => gate.Name)]);
        }
        catch (JsonException e)
        {
            throw new FormatException($"it is not valid JSON: {e.Message}", e);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("it has not the members of a lock file", e);
        }
    }
}
