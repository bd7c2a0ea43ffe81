namespace ModelBuild.Tabular;

/// <summary>What the model of a definition predicts: its <c>task</c>.</summary>
public enum LearningTask
{
    /// <summary>The probability of each of two classes.</summary>
    BinaryClassification,

    /// <summary>The probability of each of several classes.</summary>
    MulticlassClassification,

    /// <summary>A number.</summary>
    Regression,
}
