namespace ModelBuild.Tabular;

/// <summary>What the folds of a cross-validation need of the definition's <c>evaluate</c>, so that its other settings do not make them run again.</summary>
public sealed record FoldOptions
{
    /// <summary>As <see cref="EvaluateOptions.At"/>. Default: none.</summary>
    public IReadOnlyList<int> At { get; init; } = [];

    /// <summary>As <see cref="EvaluateOptions.Classes"/>. Default: none.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];
}
