namespace ModelBuild.Tabular;

// A setting that the chosen trainer does not read is a mistake: somebody believes that it does something.
static class TrainerSettings
{
    public static void Check(Trainer trainer, LinearOptions linear, BoostedTreesOptions trees, LearningTask task)
    {
        if (trees.Loss != RegressionLoss.Squared && task != LearningTask.Regression)
            throw Error("loss", $"train.loss is of regressions, and the task is a classification, which has its own. Take it out.");
        if (trees.Quantile != 0.5 && trees.Loss != RegressionLoss.Quantile)
            throw Error("quantile", "train.quantile is of train.loss: quantile, and the loss is another. Take it out, or set the loss.");
        var ofTrees = new BoostedTreesOptions();
        (string Name, bool IsSet)[] treesOnly =
        [
            ("trees", trees.Trees != ofTrees.Trees), ("learningRate", trees.LearningRate != ofTrees.LearningRate), ("leaves", trees.Leaves != ofTrees.Leaves),
            ("maxDepth", trees.MaxDepth != ofTrees.MaxDepth), ("growth", trees.Growth != ofTrees.Growth), ("minSamplesLeaf", trees.MinSamplesLeaf != ofTrees.MinSamplesLeaf),
            ("minChildWeight", trees.MinChildWeight != ofTrees.MinChildWeight), ("minSplitGain", trees.MinSplitGain != ofTrees.MinSplitGain), ("bins", trees.Bins != ofTrees.Bins),
            ("rowSampling", trees.RowSampling != ofTrees.RowSampling), ("columnSampling", trees.ColumnSampling != ofTrees.ColumnSampling),
            ("earlyStopping", trees.EarlyStopping is not null), ("checkpointRounds", trees.CheckpointRounds != ofTrees.CheckpointRounds),
        ];
        var ofLinear = new LinearOptions();
        (string Name, bool IsSet)[] linearOnly =
        [
            ("maxIterations", linear.MaxIterations != ofLinear.MaxIterations), ("tolerance", linear.Tolerance != ofLinear.Tolerance),
        ];
        // The linear default is another one, so a baseline with a penalty shows in the trees' record.
        (string Name, bool IsSet)[] penalties = [("l1", trees.L1 != 0), ("l2", trees.L2 != 0)];
        if (trainer != Trainer.BoostedTrees)
            Refuse(trainer, treesOnly, "boosted-trees");
        if (trainer != Trainer.Linear)
            Refuse(trainer, linearOnly, "linear");
        if (trainer == Trainer.Baseline)
            Refuse(trainer, penalties, "linear and boosted-trees");
    }

    static void Refuse(Trainer trainer, (string Name, bool IsSet)[] settings, string owner)
    {
        foreach (var (name, isSet) in settings)
            if (isSet)
                throw Error(name, $"train.{name} is of {owner}, and the trainer is {trainer switch { Trainer.Linear => "linear", Trainer.BoostedTrees => "boosted-trees", _ => "baseline" }}. Take it out, or change train.trainer.");
    }

    static StageException Error(string name, string message) => new(new StageError(message) { Code = Codes.NotASettingOfTrainer, Option = $"train.{name}" });
}
