using System.Text.Json;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;

namespace ModelBuild.Core.Protocol;

/// <summary>What the engine process says while it works: one line of JSON each on its standard output.</summary>
public abstract record EngineEvent
{
    public string ToJson() => JsonMembers.Line(json => EventJson.Write(json, this));

    /// <summary>Null for a line that is not an event, such as what a runtime prints when it crashes.</summary>
    public static EngineEvent? FromJson(string line)
    {
        try
        {
            return line.StartsWith('{') ? JsonMembers.Read(line, EventJson.Read) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: half a surrogate pair
        {
            return null;
        }
    }
}

/// <summary>An error or a warning for the user.</summary>
public sealed record DiagnosticEvent(Diagnostic Diagnostic) : EngineEvent;

/// <param name="Reason">Why the stage runs: the first thing that differs from its last run.</param>
public sealed record StageStartedEvent(string Model, string Node, string Reason) : EngineEvent;

/// <param name="Fraction">From 0 to 1.</param>
public sealed record StageProgressEvent(string Model, string Node, double Fraction, string Message) : EngineEvent;

/// <summary>A line of the stage's log.</summary>
public sealed record StageLogEvent(string Model, string Node, string Line) : EngineEvent;

/// <param name="Seconds">How long the stage's process ran: now or, when it did not run now, when it did.</param>
/// <param name="StageKey">Null when it never came to have one.</param>
/// <param name="Remote">The remote cache that its result was restored from; null for none.</param>
/// <param name="Signer">Who vouches for a result of the remote cache, in words.</param>
public sealed record StageFinishedEvent(
    string Model, string Node, StageOutcome Outcome, double Seconds, string? StageKey, string? Remote = null, string? Signer = null) : EngineEvent;

public enum StageOutcome
{
    /// <summary>Its result is that of the last good build.</summary>
    UpToDate,

    /// <summary>Its result was made by another build: here before, or elsewhere, which the remote cache knew.</summary>
    Restored,

    Ran,

    Failed,
}

/// <summary>A gate of a definition, which may be judged on several slices.</summary>
/// <param name="Gate">Its name.</param>
/// <param name="Place">In the definition.</param>
public sealed record GateListedEvent(string Model, string Gate, Mark Place) : EngineEvent;

/// <summary>A gate was judged.</summary>
/// <param name="Gate">Its name, of one of several slices with the slice's value.</param>
/// <param name="Message">One line: the value and what was demanded.</param>
/// <param name="Place">Of the gate in the definition.</param>
public sealed record GateJudgedEvent(string Model, string Gate, Verdict Verdict, string Message, Mark Place) : EngineEvent
{
    /// <summary>Why it does not hold; empty where it does.</summary>
    public string Finding { get; init; } = "";

    /// <summary>The code of that; empty where it holds.</summary>
    public string Code { get; init; } = "";

    /// <summary>The name of the gate as it was listed: without the slice. Default: <paramref name="Gate"/>.</summary>
    public string Declared { get; init; } = Gate;

    public static GateJudgedEvent Of(string model, GateOutcome outcome) => new(model, outcome.Name, outcome.Verdict, OneLine.Of(outcome), outcome.Gate.Place)
    {
        Finding = outcome.Finding?.Message ?? "",
        Code = outcome.Finding?.Code ?? "",
        Declared = outcome.Gate.Name,
    };
}

/// <summary>All gates of a model were judged.</summary>
/// <param name="Table">For people: lines, each with its end; empty where there are no gates.</param>
/// <param name="Reports">The folder with its reports; empty where there are none.</param>
public sealed record ModelJudgedEvent(string Model, bool IsGood, string Table, string Reports) : EngineEvent;

/// <summary>A model is materialised and what its inputs say.</summary>
/// <param name="Headline">Its metrics in one line.</param>
public sealed record ModelFinishedEvent(string Model, string Folder, string Headline, int StagesRun, int StagesRestored, int StagesUpToDate) : EngineEvent;

/// <summary>What a build would do with a model.</summary>
/// <param name="Text">For people: lines, each with its end.</param>
/// <param name="Json">For programs.</param>
public sealed record ModelExplainedEvent(string Model, string Text, string Json) : EngineEvent;

/// <summary>What the data of a model is like now, as settings for its definition.</summary>
/// <param name="Text">YAML: lines, each with its end.</param>
public sealed record SchemaInferredEvent(string Model, string Text) : EngineEvent;

/// <summary>What goes into a model's package lies in a folder, signed.</summary>
/// <param name="Folder">It has <c>model/</c> and <c>modelbuild/attestations/</c>, and is in a folder that was made for this package and goes with it.</param>
/// <param name="RootDigest">The identity of the model: 64 lower-case hexadecimal digits.</param>
/// <param name="Signer">Whose key signed it, in words.</param>
public sealed record PackagePreparedEvent(
    string Model, string PackageId, string PackageVersion, string Folder, string RootDigest, string Signer) : EngineEvent;

/// <summary>A package was checked and is where packages belong.</summary>
public sealed record PackagePlacedEvent(string File) : EngineEvent;

/// <summary>A package is on the feed.</summary>
/// <param name="Already">It was there before, and is the same.</param>
public sealed record PackagePushedEvent(string PackageId, string PackageVersion, string Feed, bool Already) : EngineEvent;
