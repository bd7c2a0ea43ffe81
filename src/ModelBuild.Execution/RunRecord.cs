using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Execution;

/// <summary>
/// The record of one execution: what ran, why, how long, with which result and log. Nothing is written until a stage ran
/// or gates were judged; once written it is never changed.
/// </summary>
sealed class RunRecord
{
    readonly string runsFolder;
    readonly TimeProvider time;
    readonly DateTimeOffset started;
    readonly List<EngineEvent> events = [];
    readonly Lock gate = new();

    public RunRecord(string runsFolder, TimeProvider time)
    {
        (this.runsFolder, this.time, started) = (runsFolder, time, time.GetUtcNow());
        Id = started.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + "-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(3));
    }

    public string Id { get; }

    /// <summary>How many stages' results were found.</summary>
    public int Found => Count(stage => stage.Outcome is StageOutcome.UpToDate or StageOutcome.Restored);

    /// <summary>How many stages ran to their end.</summary>
    public int Ran => Count(stage => stage.Outcome == StageOutcome.Ran);

    string Folder => Path.Combine(runsFolder, Id);

    public void Add(EngineEvent happened)
    {
        if (happened is StageFinishedEvent or GateJudgedEvent or DiagnosticEvent or ModelFinishedEvent or StageStartedEvent)
            lock (gate)
                events.Add(happened);
    }

    /// <summary>What became of a model's stages, the last word of each, in the order in which they ended.</summary>
    public IReadOnlyList<JudgedStage> StagesOf(string model)
    {
        lock (gate)
            return [.. events.OfType<StageFinishedEvent>().Where(stage => stage.Model == model)
                .GroupBy(stage => stage.Node).Select(stage => new JudgedStage(stage.Key, stage.Last().Outcome, stage.Last().Seconds))];
    }

    /// <summary>Copies a stage's log into the record, and says where it is.</summary>
    public string KeepLog(string model, NodeId node, string log)
    {
        lock (gate)
        {
            CreateFolder();
            var kept = Path.Combine(Folder, $"{model}.{node.FileName}.log");
            File.Copy(log, kept, overwrite: true);
            return kept;
        }
    }

    public void Write(string project)
    {
        lock (gate)
        {
            var ran = events.OfType<StageFinishedEvent>().Any(stage => stage.Outcome != StageOutcome.UpToDate);
            if (!ran && !events.Any(happened => happened is GateJudgedEvent))
                return;
            CreateFolder();
            var path = Path.Combine(Folder, "run.json");
            using (var stream = File.Create(path + ".tmp"))
            {
                using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
                json.WriteStartObject();
                json.WriteNumber("version", 1);
                json.WriteString("id", Id);
                json.WriteString("project", project);
                json.WriteString("started", started);
                json.WriteString("finished", time.GetUtcNow());
                json.WriteStartArray("events");
                foreach (var happened in events)
                    json.WriteRawValue(happened.ToJson());
                json.WriteEndArray();
                json.WriteEndObject();
                json.Flush();
                stream.Flush(flushToDisk: true); // nothing else knows what it says
            }
            File.Move(path + ".tmp", path);
        }
    }

    int Count(Predicate<StageFinishedEvent> condition)
    {
        lock (gate)
            return events.Count(happened => happened is StageFinishedEvent stage && condition(stage));
    }

    void CreateFolder()
    {
        if (Directory.Exists(Folder))
            return;
        Directory.CreateDirectory(Folder);
        var ignore = Path.Combine(Path.GetDirectoryName(runsFolder)!, ".gitignore");
        if (File.Exists(ignore))
            return;
        var written = Path.Combine(Folder, "gitignore.tmp");
        try
        {
            using (var file = new FileStream(written, FileMode.CreateNew))
            {
                file.Write("*\n"u8);
                file.Flush(flushToDisk: true);
            }
            File.Move(written, ignore);
        }
        catch (IOException) when (File.Exists(ignore))
        {
            File.Delete(written); // another build of the repository made it just now
        }
    }
}
