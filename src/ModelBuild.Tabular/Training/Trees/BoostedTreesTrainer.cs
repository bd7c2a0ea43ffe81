using System.Globalization;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Gradient boosting of trees on histograms: J. H. Friedman, Greedy function approximation: a gradient boosting machine, Annals
// of Statistics 29(5), 2001; sampling after his Stochastic gradient boosting, 2002.
sealed class BoostedTreesTrainer(BoostedTreesOptions options) : ITrainer
{
    // The draws of rows and of columns are different ones.
    const int RowDraws = 1;
    const int ColumnDraws = 2;

    public Scorer Train(TrainingData data, StageContext context)
    {
        Check(data);
        using var team = new ThreadTeam(context.Threads);
        var features = data.Train.Features;
        var memory = new BoostingMemory(options, data, team.Threads, context.MemoryBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        memory.Check();
        var bins = BinSample.Bins(features, options.Bins, team, context.Cancellation);
        memory.Check(bins);
        var train = new BoostedRows(data.Train, data, bins, options, team, context.Cancellation);
        var validation = data.Validation is null ? null : new BoostedRows(data.Validation, data, bins, options, team, context.Cancellation);
        var monotone = new int[features.Width];
        for (var j = 0; j < monotone.Length; j++)
            monotone[j] = features.Columns[j].Monotone;

        var grower = new TreeGrower(train.Bins, bins, monotone, train.Loss.MostLeafValue, options, team, context.Cancellation);
        var pairs = new GradientPairs(features.Rows);
        var file = new CheckpointFile(context.CheckpointFolder, "boosted-trees",
            new(() => BoostingCheckpoint.Identity(options, data, bins, train.Bins, validation?.Bins, context.Seed, team)));
        var checkpoint = BoostingCheckpoint.Read(file);
        var start = checkpoint is null ? train.Loss.Start() : [.. checkpoint.Trees.Start];
        var outputs = train.Loss.Outputs;
        var ensemble = checkpoint is null ? new TreeEnsembleBuilder(features.Width, start) : new TreeEnsembleBuilder(checkpoint.Trees);
        var (bestRound, bestLoss) = (checkpoint?.BestRound ?? 0, checkpoint?.BestLoss ?? double.PositiveInfinity);
        train.Start(start, checkpoint?.Trees);
        validation?.Start(start, checkpoint?.Trees);

        var round = (checkpoint?.Trees.Trees ?? 0) / outputs;
        if (round > 0)
            context.Log($"Goes on after round {round}, up to which another attempt came.");
        var trainLoss = train.Loss.Derive(train.Scores, pairs);
        while (round < options.Trees && !(round - bestRound >= options.EarlyStopping))
        {
            for (var output = 0; output < outputs; output++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                if (output > 0)
                    train.Loss.DeriveOutput(output, pairs);
                var rows = Rows(grower.Partition, context.Seed, round);
                var tree = grower.Grow(pairs, rows, Columns(features.Width, context.Seed, round * outputs + output));
                train.Renew(tree, output, grower.Partition);
                ensemble.Add(tree, bins, options.LearningRate);
                if (options.RowSampling < 1)
                    train.Add(tree, output);
                else
                    train.Add(tree, output, grower.Partition);
                validation?.Add(tree, output);
            }
            round++;
            trainLoss = train.Loss.Derive(train.Scores, pairs);
            if (!double.IsFinite(trainLoss))
                throw new StageException(new StageError($"The loss after round {round} is not a finite number. Train with a lower train.learningRate, or give the label in a larger unit.") { Code = Codes.NotFinite, Option = "train.learningRate" });
            var message = $"round {round} of {options.Trees}, train loss {Text(trainLoss)}";
            context.Metric("trainLoss", trainLoss, round);
            if (validation is not null)
            {
                var loss = validation.Loss.Derive(validation.Scores, null);
                if (loss < bestLoss)
                    (bestRound, bestLoss) = (round, loss);
                context.Metric("validationLoss", loss, round);
                message += $", validation loss {Text(loss)}";
            }
            context.Progress((double)round / options.Trees, message);
            if (round % options.CheckpointRounds == 0 && round < options.Trees)
                new BoostingCheckpoint(ensemble.Build(round * outputs), bestRound, bestLoss).Write(file);
        }
        var rounds = options.EarlyStopping is null ? round : Math.Max(1, bestRound);
        if (rounds < round)
            context.Log($"Round {rounds} has the lowest validation loss, {Text(bestLoss)}; the {round - rounds} after it are dropped.");
        return ensemble.Build(rounds * outputs);
    }

    void Check(TrainingData data)
    {
        if (options.EarlyStopping is not null && data.Validation is null)
            throw Unfit("train.earlyStopping", $"train.earlyStopping is {options.EarlyStopping}, and there is no validation part to see when to stop. Set split.validation, or leave train.earlyStopping out.");
        if (data.Train.Weights is { } weights)
            CheckRange(weights);
        foreach (var column in data.Train.Features.Columns)
            if (column.Monotone != 0 && data.Task == LearningTask.MulticlassClassification)
                throw Unfit("train.monotone", $"The feature {column.Name} is to be monotone, and a multiclass classification has no one number that could rise or fall with it. Leave train.monotone out.");
            else if (column.Monotone != 0 && column.Categories > 0)
                throw Unfit("train.monotone", $"The feature {column.Name} is to be monotone, and its categories have no order. Leave it out of train.monotone, or make it a number.");
    }

    // A weight that the unit of the second derivatives rounds away would do nothing, and say nothing.
    static void CheckRange(double[] weights)
    {
        var (least, most) = (double.PositiveInfinity, 0.0);
        foreach (var weight in weights)
            if (weight > 0)
                (least, most) = (Math.Min(least, weight), Math.Max(most, weight));
        if (most > least * GradientPairs.MostWeightRatio)
            throw new StageException(new StageError($"The weights of the training rows go from {Text(least)} to {Text(most)}, and boosted-trees tells them apart where the greatest is at most {GradientPairs.MostWeightRatio} times the least. Raise the least or lower the greatest weights, set those that hardly count to 0, or use train.trainer: linear.")
            {
                Code = Codes.WeightWrong,
                Option = "data.weight",
            });
    }

    static StageException Unfit(string option, string message) => new(new StageError(message) { Code = Codes.OptionDoesNotFitData, Option = option });

    RowRange Rows(RowPartition partition, long seed, int round)
    {
        if (options.RowSampling >= 1)
            return partition.All;
        var below = (ulong)(options.RowSampling * (1UL << 53)) << 11;
        var draw = Counter.Hash(seed, RowDraws, round);
        return partition.Sample(row => Counter.Hash((long)draw, 0, row) < below);
    }

    bool[] Columns(int width, long seed, int tree)
    {
        var use = new bool[width];
        var draw = Counter.Hash(seed, ColumnDraws, tree);
        var order = new (ulong Hash, int Feature)[width];
        for (var j = 0; j < width; j++)
            order[j] = (options.ColumnSampling < 1 ? Counter.Hash((long)draw, 0, j) : 0, j);
        Array.Sort(order);
        var count = Math.Max(1, (int)Math.Round(options.ColumnSampling * width));
        foreach (var (_, feature) in order[..Math.Min(count, width)])
            use[feature] = true;
        return use;
    }

    static string Text(double number) => number.ToString("G6", CultureInfo.InvariantCulture);
}
