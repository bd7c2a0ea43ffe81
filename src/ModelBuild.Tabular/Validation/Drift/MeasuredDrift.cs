namespace ModelBuild.Tabular;

/// <summary>How far a column is from the reference profile.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Statistics">
/// By the names of <see cref="DriftOptions"/>, in this order: <c>psi</c>; of numbers and dates <c>kolmogorovSmirnov</c>, of texts the p-value
/// <c>chiSquare</c>; <c>missing</c>, by how much the share of missing cells differs, whichever way.
/// </param>
public sealed record MeasuredDrift(string Column, IReadOnlyList<KeyValuePair<string, double>> Statistics);
