using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

/// <summary>
/// The built-in pipeline for tables: from CSV files to a judged model. Its stages use what any pipeline can use, so one
/// of them can be replaced with a method of your own. They give the same bytes on every processor and for any number of threads.
/// </summary>
[Pipeline("tabular", Model = "threshold")]
public static class TabularPipeline
{
    /// <summary>
    /// Reads a CSV file (RFC 4180, UTF-8, with a header; gzip too) or all of a folder. Throws <see cref="StageException"/> with line and column for a file that is not one.
    /// The definition's <c>sample</c> is the share of the rows to go on with, above 0 and below 1, drawn by its seed; without it all do.
    /// </summary>
    [Stage(AlgorithmVersion = 4)]
    public static Table Ingest(DataSource data, [Section("data")] IngestOptions options, StageContext context, [Section("sample")] double? sample = null) =>
        TableSample.Of(new TableIngestion(data, options, context).Run(), sample, context.Seed);

    /// <summary>
    /// A share of the rows of a table, above 0 and below 1 (null: all), for a pipeline that replaces this stage. Throws <see cref="StageException"/>
    /// for any other share, and where no row is in it.
    /// </summary>
    public static Table Sample(Table table, double? sample, StageContext context) => TableSample.Of(table, sample, context.Seed);

    /// <summary>Checks the rows against what the definition says of them. Throws <see cref="StageException"/> with everything that is wrong.</summary>
    [Stage(AlgorithmVersion = 4)]
    public static ValidationReport Validate(
        Table ingest, DataSource data, [Section("data")] SchemaOptions schema, [Section("task")] LearningTask task,
        DataSource? reference, [Section("reference")] DriftOptions drift, StageContext context) =>
        new TableValidation(ingest, data, schema, task, reference, drift, context).Run();

    /// <summary>The same for a table that was read from no file, for a pipeline that replaces this stage: findings say the row instead of a place.</summary>
    public static ValidationReport ValidateRows(
        Table ingest, SchemaOptions schema, LearningTask task, DataSource? reference, DriftOptions drift, StageContext context) =>
        new TableValidation(ingest, null, schema, task, reference, drift, context).Run();

    /// <summary>Divides the rows, which validation has passed, into a training, a validation and a test part, and the training part into folds.</summary>
    [Stage(AlgorithmVersion = 7)]
    public static TableSplit Split(
        Table ingest, ValidationReport validate, SplitOptions options, [Section("data")] KeyOptions keys, [Section("task")] LearningTask task,
        [Section("folds")] int? folds = null) =>
        validate.Rows == ingest.Rows
            ? new TableSplitter(ingest, options, keys, task, folds).Run()
            : throw new ArgumentException($"The report is about {validate.Rows} rows, and the table has {ingest.Rows}.", nameof(validate));

    /// <summary>Fits how rows become numbers, on the training part only.</summary>
    [Stage(AlgorithmVersion = 5)]
    public static FittedFeatures Features(
        TableSplit split, FeaturesOptions options, [Section("data")] FeatureColumnOptions columns,
        [Section("train")] FeatureTrainerOptions train, [Section("task")] LearningTask task) =>
        FeaturesWith(split, options, columns, train, task, []);

    /// <summary>The same with transforms of the project's own, for a pipeline that replaces this stage.</summary>
    public static FittedFeatures FeaturesWith(
        TableSplit split, FeaturesOptions options, FeatureColumnOptions columns, FeatureTrainerOptions train, LearningTask task,
        IReadOnlyList<CustomTransform> custom)
    {
        var target = TrainingTarget.Of(split.Train, task, columns.Label, columns.Positive, columns.Weight);
        return new FeatureFitter(split.Train, options, columns, train.Trainer, target, custom).Run();
    }

    /// <summary>Trains the model on the training part; the loss after each round is the metric <c>trainLoss</c>, that of the validation part <c>validationLoss</c>.</summary>
    [Stage(AlgorithmVersion = 9)]
    public static TrainedModel Train(
        TableSplit split, FittedFeatures features, TrainOptions options, [Section("train")] LinearOptions linear, [Section("train")] BoostedTreesOptions trees,
        StageContext context, [Section("task")] LearningTask task, [Section("data")] LabelOptions label) =>
        TrainWith(split, features, options, linear, trees, context, task, label, []);

    /// <summary>The same with transforms of the project's own, for a pipeline that replaces this stage.</summary>
    public static TrainedModel TrainWith(
        TableSplit split, FittedFeatures features, TrainOptions options, LinearOptions linear, BoostedTreesOptions trees,
        StageContext context, LearningTask task, LabelOptions label, IReadOnlyList<CustomTransform> custom) =>
        new(new ModelTraining(split, features, options, linear, trees, label, task, custom).Run(context));

