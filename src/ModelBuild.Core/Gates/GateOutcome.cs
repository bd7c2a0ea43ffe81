using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Gates;

/// <summary>What became of a gate. Only <see cref="Failed"/> fails the build.</summary>
public enum Verdict
{
    /// <summary>It holds.</summary>
    Passed,

    /// <summary>It does not hold, or cannot be judged.</summary>
    Failed,

    /// <summary>The same, of a gate that only warns.</summary>
    Warned,

    /// <summary>The same, of a gate that is waived for now.</summary>
    Waived,

    /// <summary>There was nothing to judge, and the gate lets that pass: no champion yet, too few rows.</summary>
    NotJudged,
}

/// <summary>A gate that was judged, on all rows or on one slice.</summary>
public sealed record GateOutcome(GateDeclaration Gate, Verdict Verdict)
{
    /// <summary>The slice that was judged; null for all rows.</summary>
    public SliceName? Slice { get; init; }

    /// <summary>The value, which may be no finite number; null where there is none. Of a size bytes, of a time seconds, of latency a ratio.</summary>
    public double? Value { get; init; }

    /// <summary>What was demanded, for people: <c>&gt;= 0.98</c>, <c>&gt;= 0.986 (champion 0.991 - 0.005)</c>.</summary>
    public string Demand { get; init; } = "";

    /// <summary>The confidence interval that was judged: of the value, or of the difference to the champion; null where none was.</summary>
    public Interval? Interval { get; init; }

    /// <summary>How many rows the value is from; null where it is from none.</summary>
    public long? Rows { get; init; }

    /// <summary>Why it does not hold, at the gate's own line: an error of a failed gate, a warning of any other; null where it holds.</summary>
    public Diagnostic? Finding { get; init; }

    /// <summary>What else to know, without a full stop: <c>no champion yet</c>, <c>champion as recorded</c>. Empty for nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>Who lets it pass, until when; null where nobody does.</summary>
    public Waiver? Waiver { get; init; }

    /// <summary>Unique in its model: the gate's name, and of one of several slices which.</summary>
    public string Name => Gate.Slices is { Value: null } && Slice is { } slice ? $"{Gate.Name} [{slice.Value}]" : Gate.Name;
}

/// <param name="Value">Empty for the rows in which the column has none.</param>
public sealed record SliceName(string Column, string Value)
{
    public override string ToString() => $"{Column}={Value}";
}

/// <summary>A confidence interval.</summary>
/// <param name="Level">The probability that it covers, above 0 and below 1.</param>
public sealed record Interval(double Low, double High, double Level);
