using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Gates;

/// <summary>Everything that gates are judged by. What is not known is null, and fails the gate that asks for it.</summary>
public sealed record GateFacts
{
    /// <summary>What was measured of the model.</summary>
    public EvaluationMetrics? Evaluation { get; init; }

    /// <summary>What it is compared with.</summary>
    public Champion Champion { get; init; } = Champion.NotAsked;

    /// <summary>Both models row by row.</summary>
    public IPairedModels? Paired { get; init; }

    /// <summary>How far the data's columns are from the reference; null where there is no reference.</summary>
    public IReadOnlyList<ColumnDrift>? Drift { get; init; }

    /// <summary>Why it is not known, with a full stop; empty where there simply is no reference.</summary>
    public string WhyNoDrift { get; init; } = "";

    /// <summary>The size of the model's own files.</summary>
    public long? ModelBytes { get; init; }

    /// <summary>How many seconds the model's stages ran, added up.</summary>
    public double? TrainingSeconds { get; init; }

    /// <summary>How long the model takes to predict a row, in champions.</summary>
    public LatencyRatio? Latency { get; init; }

    /// <summary>What the pipeline's own gates say, by stage.</summary>
    public IReadOnlyDictionary<string, MethodVerdict> Methods { get; init; } = new Dictionary<string, MethodVerdict>();

    public IReadOnlyList<Waiver> Waivers { get; init; } = [];

    /// <summary>Whether the model is trained on a sample: it is not for release, and its gates only warn.</summary>
    public bool IsSample { get; init; }

    /// <summary>In UTC: the day after a waiver's last it counts no more. Default: a day on which none does.</summary>
    public DateOnly Today { get; init; } = DateOnly.MaxValue;
}

/// <param name="Statistics">By name, for instance <c>psi</c>; NaN where one is not defined.</param>
public sealed record ColumnDrift(string Column, IReadOnlyList<KeyValuePair<string, double>> Statistics);

/// <summary>A measured latency.</summary>
/// <param name="Ratio">The median of the model's time for a row by the champion's; NaN where it could not be measured.</param>
/// <param name="Why">Why it could not be measured, a clause; empty where it was.</param>
public sealed record LatencyRatio(double Ratio, string Why = "");

/// <summary>What a pipeline's own gate says.</summary>
/// <param name="Message">Why it does not hold, or what it found.</param>
public sealed record MethodVerdict(bool Passed, string Message)
{
    /// <summary>Why there is no verdict, with a full stop; empty where there is one.</summary>
    public string NoVerdict { get; init; } = "";

    /// <summary>What it judged; null where that is no number.</summary>
    public double? Value { get; init; }

    /// <summary>What it demands, for people; empty where it does not say.</summary>
    public string Demand { get; init; } = "";
}

/// <summary>Two models row by row, on the same rows.</summary>
public interface IPairedModels
{
    /// <summary>The difference of a metric between the new model and the champion.</summary>
    /// <param name="slice">Null for all rows.</param>
    /// <param name="confidence">That of each of the two bounds by itself, above 0.5 and below 1.</param>
    PairedDifference Compare(string metric, SliceName? slice, PairedMethod method, double confidence);
}

/// <summary>A difference, new model minus champion, in units of the metric.</summary>
/// <param name="Low">The truth is above it with the confidence that was asked for.</param>
/// <param name="High">The truth is below it with that confidence.</param>
/// <param name="StandardError">Of <paramref name="Value"/>.</param>
/// <param name="Rows">How many rows it is from.</param>
public sealed record PairedDifference(double Value, double Low, double High, double StandardError, long Rows)
{
    /// <summary>Why there is no difference to judge, a clause that says what to do; empty where there is one.</summary>
    public string Why { get; init; } = "";

    /// <summary>Champion minus new model.</summary>
    public PairedDifference Negated => this with { Value = -Value, Low = -High, High = -Low };

    public static PairedDifference None(string why) => new(double.NaN, double.NaN, double.NaN, double.NaN, 0) { Why = why };
}