    /// <summary>Gives the model of a binary classification its threshold, chosen on the validation part; other models stay as they are.</summary>
    [Stage(AlgorithmVersion = 2)]
    public static TrainedModel Threshold(TrainedModel train, TableSplit split, ThresholdOptions options, [Section("data")] WeightOptions weight, StageContext context) =>
        ThresholdWith(train, split, options, weight, context, []);

    /// <summary>The same with transforms of the project's own, for a pipeline that replaces this stage.</summary>
    public static TrainedModel ThresholdWith(
        TrainedModel train, TableSplit split, ThresholdOptions options, WeightOptions weight, StageContext context, IReadOnlyList<CustomTransform> custom) =>
        new(ThresholdStage.Run(train.With(custom), split, options, weight.Weight, context.Threads));

    /// <summary>
    /// For each fold, where the definition sets <c>folds</c>: trains on the other folds (in time, on those before) and judges the model on the fold's own rows.
    /// </summary>
    [Stage(AlgorithmVersion = 7, Optional = true)]
    public static Evaluation CrossValidate(
        [ForEach("folds")] int fold, TableSplit split, [Section("features")] FeaturesOptions features, [Section("data")] FeatureColumnOptions columns,
        [Section("train")] TrainOptions train, [Section("train")] LinearOptions linear, [Section("train")] BoostedTreesOptions trees,
        [Section("threshold")] ThresholdOptions threshold, [Section("evaluate")] FoldOptions evaluate,
        StageContext context, [Section("task")] LearningTask task, [Section("data")] LabelOptions label) =>
        CrossValidateWith(fold, split, features, columns, train, linear, trees, threshold, evaluate, context, task, label, []);

    /// <summary>The same with transforms of the project's own, for a pipeline that replaces this stage.</summary>
    public static Evaluation CrossValidateWith(
        int fold, TableSplit split, FeaturesOptions features, FeatureColumnOptions columns, TrainOptions train, LinearOptions linear, BoostedTreesOptions trees,
        ThresholdOptions threshold, FoldOptions evaluate, StageContext context, LearningTask task, LabelOptions label, IReadOnlyList<CustomTransform> custom)
    {
        var part = split.OfFold(fold);
        var fitted = FeaturesWith(part, features, columns, new() { Trainer = train.Trainer }, task, custom);
        var weight = new WeightOptions { Weight = label.Weight };
        var trained = ThresholdWith(TrainWith(part, fitted, train, linear, trees, context, task, label, custom), part, threshold, weight, context, custom);
        // A class that a fold is trained without has no metrics there; that there is none of a name, the evaluation of the model says.
        var options = new EvaluateOptions { At = evaluate.At, Classes = [.. evaluate.Classes.Where(trained.With(custom).Schema.Labels.Contains)] };
        var keys = new KeyOptions { Label = label.Label, Key = columns.Key, Weight = label.Weight };
        // Nothing compares folds row by row.
        return EvaluationStage.Run(trained.With(custom), part, options, keys, new() { Loss = trees.Loss, Quantile = trees.Quantile }, context, tellsRows: false);
    }

    /// <summary>Judges the model on the test part, with the code that serves it.</summary>
    /// <remarks>
    /// The metrics are those that docs/tabular.md lists for each task; a row counts as positive from the model's threshold on. Of a cross-validation
    /// follow, of each metric, the mean over the folds and their standard deviation: <c>cvAucMean</c>, <c>cvAucDeviation</c>.
    /// What predicting without features gives is measured on the same rows, and what the model says of each of them is told, with which rows it was made from.
    /// A metric that is not defined for the rows is NaN.
    /// </remarks>
    [Stage(AlgorithmVersion = 5)]
    public static Evaluation Evaluate(
        TrainedModel threshold, TableSplit split, EvaluateOptions options, [Section("data")] KeyOptions keys, [Section("train")] QuantileOptions train,
        StageContext context, IReadOnlyList<Evaluation> crossValidate) =>
        EvaluateWith(threshold, split, options, keys, train, context, crossValidate, []);

    /// <summary>The same with transforms of the project's own, for a pipeline that replaces this stage.</summary>
    public static Evaluation EvaluateWith(
        TrainedModel threshold, TableSplit split, EvaluateOptions options, KeyOptions keys, QuantileOptions train,
        StageContext context, IReadOnlyList<Evaluation> crossValidate, IReadOnlyList<CustomTransform> custom)
    {
        var evaluation = EvaluationStage.Run(threshold.With(custom), split, options, keys, train, context, tellsRows: true);
        return crossValidate.Count == 0 ? evaluation : FoldMetrics.Add(evaluation, crossValidate);
    }
}
