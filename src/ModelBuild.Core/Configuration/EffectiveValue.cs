using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Configuration;

/// <summary>A value that a model is configured with.</summary>
/// <param name="Path">For instance <c>train.trees</c>, and <c>gates.auc-min.min</c> of the gate <c>auc-min</c>.</param>
/// <param name="Json">Canonical JSON.</param>
/// <param name="Origin">Where it says so.</param>
public sealed record EffectiveValue(string Path, string Json, Mark Origin);
