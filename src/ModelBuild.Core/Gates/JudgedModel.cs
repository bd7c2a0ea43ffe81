using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Core.Gates;

/// <summary>Everything that reports of a judged model say. Of a model with no failed gate it is good.</summary>
public sealed record JudgedModel
{
    public required string Model { get; init; }

    /// <summary>The name of its project.</summary>
    public required string Project { get; init; }

    /// <summary>Absolute path of the definition.</summary>
    public required string Definition { get; init; }

    /// <summary>The environment that it is made for; empty for none.</summary>
    public string Environment { get; init; } = "";

    /// <summary>In the order of the definition; what is about a model as a whole comes last. Never two of one name.</summary>
    public required IReadOnlyList<GateOutcome> Gates { get; init; }

    /// <summary>Problems that are of no gate, such as that there is none: they fail the model as well.</summary>
    public IReadOnlyList<Diagnostic> Problems { get; init; } = [];

    /// <summary>What was measured; null where the pipeline evaluates nothing.</summary>
    public EvaluationMetrics? Metrics { get; init; }

    /// <summary>What it was compared with.</summary>
    public Champion Champion { get; init; } = Champion.NotAsked;

    /// <summary>What the model is made from and the champion was not, or the other way round, for people: <c>train.l2 1 → 10</c>. Empty without a champion.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>What became of each stage in this build, in the order of the pipeline.</summary>
    public IReadOnlyList<JudgedStage> Stages { get; init; } = [];

    /// <summary>The share of the data that it is trained on; null for all of it.</summary>
    public double? Sample { get; init; }

    /// <summary>The id of the run that judged it.</summary>
    public string Run { get; init; } = "";

    public DateTimeOffset Started { get; init; }

    public DateTimeOffset Finished { get; init; }

    /// <summary>Whether it may be used.</summary>
    public bool IsGood => Problems.Count == 0 && Gates.All(gate => gate.Verdict != Verdict.Failed);
}

/// <param name="Stage">With the instance, for instance <c>crossValidate[3]</c>.</param>
/// <param name="Seconds">How long it ran: now, or when it did.</param>
public sealed record JudgedStage(string Stage, StageOutcome Outcome, double Seconds);
