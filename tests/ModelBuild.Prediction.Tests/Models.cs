namespace ModelBuild.Prediction.Tests;

static class Models
{
    public static readonly IReadOnlyList<FeatureChain> Features =
    [
        new(["age"], FeatureType.Numeric, null, [new ImputeTransform([40]), new ScaleTransform([30], [10])]),
        new(["colour"], FeatureType.Categorical, new OneHotEncoder(["blue", "green", "red"], rare: false, missing: false), [], fill: "green"),
    ];

    public static TabularModel Binary() => new(
        ModelTask.BinaryClassification, "y", ["no", "yes"], new FeatureSet(Features),
        new LinearScorer([0.5], [[1.0, -1.0, 2.0, 0.25]]));

    public static TabularModel Multiclass() => new(
        ModelTask.MulticlassClassification, "y", ["a", "b", "c"], new FeatureSet(Features),
        new LinearScorer([0, 0.1, 0.2], [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1e-17]]));

    public static TabularModel Regression() => new(
        ModelTask.Regression, "price", [], new FeatureSet(Features),
        new LinearScorer([100], [[10, 1, 2, 3]]));

    public static Dictionary<string, object?> Row(object? age, object? colour) => new() { ["age"] = age, ["colour"] = colour };
}
