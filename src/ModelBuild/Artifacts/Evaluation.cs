using System.Text.Json;

namespace ModelBuild;

/// <summary>
/// The metrics of a model on rows that it was not trained on. The output of a pipeline's evaluation stage; gates judge it.
/// </summary>
/// <remarks>
/// Written as <c>evaluation.json</c>: <c>{"rows": n, "metrics": {"auc": 0.99, …}, "slices": [{"column", "value", "rows", "metrics"}]}</c>.
/// Where the evaluation has them, it and its slices also have <c>"baseline": {"auc": 0.5, …}</c> and
/// <c>"intervals": {"level", "samples", "metrics": {"auc": [low, high], …}}</c>, and it alone has
/// <c>"classes": [{"class", "metrics"}]</c>, <c>"confusion": {"labels", "counts"}</c>, <c>"curves": [{"name", "class", "series"}]</c>,
/// <c>"importance": {"metric", "value", "repeats", "rows", "columns": [{"column", "mean", "deviation"}]}</c> and
/// <c>"partialDependence": [{"column", "class", "values", "predictions"}]</c>.
/// Numbers in round-trip form; a number that is not finite is the string <c>"NaN"</c>, <c>"Infinity"</c> or <c>"-Infinity"</c>.
/// Beside it, where the evaluation has them, <c>predictions.bin</c>, <c>training-rows.bin</c> and <c>replicates.bin</c>.
/// </remarks>
public sealed class Evaluation : IArtifact<Evaluation>
{
    const string FileName = "evaluation.json";

    /// <summary>How many rows were evaluated.</summary>
    public required long Rows { get; init; }

    /// <summary>Metrics over all rows, in the order in which reports list them; the first is the one to look at. Gates judge these.</summary>
    public required IReadOnlyList<KeyValuePair<string, double>> Metrics { get; init; }

    /// <summary>Confidence intervals of metrics over all rows. Default: none.</summary>
    public MetricIntervals? Intervals { get; init; }

    /// <summary>What predicting without features gives on the same rows, of some or all of the metrics. Default: not measured.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Baseline { get; init; } = [];

    /// <summary>The same metrics over subsets of the rows. Default: none.</summary>
    public IReadOnlyList<EvaluationSlice> Slices { get; init; } = [];

    /// <summary>Metrics of each of several classes. Default: none.</summary>
    public IReadOnlyList<EvaluationClass> Classes { get; init; } = [];

    /// <summary>Which classes the model takes for which. Default: none.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>Curves to draw. Default: none.</summary>
    public IReadOnlyList<EvaluationCurve> Curves { get; init; } = [];

    /// <summary>What each column is worth to the model. Default: not measured.</summary>
    public PermutationImportance? Importance { get; init; }

    /// <summary>How predictions depend on single columns. Default: not measured.</summary>
    public IReadOnlyList<PartialDependence> PartialDependence { get; init; } = [];

    /// <summary>What the model says of each row. Default: not told, so that gates cannot compare it with another row by row.</summary>
    public RowPredictions? Predictions { get; init; }

    /// <summary>Which rows the model was made from. Default: not told.</summary>
    public TrainingRowIds? TrainingRows { get; init; }

    /// <inheritdoc/>
    public void Write(string folder)
    {
        using (var stream = File.Create(Path.Combine(folder, FileName)))
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
            EvaluationJson.Write(json, this);
        EvaluationRows.Write(folder, this);
    }

    /// <inheritdoc/>
    public static Evaluation Read(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, FileName)));
        return EvaluationJson.Read(document.RootElement, folder);
    }
}

/// <summary>Metrics over the rows in which a column has a value.</summary>
/// <param name="Column">The column.</param>
/// <param name="Value">Its value in these rows.</param>
/// <param name="Rows">How many rows these are.</param>
/// <param name="Metrics">The metrics over them, in the order of <see cref="Evaluation.Metrics"/>.</param>
public sealed record EvaluationSlice(string Column, string Value, long Rows, IReadOnlyList<KeyValuePair<string, double>> Metrics)
{
    /// <summary>Confidence intervals of metrics over these rows. Default: none.</summary>
    public MetricIntervals? Intervals { get; init; }

    /// <summary>As that of <see cref="Evaluation"/>, over these rows. Default: not measured.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Baseline { get; init; } = [];
}
