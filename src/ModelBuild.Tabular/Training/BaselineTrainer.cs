using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// What predicting without features gives: the classes' shares, the mean, or for the quantile loss that quantile of the training rows.
sealed class BaselineTrainer(LearningTask task, RegressionLoss loss = RegressionLoss.Squared, double quantile = 0.5) : ITrainer
{
    public Scorer Train(TrainingData data, StageContext context)
    {
        var targets = data.Train.Targets;
        var weights = data.Train.Weights ?? [.. Enumerable.Repeat(1.0, targets.Length)];
        var scores = (task, loss) switch
        {
            (LearningTask.BinaryClassification, _) => new LogisticLoss().Start(targets, weights),
            (LearningTask.MulticlassClassification, _) => new SoftmaxLoss(data.Classes).Start(targets, weights),
            (_, RegressionLoss.Poisson) => new PoissonLoss().Start(targets, weights),
            (_, RegressionLoss.Quantile) => [WeightedQuantile.Of([.. targets], [.. weights], quantile)],
            _ => new SquaredLoss().Start(targets, weights),
        };
        if (!Array.TrueForAll(scores, double.IsFinite))
            throw new StageException(new StageError("The baseline is not a finite number: the labels are too large, one class has all the weight, or, with train.loss: poisson, the mean is not above zero. Correct the label or the rows' weights.")
            {
                Code = Codes.NotFinite,
                Option = "train.trainer",
            });
        context.Progress(1, "baseline");
        return new LinearScorer(scores, Array.ConvertAll(scores, _ => new double[data.Train.Features.Width]));
    }
}
