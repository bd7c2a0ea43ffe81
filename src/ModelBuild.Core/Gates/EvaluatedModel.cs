namespace ModelBuild.Core.Gates;

/// <summary>What an evaluation stage left of a model.</summary>
/// <param name="Metrics">Its <c>evaluation.json</c>.</param>
/// <param name="Predictions">Its <c>predictions.bin</c>; null where it wrote none.</param>
/// <param name="Replicates">Its <c>replicates.bin</c>; null where it wrote none.</param>
public sealed record EvaluatedModel(EvaluationMetrics Metrics, RowPredictions? Predictions, MetricReplicates? Replicates);
