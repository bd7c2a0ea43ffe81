using System.Globalization;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Trains the linear model that fits the task.
sealed class LinearTrainer(Table rows, FeatureSet features, TrainOptions options, LabelOptions labels, LearningTask task, StageContext context)
{
    readonly RowChunks chunks = new(rows.Rows, context.Threads, context.Cancellation);

    public TabularModel Run()
    {
        context.Progress(0, "preparing features");
        var label = rows.Find(labels.Label) ?? throw new ArgumentException($"The table has no column '{labels.Label}'.");
        var matrix = FeatureMatrix.Of(rows, features);
        if (task == LearningTask.Regression)
            return new(ModelTask.Regression, labels.Label, [], features, Regression(matrix, ((NumericColumn)label).Values));

        var classes = LabelClasses.Of(label);
        if (task == LearningTask.BinaryClassification)
        {
            classes = classes.WithPositiveLast(classes.Positive(labels.Positive));
            return new(ModelTask.BinaryClassification, labels.Label, classes.Names, features,
                Minimise(new LogisticLoss(matrix, classes.Codes, options.L2, chunks), 1));
        }
        return new(ModelTask.MulticlassClassification, labels.Label, classes.Names, features,
            Minimise(new SoftmaxLoss(matrix, classes.Codes, classes.Names.Count, options.L2, chunks), classes.Names.Count));
    }

    LinearScorer Regression(FeatureMatrix matrix, double[] targets)
    {
        var problem = new LeastSquares(matrix, targets, options.L2, chunks);
        var (parameters, dependent) = problem.Solve();
        if (parameters is null)
            throw new StageException(new StageError($"The least squares have no single solution with train.l2 {LabelClasses.Name(options.L2)}: the feature of column '{ColumnOf(dependent)}' is (nearly) a combination of the others. Set train.l2 to a larger number, or ignore the column.")
            {
                Code = Codes.NotSolvable,
                Option = "train.l2",
            });
        var loss = problem.Loss(parameters);
        if (!double.IsFinite(loss) || !Array.TrueForAll(parameters, double.IsFinite))
            throw NotFinite();
        context.Metric("trainLoss", loss, 1);
        context.Progress(1, $"solved, mean squared error {Text(loss)}");
        return Scorer(parameters, 1);
    }

    LinearScorer Minimise(IObjective objective, int outputs)
    {
        var search = new Lbfgs(objective, options.MaxIterations, options.Tolerance);
        var end = search.Minimise((iteration, loss) =>
        {
            context.Metric("trainLoss", loss, iteration);
            context.Progress((double)iteration / options.MaxIterations, $"iteration {iteration} of at most {options.MaxIterations}, loss {Text(loss)}");
        });
        if (end == Lbfgs.End.NotFinite || !Array.TrueForAll(search.Point, double.IsFinite))
            throw NotFinite();
        context.Log($"{search.Iterations} iterations, loss {Text(search.Loss)}: " + end switch
        {
            Lbfgs.End.Converged => $"converged within tolerance {Text(options.Tolerance)}.",
            Lbfgs.End.MaxIterations => "not converged. Raise train.maxIterations or train.l2, or scale the features.",
            _ => $"rounding allows no further decrease, the largest derivative is {Text(search.Slope)}.",
        });
        return Scorer(search.Point, outputs);
    }

    LinearScorer Scorer(double[] parameters, int outputs)
    {
        var intercepts = new double[outputs];
        var weights = new double[outputs][];
        for (var k = 0; k < outputs; k++)
        {
            var first = k * (features.Width + 1);
            weights[k] = parameters[first..(first + features.Width)];
            intercepts[k] = parameters[first + features.Width];
        }
        return new(intercepts, weights);
    }

    static StageException NotFinite() => new(new StageError("The loss is not a finite number: the features or the label are too large. Scale the features (features.scale: standard), or give the columns in a larger unit.")
    {
        Code = Codes.NotFinite,
        Option = "features.scale",
    });

    string ColumnOf(int index)
    {
        foreach (var feature in features.Features)
        {
            if (index < feature.Width)
                return feature.Column;
            index -= feature.Width;
        }
        throw new ArgumentOutOfRangeException(nameof(index));
    }

    static string Text(double number) => number.ToString("G6", CultureInfo.InvariantCulture);
}
