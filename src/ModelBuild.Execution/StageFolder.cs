using System.Text.Json;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Execution;

/// <summary>The folder that a stage is given and leaves its results in: docs/stage-folder.md.</summary>
sealed class StageFolder(string path, bool isConfined)
{
    public string Path { get; } = path;

    /// <summary>Whether the stage's process can reach only what the stage declares.</summary>
    public bool IsConfined { get; } = isConfined;

    /// <summary>The stage folder of a work folder: beside that one's lock.</summary>
    public static StageFolder Of(string workFolder, bool isConfined = false) => new(System.IO.Path.Combine(workFolder, "stage"), isConfined);

    public string Inputs => In("inputs");

    public string Output => In("output");

    public string Log => In("log.txt");

    public string Metrics => In("metrics.jsonl");

    /// <summary>For the stage's temporary files; <c>TMPDIR</c> names it.</summary>
    public string Temporary => In("tmp");

    /// <summary>For checkpoints that nobody keeps.</summary>
    public string Checkpoints => In("checkpoints");

    string Errors => In("errors.jsonl");

    /// <summary>Writes everything but the inputs.</summary>
    /// <param name="checkpoints">Where the stage keeps its checkpoints; null where that is not known yet.</param>
    public void Prepare(StageNode node, string? checkpoints)
    {
        Directory.CreateDirectory(Inputs);
        Directory.CreateDirectory(Temporary);
        Describe(node, checkpoints);
        File.WriteAllBytes(In("options.json"), Json(json =>
        {
            json.WriteStartObject();
            foreach (var parameter in node.Settings.Keys.Order(StringComparer.Ordinal))
            {
                json.WritePropertyName(parameter);
                json.WriteRawValue(node.Settings[parameter].Json);
            }
            json.WriteEndObject();
        }));
    }

    /// <summary>Writes stage.json; anew, when its checkpoints are known. A process that stands by may read it at any time.</summary>
    public void Describe(StageNode node, string? checkpoints)
    {
        var file = In("stage.json");
        File.WriteAllBytes(file + ".tmp", Json(json => WriteStage(json, node, checkpoints)));
        File.Move(file + ".tmp", file, overwrite: true);
    }

    /// <summary>The last lines of its log, as far as they are of use.</summary>
    public string[] LastWords()
    {
        const int Enough = 16 * 1024;
        using var log = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Seek(-Math.Min(log.Length, Enough), SeekOrigin.End);
        using var reader = new StreamReader(log);
        return reader.ReadToEnd().Split('\n');
    }

    /// <summary>What the stage itself said is wrong, at the user's own places.</summary>
    public IReadOnlyList<Diagnostic> ReadErrors(StageNode node, Func<string, Mark> locateOption)
    {
        if (!File.Exists(Errors))
            return [];
        var diagnostics = new List<Diagnostic>();
        foreach (var line in File.ReadLines(Errors))
        {
            JsonElement error;
            try
            {
                error = JsonElement.Parse(line);
            }
            catch (JsonException)
            {
                continue; // the process was killed while it wrote this line
            }
            if (error.ValueKind == JsonValueKind.Object && Text(error, "message") is { } message)
                diagnostics.Add(Diagnostic.Error(Text(error, "code") ?? "MB3001", Place(error), message));
        }
        return diagnostics;

        Mark Place(JsonElement error)
        {
            var data = Text(error, "input") is { } input ? node.Inputs.OfType<DataInput>().FirstOrDefault(data => data.Name == input) : null;
            if (data is not null)
            {
                var file = Text(error, "member") is { } member ? System.IO.Path.Combine(data.Path, member) : data.Path;
                return new(file, Number(error, "line"), Number(error, "column"));
            }
            return Text(error, "option") is { } option ? locateOption(option) : node.Place;
        }
    }

    void WriteStage(Utf8JsonWriter json, StageNode node, string? checkpoints)
    {
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteString("stage", node.Id.Stage);
        json.WriteString("instance", node.Id.Instance);
        json.WriteStartObject("program");
        switch (node.Program)
        {
            case MethodProgram method:
                json.WriteString("assembly", method.Assembly);
                json.WriteString("type", method.Type);
                json.WriteString("method", method.Method);
                json.WriteNumber("token", method.Token);
                break;
            case CommandProgram command:
                json.WriteStartArray("command");
                foreach (var part in command.Command)
                    json.WriteStringValue(part);
                json.WriteEndArray();
                break;
        }
        json.WriteEndObject();
        json.WriteNumber("seed", node.Seed ?? 0);
        json.WriteStartObject("resources");
        json.WriteNumber("cpus", node.Resources.Cpus);
        if (node.Resources.MemoryBytes is { } memory)
            json.WriteNumber("memoryBytes", memory);
        if (node.Resources.Gpus > 0)
            json.WriteNumber("gpus", node.Resources.Gpus);
        json.WriteEndObject();
        json.WriteStartObject("access");
        json.WriteBoolean("confined", IsConfined);
        json.WriteBoolean("network", node.Access.Network);
        json.WriteEndObject();
        if (checkpoints is not null)
            json.WriteString("checkpoints", checkpoints);
        if (node.Program is MethodProgram { Parameters: var parameters })
        {
            json.WriteStartArray("parameters");
            foreach (var parameter in parameters)
                WriteParameter(json, node, parameter);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    static void WriteParameter(Utf8JsonWriter json, StageNode node, StageParameter parameter)
    {
        json.WriteStartObject();
        json.WriteString("name", parameter.Name);
        json.WriteString("kind", parameter switch
        {
            ArtifactParameter { Use: ArtifactUse.All } => "artifacts",
            ArtifactParameter => IsGiven() ? "artifact" : "none",
            DataParameter => IsGiven() ? "data" : "none",
            SettingParameter or ItemParameter => "settings",
            ContextParameter => "context",
            _ => throw new ArgumentException($"Unknown kind of parameter: {parameter}", nameof(parameter)),
        });
        if (parameter is ArtifactParameter { Use: ArtifactUse.All })
            json.WriteNumber("count", node.Inputs.Count(input => input.Name.StartsWith(NodeInput.Collected(parameter.Name), StringComparison.Ordinal)));
        if (parameter is SettingParameter setting)
            json.WriteString("section", setting.Section);
        else if (parameter is ItemParameter item)
            json.WriteString("section", item.Section);
        json.WriteEndObject();

        bool IsGiven() => node.Inputs.Any(input => input.Name == parameter.Name);
    }

    static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
            write(json);
        return stream.ToArray();
    }

    static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static int Number(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 0;

    string In(string name) => System.IO.Path.Combine(Path, name);
}
