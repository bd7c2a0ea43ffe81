namespace ModelBuild.Tabular;

/// <summary>The definition's <c>evaluate</c>.</summary>
public sealed record EvaluateOptions
{
    /// <summary>
    /// Categorical columns whose every value in the test part gets metrics of its own; rows without a value are the
    /// slice of the empty text. An ignored column cannot be one: declare it with <c>feature: false</c> instead. Default: none.
    /// </summary>
    public IReadOnlyList<string> Slices { get; init; } = [];
}
