using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Gates;

/// <summary>A condition on a model that must hold: one item of the definition's <c>gates</c>.</summary>
/// <param name="Name">Unique in its definition; default: what it is about and how, for instance <c>auc-min</c>.</param>
/// <param name="Place">Of the gate in the definition.</param>
public sealed record GateDeclaration(string Name, GateSubject Subject, Mark Place)
{
    /// <summary>Why the gate is there; null where the definition does not say.</summary>
    public string? Reason { get; init; }

    /// <summary>What it is when it does not hold. Default: an error, which fails the build.</summary>
    public Severity Severity { get; init; }

    /// <summary>The least that the value may be; null for none.</summary>
    public double? Min { get; init; }

    /// <summary>The most that the value may be; null for none.</summary>
    public double? Max { get; init; }

    /// <summary>Whether the bounds are those of the metric's whole confidence interval.</summary>
    public bool OfInterval { get; init; }

    /// <summary>What the value is compared with; null where <see cref="Min"/> and <see cref="Max"/> say all.</summary>
    public GateComparison? Comparison { get; init; }

    /// <summary>The slices that it is about, each judged by itself; null for all rows.</summary>
    public GateSlices? Slices { get; init; }

    /// <summary>How many rows a value must be from. Default: 1.</summary>
    public long MinSamples { get; init; } = 1;

    /// <summary>Whether fewer rows than <see cref="MinSamples"/> are let pass, unjudged. Default: they fail.</summary>
    public bool LetsFewPass { get; init; }

    /// <summary>All that it demands, as the definition has it: the key, and the value as canonical JSON. Not its name, nor why.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Demands { get; init; } = [];

    /// <summary>Whether equal stage keys make an equal verdict: not where it looks at a champion, or at a clock.</summary>
    public bool IsReproducible => Subject is not (TrainingTimeSubject or LatencySubject) && Comparison?.With is not ChampionReference && Subject is not MethodSubject { SeesChampion: true };

    /// <summary>Whether a champion is needed to judge it.</summary>
    public bool NeedsChampion => Comparison?.With is ChampionReference || Subject is MethodSubject { SeesChampion: true };
}

/// <summary>What a gate is about.</summary>
public abstract record GateSubject
{
    /// <summary>In tables and messages.</summary>
    public abstract string Title { get; }
}

/// <summary>A metric of the evaluation.</summary>
/// <param name="HigherIsBetter">Null where nothing says so, and nothing needs it.</param>
public sealed record MetricSubject(string Metric, bool? HigherIsBetter) : GateSubject
{
    public override string Title => Metric;
}

/// <summary>How many bytes the model's own files have.</summary>
public sealed record SizeSubject : GateSubject
{
    public override string Title => "size";
}

/// <summary>How many seconds the model's stages ran, added up.</summary>
public sealed record TrainingTimeSubject : GateSubject
{
    public override string Title => "training time";
}

/// <summary>How long the model takes to predict a row, in champions: 1.2 is a fifth longer than the champion.</summary>
public sealed record LatencySubject : GateSubject
{
    public override string Title => "latency";
}

/// <summary>How far a column of the data is from the reference.</summary>
/// <param name="Statistic">As the validation stage names it, for instance <c>psi</c>.</param>
/// <param name="Column">Null for that of all compared columns that is farthest: the largest value, where there is only a minimum (as of a p-value) the smallest.</param>
public sealed record DriftSubject(string Statistic, string? Column) : GateSubject
{
    public override string Title => Column is null ? $"drift {Statistic}" : $"drift {Statistic} of {Column}";
}

/// <summary>Whatever a method of the pipeline judges.</summary>
/// <param name="Stage">The method as a stage.</param>
public sealed record MethodSubject(string Stage, bool SeesChampion) : GateSubject
{
    public override string Title => Stage;
}

/// <summary>Slices of an evaluation.</summary>
/// <param name="Column">As in the evaluation; of pairs with a <c>*</c>.</param>
/// <param name="Value">Null for every value of the column.</param>
public sealed record GateSlices(string Column, string? Value);
