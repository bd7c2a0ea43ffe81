using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Puts together what a trainer learns from, and a model of what it learnt.
sealed class ModelTraining(
    TableSplit split, FittedFeatures fitted, TrainOptions options, LinearOptions linear, BoostedTreesOptions trees, LabelOptions label, LearningTask task,
    IReadOnlyList<CustomTransform> custom)
{
    public TabularModel Run(StageContext context)
    {
        TrainerSettings.Check(options.Trainer, linear, trees, task);
        if (options.Trainer == Tabular.Trainer.BoostedTrees && trees.EarlyStopping is not null && split.Validation is null)
            throw new StageException(new StageError("Early stopping watches the loss of a validation part, and there is none. Set split.validation, for instance to 0.15, or take train.earlyStopping out.")
            {
                Code = Codes.NoValidationPart,
                Option = "train.earlyStopping",
            });
        var features = fitted.With(custom);
        var monotone = Monotone(features);
        var target = TrainingTarget.Of(split.Train, task, label.Label, label.Positive, label.Weight);
        var data = new TrainingData(task, target.Classes.Count,
            new(TableFeatures.Training(split.Train, features, fitted.FoldEncodings, monotone), target.Values, target.Weights),
            split.Validation is null ? null : Validation(split.Validation, features, target, monotone));
        var scorer = Trainer.Train(data, context);
        return new(Task, label.Label, target.Classes, features, scorer, IsPoisson ? Link.Log : Link.Identity, missing: label.Missing);
    }

    TrainingRows Validation(Table rows, FeatureSet features, TrainingTarget target, IReadOnlyDictionary<string, int> monotone)
    {
        var its = target.OfPart(rows, label.Label, label.Weight);
        return new(TableFeatures.Unseen(rows, features, monotone), its.Values, its.Weights);
    }

    ITrainer Trainer => options.Trainer switch
    {
        Tabular.Trainer.Linear => new LinearTrainer(linear, task),
        Tabular.Trainer.BoostedTrees => new BoostedTreesTrainer(trees),
        _ => new BaselineTrainer(task, trees.Loss, trees.Quantile),
    };

    bool IsPoisson => task == LearningTask.Regression && trees.Loss == RegressionLoss.Poisson;

    ModelTask Task => task switch
    {
        LearningTask.BinaryClassification => ModelTask.BinaryClassification,
        LearningTask.MulticlassClassification => ModelTask.MulticlassClassification,
        _ => ModelTask.Regression,
    };

    Dictionary<string, int> Monotone(FeatureSet features)
    {
        var directions = new Dictionary<string, int>(StringComparer.Ordinal);
        var following = new List<string>();
        foreach (var output in features.Outputs)
            if (output.Column is { } column)
                following.Add(column);
        foreach (var (column, direction) in options.Monotone)
        {
            if (options.Trainer != Tabular.Trainer.BoostedTrees)
                throw Wrong($"train.monotone is of boosted-trees, and the trainer is another. Take it out, or change train.trainer.");
            if (split.Train.Find(column) is null)
                throw Wrong($"There is no column '{column}', which train.monotone names.{NearestName.Hint(column, following, "columns")}");
            if (!following.Contains(column))
                throw Wrong($"No feature rises with column '{column}', so that a prediction cannot be held to it: it is not a number, not a feature, or its steps in features.sets make it something else. {NearestName.List(following, "columns")}");
            foreach (var chain in features.Chains)
                if (chain.Columns.Contains(column) && !chain.IsIndicator)
                    foreach (var output in chain.Outputs)
                        if (output.Column is null)
                            throw Wrong($"The feature '{output.Name}' reads column '{column}' and does not rise with it, so that a prediction cannot be held to the column. Take the column out of that set of features.sets, or out of train.monotone.");
            directions.Add(column, direction == Monotonicity.Increasing ? 1 : -1);
        }
        return directions;
    }

    static StageException Wrong(string message) => new(new StageError(message) { Code = Codes.NotASettingOfTrainer, Option = "train.monotone" });
}
