namespace ModelBuild.Core.Gates;

/// <summary>The accepted model that a new one is compared with, and what is known of it.</summary>
public abstract record Champion
{
    /// <summary>No gate asks for it.</summary>
    public static Champion NotAsked { get; } = new NoChampion("no gate asks for a champion");
}

/// <summary>There is none.</summary>
/// <param name="Why">A clause, for instance <c>there is no lock file at origin/main</c>.</param>
public sealed record NoChampion(string Why) : Champion;

/// <summary>There is one, and it cannot be used.</summary>
/// <param name="Why">Why, and what to do, with a full stop.</param>
public sealed record UnusableChampion(string Source, string Code, string Why) : Champion;

/// <summary>There is one.</summary>
/// <param name="Source">What it is and where it is from, for people.</param>
/// <param name="Metrics">What was measured of it.</param>
/// <param name="Basis">On which rows.</param>
public sealed record KnownChampion(string Source, EvaluationMetrics Metrics, ComparisonBasis Basis) : Champion
{
    /// <summary>Why it was not evaluated again, and what to do, with a full stop; empty where it was.</summary>
    public string Why { get; init; } = "";

    /// <summary>The code of a gate that fails for that; empty where none does.</summary>
    public string Code { get; init; } = "";
}

/// <summary>On which rows a champion's metrics are from.</summary>
public enum ComparisonBasis
{
    /// <summary>It was evaluated on the rows of the new model, with the same code.</summary>
    Evaluated,

    /// <summary>What was recorded of it, on the same rows.</summary>
    RecordedOnSameRows,

    /// <summary>What was recorded of it, on other rows.</summary>
    RecordedOnOtherRows,
}
