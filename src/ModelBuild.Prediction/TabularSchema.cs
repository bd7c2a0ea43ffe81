namespace ModelBuild.Prediction;

/// <summary>What a model predicts.</summary>
public enum ModelTask
{
    /// <summary>The probability of each of two classes.</summary>
    BinaryClassification,

    /// <summary>The probability of each of several classes.</summary>
    MulticlassClassification,

    /// <summary>A number.</summary>
    Regression,
}

/// <summary>The type of a column that a model reads.</summary>
public enum FeatureType
{
    /// <summary>A finite number; NaN where it is missing.</summary>
    Numeric,

    /// <summary>A text.</summary>
    Categorical,

    /// <summary>A date, with or without a time: seconds since 1970-01-01T00:00:00Z; NaN where it is missing.</summary>
    Date,
}

/// <summary>What a model reads and what it predicts.</summary>
/// <param name="Task">What it predicts.</param>
/// <param name="Label">The column that it was trained to predict.</param>
/// <param name="Labels">The classes, in the order of the probabilities; of a binary model the positive class is last. Empty for regression.</param>
/// <param name="Columns">The columns that it reads.</param>
public sealed record TabularSchema(
    ModelTask Task, string Label, IReadOnlyList<string> Labels, IReadOnlyList<SchemaColumn> Columns);

/// <summary>A column that a model reads.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Levels">Of a categorical column the values that were seen in training. Empty for other columns, and for texts that are taken whatever they are.</param>
public sealed record SchemaColumn(string Name, FeatureType Type, IReadOnlyList<string> Levels);
