namespace ModelBuild.Tabular;

// Errors of one of the features' sets; FeatureFitter says of which.
static class FeatureErrors
{
    public const string Sets = "features.sets";

    // A step that is not one, or says too much.
    public static StageException Step(string message) => new(new StageError(message) { Code = Codes.StepUnclear, Option = Sets });

    // A step that its columns, or its trainer, cannot take.
    public static StageException DoesNotFit(string message) => new(new StageError(message) { Code = Codes.StepDoesNotFit, Option = Sets });
}
