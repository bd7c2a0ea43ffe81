namespace ModelBuild.Tabular;

/// <summary>
/// The built-in pipeline for tables: from a CSV file to a judged model. Its stages use what any pipeline can use, so one
/// of them can be replaced with a method of your own. They give the same bytes on every processor and for any number of threads.
/// </summary>
[Pipeline("tabular")]
public static class TabularPipeline
{
    /// <summary>Reads a CSV file (RFC 4180, UTF-8, with a header). Throws <see cref="StageException"/> with line and column for a file that is not one.</summary>
    [Stage(AlgorithmVersion = 3)]
    public static Table Ingest(DataSource data, [Section("data")] IngestOptions options) =>
        new CsvTable(data, options).Read();

    /// <summary>Checks the rows against what the definition says of them. Throws <see cref="StageException"/> with everything that is wrong.</summary>
    [Stage(AlgorithmVersion = 1)]
    public static ValidationReport Validate(
        Table ingest, DataSource data, [Section("data")] SchemaOptions schema, [Section("task")] LearningTask task) =>
        new TableValidation(ingest, data, schema, task).Run();

    /// <summary>Divides the rows, which validation has passed, into a training and a test part.</summary>
    [Stage(AlgorithmVersion = 3)]
    public static TableSplit Split(
        Table ingest, ValidationReport validate, SplitOptions options, [Section("data")] KeyOptions keys, [Section("task")] LearningTask task) =>
        validate.Rows == ingest.Rows
            ? new TableSplitter(ingest, options, keys, task).Run()
            : throw new ArgumentException($"The report is about {validate.Rows} rows, and the table has {ingest.Rows}.", nameof(validate));

    /// <summary>Fits how rows become numbers, on the training part only.</summary>
    [Stage(AlgorithmVersion = 1)]
    public static FittedFeatures Features(
        TableSplit split, FeaturesOptions options, [Section("data")] FeatureColumnOptions columns) =>
        new FeatureFitter(split.Train, options, columns).Run();

    /// <summary>Trains the model on the training part; the loss after each iteration is the metric <c>trainLoss</c>.</summary>
    [Stage(AlgorithmVersion = 1)]
    public static TrainedModel Train(
        TableSplit split, FittedFeatures features, TrainOptions options, StageContext context,
        [Section("task")] LearningTask task, [Section("data")] LabelOptions label) =>
        new(new LinearTrainer(split.Train, features.Features, options, label, task, context).Run());

    /// <summary>Judges the model on the test part, with the code that serves it.</summary>
    /// <remarks>
    /// Binary: auc, accuracy, precision, recall, f1, averagePrecision, logLoss, brier, mcc, balancedAccuracy; a row counts
    /// as positive above a probability of one half. Multiclass: accuracy, balancedAccuracy, macroF1, weightedF1, logLoss,
    /// mcc, macroAuc (one class against the rest). Regression: rmse, mae, r2, medianAbsoluteError, maxError.
    /// A metric that is not defined for the rows is NaN.
    /// </remarks>
    [Stage(AlgorithmVersion = 1)]
    public static Evaluation Evaluate(TrainedModel train, TableSplit split, EvaluateOptions options) =>
        new ModelEvaluation(train.Model, split.Test, options).Run();
}
