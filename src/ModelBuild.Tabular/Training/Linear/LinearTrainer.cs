using System.Globalization;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Logistic, softmax, least-squares or Poisson regression by the task, as LinearOptions says.
sealed class LinearTrainer(LinearOptions options, LearningTask task) : ITrainer
{
    const int CheckpointEvery = 10; // iterations

    public Scorer Train(TrainingData data, StageContext context)
    {
        var loss = LossOf(data);
        context.Progress(0, "preparing features");
        var memory = context.MemoryBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var matrix = TrainingMatrix.Of(data.Train, "training", memory, context.Threads, context.Cancellation);
        var objective = new LinearObjective(matrix, loss, options.L2, new(context.Threads, context.Cancellation));
        var validation = data.Validation is null ? null : new LinearObjective(
            TrainingMatrix.Of(data.Validation, "validation", memory, context.Threads, context.Cancellation), loss, 0, new(context.Threads, context.Cancellation));
        var penalty = new AbsolutePenalty([.. Enumerable.Range(0, objective.Size).Select(i => objective.IsIntercept(i) ? 0 : options.L1 / matrix.TotalWeight)]);

        var curvatureSums = new BlockSums(context.Threads, context.Cancellation);
        var dense = objective.Size <= DenseCurvature.MostParameters ? new DenseCurvature(objective, curvatureSums) : null;
        ICurvature curvature = dense is null ? new DiagonalCurvature(objective, curvatureSums) : dense;
        var start = objective.Start();
        Minimiser search = options.L1 == 0 ? new Lbfgs(objective, curvature, start, options.MaxIterations, options.Tolerance)
            : dense is null ? new OrthantWise(objective, curvature, penalty, start, options.MaxIterations, options.Tolerance)
            : new ProximalNewton(objective, dense, penalty, start, options.MaxIterations, options.Tolerance);
        var checkpoint = new CheckpointFile(context.CheckpointFolder, "linear", new(() => LinearCheckpoint.Identity(options, data, matrix, context.Threads)));
        if (LinearCheckpoint.Read(checkpoint) is { } state && search.TryRestore(state))
            context.Log($"Goes on after iteration {search.Iterations}.");

        var end = search.Minimise(() =>
        {
            var trainLoss = loss.Reported(search.Loss - objective.Penalty(search.Point) - penalty.At(search.Point));
            context.Metric("trainLoss", trainLoss, search.Iterations);
            if (validation is not null)
                context.Metric("validationLoss", loss.Reported(validation.MeanLoss(objective.Uncentred(search.Point))), search.Iterations);
            context.Progress((double)search.Iterations / options.MaxIterations, $"iteration {search.Iterations} of at most {options.MaxIterations}, loss {Text(trainLoss)}");
            if (search.Iterations % CheckpointEvery == 0)
                LinearCheckpoint.Write(checkpoint, search.Save());
        });
        if (end == Minimiser.End.NotFinite || !Array.TrueForAll(search.Point, double.IsFinite))
            throw NotFinite();
        if (loss is SquaredLoss && options.L1 == 0 && dense is { IsExact: true, Dependent: >= 0 })
            throw NotSolvable(data.Train.Features, dense.Dependent);
        context.Log($"{search.Iterations} iterations, objective {Text(search.Loss)} per row: " + end switch
        {
            Minimiser.End.Converged => $"converged within tolerance {Text(options.Tolerance)}.",
            Minimiser.End.MaxIterations => "not converged. Raise train.maxIterations or train.l2, or scale the features.",
            _ => $"rounding allows no further decrease, the largest derivative is {Text(search.Slope)}.",
        });
        context.Progress(1, $"{search.Iterations} iterations");
        return ScorerOf(objective, search.Point);
    }

    RowLoss LossOf(TrainingData data)
    {
        if (task != LearningTask.Regression)
            return task == LearningTask.BinaryClassification ? new LogisticLoss() : new SoftmaxLoss(data.Classes);
        switch (options.Loss)
        {
            case RegressionLoss.Squared:
                return new SquaredLoss();
            case RegressionLoss.Poisson:
                for (var row = 0; row < data.Train.Targets.Length; row++)
                    if (data.Train.Targets[row] < 0)
                        throw new StageException(new StageError($"The label is {Text(data.Train.Targets[row])} in training row {row + 1}, and train.loss: poisson is for counts and amounts, which are not negative. Use train.loss: squared, or correct the label.")
                        {
                            Code = Codes.UnfitLoss,
                            Option = "train.loss",
                        });
                return new PoissonLoss();
            default:
                throw new StageException(new StageError($"train.trainer linear cannot minimise train.loss {options.Loss.ToString().ToLowerInvariant()}, but squared and poisson. Use one of these, or train.trainer: boosted-trees.")
                {
                    Code = Codes.UnfitLoss,
                    Option = "train.loss",
                });
        }
    }

    // The same predictions whatever all classes' intercepts have in common: it is nothing.
    static LinearScorer ScorerOf(LinearObjective objective, double[] point)
    {
        var parameters = objective.Uncentred(point);
        var width = objective.Stride - 1;
        var outputs = objective.Loss.Outputs;
        var intercepts = new double[outputs];
        var weights = new double[outputs][];
        for (var k = 0; k < outputs; k++)
        {
            weights[k] = parameters[(k * objective.Stride)..(k * objective.Stride + width)];
            intercepts[k] = parameters[k * objective.Stride + width];
        }
        if (outputs > 1)
            SoftmaxLoss.Centre(intercepts);
        return new(intercepts, weights);
    }

    static StageException NotFinite() => new(new StageError("The loss is not a finite number: the features or the label are too large. Scale the features (features.scale: standard), or give the columns in a larger unit.")
    {
        Code = Codes.NotFinite,
        Option = "features.scale",
    });

    StageException NotSolvable(FeatureRows features, int parameter) => new(new StageError($"The least squares have no single solution with train.l2 {Text(options.L2)}: the feature '{features.Columns[Math.Min(parameter, features.Width - 1)].Name}' is (nearly) a combination of the others. Set train.l2 to a larger number, or ignore the column.")
    {
        Code = Codes.NotSolvable,
        Option = "train.l2",
    });

    static string Text(double number) => number.ToString("G6", CultureInfo.InvariantCulture);
}
