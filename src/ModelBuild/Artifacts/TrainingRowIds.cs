namespace ModelBuild;

/// <summary>
/// Which rows a model was made from: those that it was trained on and those that were looked at to choose it. A later model whose test rows are among
/// them cannot be compared with it on these.
/// </summary>
/// <remarks>
/// Written as <c>training-rows.bin</c>, beside <c>evaluation.json</c>; docs/artifacts.md has the format. Whoever has the file and a whole row can
/// tell whether the model was made from it.
/// </remarks>
/// <param name="Identity">As <see cref="RowPredictions.Identity"/>.</param>
/// <param name="Ids">As <see cref="RowPredictions.Ids"/>, in any order; written ascending and each once.</param>
public sealed record TrainingRowIds(string Identity, IReadOnlyList<ulong> Ids);
