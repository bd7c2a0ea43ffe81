namespace ModelBuild;

/// <summary>What a model says of each row that it was evaluated on, so that gates can compare two models row by row.</summary>
/// <remarks>
/// Written as <c>predictions.bin</c>, beside <c>evaluation.json</c>; docs/artifacts.md has the format. All columns have one entry for each row,
/// in the order of the evaluated table.
/// </remarks>
public sealed class RowPredictions
{
    /// <summary>The classes, in the order of their indexes. Default: none, what is predicted are numbers.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>What the ids are made of, for instance a digest of the columns' names. Ids of different identities are never compared. Default: empty, nobody knows.</summary>
    public string Identity { get; init; } = "";

    /// <summary>What identifies a row, whatever its place; several rows may have one id.</summary>
    public required IReadOnlyList<ulong> Ids { get; init; }

    /// <summary>The index of the class that a row has, or its value.</summary>
    public required IReadOnlyList<double> Truth { get; init; }

    /// <summary>The index of the class that the model calls, or the value that it predicts.</summary>
    public required IReadOnlyList<double> Predicted { get; init; }

    /// <summary>Of two classes the score of the last one, the positive: the higher, the likelier. Default: none.</summary>
    public IReadOnlyList<double>? Scores { get; init; }

    /// <summary>What rows weigh. Default: each 1.</summary>
    public IReadOnlyList<double>? Weights { get; init; }

    /// <summary>Which rows the slices of the evaluation are. Default: none, so that no gate compares a slice row by row.</summary>
    public IReadOnlyList<PredictedSlice> Slices { get; init; } = [];
}

/// <summary>The rows of a slice.</summary>
/// <param name="Column">As that of <see cref="EvaluationSlice"/>.</param>
/// <param name="Value">As that of <see cref="EvaluationSlice"/>.</param>
/// <param name="Rows">Places in <see cref="RowPredictions.Ids"/>, from 0, ascending.</param>
public sealed record PredictedSlice(string Column, string Value, IReadOnlyList<int> Rows);
