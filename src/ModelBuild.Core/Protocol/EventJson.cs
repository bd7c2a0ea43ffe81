using System.Globalization;
using System.Text.Json;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;

namespace ModelBuild.Core.Protocol;

/// <summary>An <see cref="EngineEvent"/> as JSON. By hand: in a short build, getting a serialiser ready takes longer than planning.</summary>
static class EventJson
{
    public static void Write(Utf8JsonWriter json, EngineEvent happened)
    {
        json.WriteStartObject();
        switch (happened)
        {
            case DiagnosticEvent { Diagnostic: var diagnostic }:
                json.WriteString("event", "diagnostic");
                json.WriteStartObject("diagnostic");
                json.WriteString("code", diagnostic.Code);
                json.WriteString("severity", diagnostic.Severity == Severity.Error ? "Error" : "Warning");
                Place(diagnostic.Place);
                json.WriteString("message", diagnostic.Message);
                json.WriteEndObject();
                break;
            case StageStartedEvent started:
                Begin("stage-started", started.Model, started.Node);
                json.WriteString("reason", started.Reason);
                break;
            case StageProgressEvent progress:
                Begin("stage-progress", progress.Model, progress.Node);
                Number("fraction", progress.Fraction);
                json.WriteString("message", progress.Message);
                break;
            case StageLogEvent log:
                Begin("stage-log", log.Model, log.Node);
                json.WriteString("line", log.Line);
                break;
            case StageFinishedEvent finished:
                Begin("stage-finished", finished.Model, finished.Node);
                json.WriteString("outcome", Name(finished.Outcome));
                Number("seconds", finished.Seconds);
                if (finished.StageKey is not null)
                    json.WriteString("stageKey", finished.StageKey);
                if (finished.Remote is not null)
                    json.WriteString("remote", finished.Remote);
                if (finished.Signer is not null)
                    json.WriteString("signer", finished.Signer);
                break;
            case GateListedEvent listed:
                Begin("gate-listed", listed.Model);
                json.WriteString("gate", listed.Gate);
                Place(listed.Place);
                break;
            case GateJudgedEvent judged:
                Begin("gate-judged", judged.Model);
                json.WriteString("gate", judged.Gate);
                json.WriteString("declared", judged.Declared);
                json.WriteString("verdict", GatesFile.Name(judged.Verdict));
                json.WriteString("message", judged.Message);
                Place(judged.Place);
                json.WriteString("finding", judged.Finding);
                json.WriteString("code", judged.Code);
                break;
            case ModelJudgedEvent model:
                Begin("model-judged", model.Model);
                json.WriteBoolean("good", model.IsGood);
                json.WriteString("table", model.Table);
                json.WriteString("reports", model.Reports);
                break;
            case ModelFinishedEvent model:
                Begin("model-finished", model.Model);
                json.WriteString("folder", model.Folder);
                json.WriteString("headline", model.Headline);
                json.WriteNumber("stagesRun", model.StagesRun);
                json.WriteNumber("stagesRestored", model.StagesRestored);
                json.WriteNumber("stagesUpToDate", model.StagesUpToDate);
                break;
            case ModelExplainedEvent explained:
                Begin("model-explained", explained.Model);
                json.WriteString("text", explained.Text);
                json.WriteString("json", explained.Json);
                break;
            case SchemaInferredEvent inferred:
                Begin("schema-inferred", inferred.Model);
                json.WriteString("text", inferred.Text);
                break;
            case PackagePreparedEvent prepared:
                Begin("package-prepared", prepared.Model);
                json.WriteString("packageId", prepared.PackageId);
                json.WriteString("packageVersion", prepared.PackageVersion);
                json.WriteString("folder", prepared.Folder);
                json.WriteString("rootDigest", prepared.RootDigest);
                json.WriteString("signer", prepared.Signer);
                break;
            case PackagePlacedEvent placed:
                json.WriteString("event", "package-placed");
                json.WriteString("file", placed.File);
                break;
            case PackagePushedEvent pushed:
                json.WriteString("event", "package-pushed");
                json.WriteString("packageId", pushed.PackageId);
                json.WriteString("packageVersion", pushed.PackageVersion);
                json.WriteString("feed", pushed.Feed);
                json.WriteBoolean("already", pushed.Already);
                break;
            default:
                throw new ArgumentException($"Unknown kind of event: {happened}", nameof(happened));
        }
        json.WriteEndObject();

        void Begin(string kind, string model, string? node = null)
        {
            json.WriteString("event", kind);
            json.WriteString("model", model);
            if (node is not null)
                json.WriteString("node", node);
        }

        void Place(Mark place)
        {
            json.WriteStartObject("place");
            json.WriteString("file", place.File);
            json.WriteNumber("line", place.Line);
            json.WriteNumber("column", place.Column);
            json.WriteEndObject();
        }

        void Number(string name, double value)
        {
            if (double.IsFinite(value))
                json.WriteNumber(name, value);
            else
                json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <exception cref="JsonException">It is no event that this version knows.</exception>
    public static EngineEvent Read(JsonMembers json) => json.Text("event") switch
    {
        "diagnostic" => new DiagnosticEvent(ReadDiagnostic(json.Object("diagnostic"))),
        "stage-started" => new StageStartedEvent(json.Text("model"), json.Text("node"), json.Text("reason")),
        "stage-progress" => new StageProgressEvent(json.Text("model"), json.Text("node"), json.Number("fraction"), json.Text("message")),
        "stage-log" => new StageLogEvent(json.Text("model"), json.Text("node"), json.Text("line")),
        "stage-finished" => new StageFinishedEvent(
            json.Text("model"), json.Text("node"), ReadOutcome(json.Text("outcome")), json.Number("seconds"), json.TextOrNull("stageKey"),
            json.TextOrNull("remote"), json.TextOrNull("signer")),
        "gate-listed" => new GateListedEvent(json.Text("model"), json.Text("gate"), ReadPlace(json.Object("place"))),
        "gate-judged" => new GateJudgedEvent(json.Text("model"), json.Text("gate"), ReadVerdict(json.Text("verdict")), json.Text("message"), ReadPlace(json.Object("place")))
        {
            Finding = json.Text("finding"),
            Code = json.Text("code"),
            Declared = json.TextOrNull("declared") ?? json.Text("gate"),
        },
        "model-judged" => new ModelJudgedEvent(json.Text("model"), json.Flag("good"), json.Text("table"), json.Text("reports")),
        "model-finished" => new ModelFinishedEvent(
            json.Text("model"), json.Text("folder"), json.Text("headline"), json.Whole("stagesRun"), json.Whole("stagesRestored"), json.Whole("stagesUpToDate")),
        "schema-inferred" => new SchemaInferredEvent(json.Text("model"), json.Text("text")),
        "model-explained" => new ModelExplainedEvent(json.Text("model"), json.Text("text"), json.Text("json")),
        "package-prepared" => new PackagePreparedEvent(
            json.Text("model"), json.Text("packageId"), json.Text("packageVersion"), json.Text("folder"), json.Text("rootDigest"), json.Text("signer")),
        "package-placed" => new PackagePlacedEvent(json.Text("file")),
        "package-pushed" => new PackagePushedEvent(json.Text("packageId"), json.Text("packageVersion"), json.Text("feed"), json.Flag("already")),
        var unknown => throw new JsonException($"There is no event '{unknown}'."),
    };

    static Diagnostic ReadDiagnostic(JsonMembers json) => new(
        json.Text("code"), json.Text("severity") == "Error" ? Severity.Error : Severity.Warning, ReadPlace(json.Object("place")), json.Text("message"));

    static Mark ReadPlace(JsonMembers place) => new(place.Text("file"), place.Whole("line"), place.Whole("column"));

    static Verdict ReadVerdict(string text)
    {
        foreach (var verdict in Enum.GetValues<Verdict>())
            if (GatesFile.Name(verdict) == text)
                return verdict;
        throw new JsonException($"There is no verdict '{text}'.");
    }

    static string Name(StageOutcome outcome) => outcome switch
    {
        StageOutcome.UpToDate => "UpToDate",
        StageOutcome.Restored => "Restored",
        StageOutcome.Ran => "Ran",
        StageOutcome.Failed => "Failed",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, message: null),
    };

    static StageOutcome ReadOutcome(string text) => text switch
    {
        "UpToDate" => StageOutcome.UpToDate,
        "Restored" => StageOutcome.Restored,
        "Ran" => StageOutcome.Ran,
        "Failed" => StageOutcome.Failed,
        _ => throw new JsonException($"There is no outcome '{text}'."),
    };
}
