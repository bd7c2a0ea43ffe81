using System.Globalization;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Judges a model on rows it has not seen, with the code that serves it. Without weights each row weighs 1; the quantile is the
// one that a regression predicts, a half where it is another number. Without a baseline it is compared with none; without ids no single row is told.
sealed class ModelEvaluation(
    TabularModel model, Table rows, EvaluateOptions options, double[]? weights = null, double quantile = 0.5, StageContext? context = null,
    ConstantModel? baseline = null, RowIds? ids = null)
{
    // Of all replicates, in bytes.
    const long MostReplicates = 64 << 20;

    // What would be larger is left out, so that an evaluation stays a file to read.
    const int MostClasses = 200;
    const int MostConfusedClasses = 50;
    const int MostCurves = 20;

    readonly int threads = Math.Max(1, context?.Threads ?? 1);
    readonly CancellationToken cancellation = context?.Cancellation ?? CancellationToken.None;

    // Goes with what is measured.
    public TrainingRowIds? TrainingRows { get; init; }

    public Evaluation Run()
    {
        var slices = new SliceRows(rows, options).All();
        var predictions = model.Predict(rows.ToBatch(), threads);
        var metrics = new ModelMetrics(model.Schema, rows, weights, quantile);
        var all = new int[rows.Rows];
        for (var row = 0; row < all.Length; row++)
            all[row] = row;
        var overall = metrics.Of(predictions, all);
        var flat = new List<KeyValuePair<string, double>>(WithTop(overall));
        AddClasses(flat, overall);
        var constant = baseline?.Predict(rows.Rows);
        var keepSlices = KeepsSlices(overall, slices.Count);
        var intervals = Intervals(overall, ids is not null);

        var measured = new List<EvaluationSlice>();
        foreach (var (column, value, some) in slices)
        {
            cancellation.ThrowIfCancellationRequested();
            context?.Progress((double)measured.Count / slices.Count, $"slice {measured.Count + 1} of {slices.Count}");
            var slice = metrics.Of(predictions, some);
            measured.Add(new(column, value, some.Length, WithTop(slice)) { Intervals = Intervals(slice, keepSlices), Baseline = Baseline(metrics, constant, some) });
        }
        var effects = new ColumnEffects(model, rows, weights, quantile, options.Seed, threads, cancellation);
        return new()
        {
            Rows = rows.Rows,
            Metrics = flat,
            Intervals = intervals,
            Slices = measured,
            Classes = Classes(overall),
            Confusion = Confusion(overall),
            Curves = Curves(overall),
            Importance = options.Importance is { } importance ? effects.Importance(importance) : null,
            PartialDependence = options.PartialDependence is { } dependence ? effects.Dependence(dependence) : [],
            Baseline = Baseline(metrics, constant, all),
            Predictions = ids is null ? null : Rows(ids, predictions, metrics, slices),
            TrainingRows = TrainingRows,
        };
    }

    MetricIntervals? Intervals(RowMetrics metrics, bool keepReplicates) =>
        options.Bootstrap is { } bootstrap ? new Bootstrap(bootstrap, options.Seed, threads, cancellation).Run(metrics, keepReplicates) : null;

    // All slices or none, so that which of them can be compared does not go with how many rows they happen to have.
    bool KeepsSlices(RowMetrics metrics, int slices)
    {
        if (ids is null || options.Bootstrap is not { } bootstrap)
            return false;
        var bytes = (double)sizeof(double) * bootstrap.Samples * Bootstrap.Resampled(metrics).Count * (1 + slices);
        if (bytes <= MostReplicates)
            return true;
        context?.Log(string.Create(CultureInfo.InvariantCulture, $"The resamples of {slices} slices would be {bytes / (1 << 20):0} MiB and are not kept, so that gates cannot compare slices by them. Those of all rows are kept."));
        return false;
    }

    IReadOnlyList<KeyValuePair<string, double>> Baseline(ModelMetrics metrics, Predictions? constant, int[] some)
    {
        if (constant is null)
            return [];
        var measured = metrics.Of(constant, some);
        var flat = new List<KeyValuePair<string, double>>(WithTop(measured));
        // As the metrics themselves, of which slices have none of single classes.
        if (some.Length == rows.Rows)
            AddClasses(flat, measured);
        return flat;
    }

    RowPredictions Rows(RowIds ofRows, Predictions predictions, ModelMetrics metrics, IReadOnlyList<(string Column, string Value, int[] Rows)> slices)
    {
        var predicted = new double[rows.Rows];
        for (var row = 0; row < predicted.Length; row++)
            predicted[row] = model.Schema.Task == ModelTask.Regression ? predictions.Value(row) : predictions.LabelIndex(row);
        double[]? scores = null;
        if (model.Schema.Task == ModelTask.BinaryClassification)
        {
            scores = new double[rows.Rows];
            for (var row = 0; row < scores.Length; row++)
                scores[row] = predictions[row][1];
        }
        return new()
        {
            Labels = model.Schema.Task == ModelTask.Regression ? [] : model.Schema.Labels,
            Identity = ofRows.Identity(rows),
            Ids = ofRows.Of(rows),
            Truth = metrics.Truth,
            Predicted = predicted,
            Scores = scores,
            Weights = weights,
            Slices = [.. slices.Select(slice => new PredictedSlice(slice.Column, slice.Value, slice.Rows))],
        };
    }

    // The metrics and those of the first k.
    List<KeyValuePair<string, double>> WithTop(RowMetrics metrics)
    {
        var list = new List<KeyValuePair<string, double>>(metrics.Once());
        foreach (var k in options.At)
        {
            if (metrics is not BinaryMetrics binary)
                throw DoesNotFit("at", $"Precision and recall of the first {k} rows are of a binary classification. Remove evaluate.at.");
            if (k < 1)
                throw DoesNotFit("at", $"There are no first {k} rows; evaluate.at has numbers from 1.");
            var (precision, recall) = binary.Ranked.At(k);
            list.Add(new($"precisionAt{k.ToString(CultureInfo.InvariantCulture)}", precision));
            list.Add(new($"recallAt{k.ToString(CultureInfo.InvariantCulture)}", recall));
        }
        return list;
    }

    // A metric's name ends at its first bracket and the class at the last, so any text of a class gives a name of its own.
    void AddClasses(List<KeyValuePair<string, double>> flat, RowMetrics metrics)
    {
        if (options.Classes.Count == 0)
            return;
        if (metrics is not MulticlassMetrics multiclass)
            throw DoesNotFit("classes", "Metrics of single classes are of a multiclass classification. Remove evaluate.classes.");
        var classes = multiclass.Classes();
        foreach (var name in options.Classes)
        {
            var place = model.Schema.Labels.ToList().IndexOf(name);
            if (place < 0)
                throw DoesNotFit("classes", $"There is no class '{name}'.{NearestName.Hint(name, model.Schema.Labels, "classes")}");
            foreach (var (metric, value) in classes[place])
                if (metric != "support")
                    flat.Add(new($"{metric}[{name}]", value));
        }
    }

    IReadOnlyList<EvaluationClass> Classes(RowMetrics metrics)
    {
        if (metrics is not MulticlassMetrics multiclass || model.Schema.Labels.Count > MostClasses)
            return [];
        var measured = multiclass.Classes();
        var classes = new EvaluationClass[measured.Length];
        for (var k = 0; k < classes.Length; k++)
            classes[k] = new(model.Schema.Labels[k], measured[k]);
        return classes;
    }

    ConfusionMatrix? Confusion(RowMetrics metrics)
    {
        var cells = metrics switch
        {
            BinaryMetrics binary => binary.Confusion(),
            MulticlassMetrics multiclass when model.Schema.Labels.Count <= MostConfusedClasses => multiclass.Confusion(),
            _ => null,
        };
        if (cells is null)
            return null;
        var matrix = new double[model.Schema.Labels.Count][];
        for (var k = 0; k < matrix.Length; k++)
            matrix[k] = cells[(k * matrix.Length)..((k + 1) * matrix.Length)];
        return new(model.Schema.Labels, matrix);
    }

    List<EvaluationCurve> Curves(RowMetrics metrics)
    {
        var labels = model.Schema.Labels;
        var curves = new List<EvaluationCurve>();
        if (metrics is BinaryMetrics binary)
        {
            curves.Add(ThresholdCurve.Of(binary.Ranked, labels[1]));
            curves.Add(binary.Calibration().Curve(labels[1]));
        }
        else if (metrics is MulticlassMetrics multiclass)
        {
            for (var k = 0; k < labels.Count && labels.Count <= MostCurves; k++)
                curves.Add(ThresholdCurve.Of(multiclass.Ranked(k), labels[k]));
            curves.Add(multiclass.Calibration().Curve(null));
        }
        else if (metrics is RegressionMetrics regression)
            curves.Add(regression.ResidualQuantiles());
        return curves;
    }

    static StageException DoesNotFit(string option, string message) =>
        new(new StageError(message) { Code = Codes.EvaluationDoesNotFit, Option = $"evaluate.{option}" });
}
