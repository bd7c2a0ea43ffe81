namespace ModelBuild.Tabular.Tests;

// A checkpoint is taken up by the training that wrote it, and by no other in the same folder.
public sealed class Checkpoints_of_other_trainings : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static readonly BoostedTreesOptions Options = new() { Trees = 6, MinSamplesLeaf = 5, CheckpointRounds = 2, EarlyStopping = 100 };

    static readonly FeatureColumnInfo[] Columns = [new("a"), new("b"), new("c"), new("d", 12)];

    // Changes one number of one column, targets as column 4, weights as column 5.
    static BoostingData Changed(int seed, int column, double by)
    {
        var data = BoostingData.Generated(800, "poisson", seed, weighted: true);
        double[][] all = [.. data.Values.Select(values => values.ToArray()), [.. data.Targets], [.. data.ToRows().Weights!]];
        if (column >= 0)
            all[column][Array.FindIndex(all[column], value => value > 1)] += by;
        return new(Columns, all[..4], all[4], all[5]);
    }

    bool GoesOn(BoostingData train, BoostingData validation, BoostedTreesOptions options)
    {
        var context = new BoostingContext(folder.Path, threads: 2);
        train.Boost(options, validation: validation, context: context);
        return context.Lines.Exists(line => line.StartsWith("Goes on", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_trees_are_known_by_all_data_and_options()
    {
        var (train, validation) = (Changed(1, -1, 0), Changed(2, -1, 0));
        GoesOn(train, validation, Options).ShouldBeFalse();
        var file = Directory.GetFiles(folder.Path).ShouldHaveSingleItem();
        var written = File.ReadAllBytes(file);
        bool With(BoostingData changed, BoostingData other, BoostedTreesOptions? options = null)
        {
            File.WriteAllBytes(file, written);
            return GoesOn(changed, other, options ?? Options);
        }
        With(Changed(1, -1, 0), Changed(2, -1, 0)).ShouldBeTrue();
        for (var column = 0; column < 6; column++)
        {
            With(Changed(1, column, 1), validation).ShouldBeFalse($"training column {column}");
            With(train, Changed(2, column, 1)).ShouldBeFalse($"validation column {column}");
        }
        With(new([new("a", Monotone: 1), .. Columns[1..]], train.Values, train.Targets, train.ToRows().Weights), validation).ShouldBeFalse();
        With(new(Columns, train.Values, train.Targets), validation).ShouldBeFalse();
        // The same bins, of other numbers.
        With(new(Columns, [[.. train.Values[0].Select(value => 2 * value)], .. train.Values[1..]], train.Targets, train.ToRows().Weights),
            new(Columns, [[.. validation.Values[0].Select(value => 2 * value)], .. validation.Values[1..]], validation.Targets, validation.ToRows().Weights)).ShouldBeFalse();
        foreach (var options in new[] { Options with { Loss = RegressionLoss.Poisson }, Options with { L1 = 1 }, Options with { Trees = 7 } })
            With(train, validation, options).ShouldBeFalse();
    }

    [Fact]
    public void Of_linear_models_are_known_by_all_data_and_options()
    {
        var data = LinearData.Generated(1100, 1100, sparse: true);
        var options = new LinearOptions { MaxIterations = 12, Tolerance = 1e-14 };
        bool GoesOnWith(LinearOptions changedOptions, int feature = 0, int target = 0, int weight = 0)
        {
            double[][] features = [.. data.Features.Select(row => row.ToArray())];
            double[] targets = [.. data.Targets["regression"]];
            double[] weights = [.. data.Weights];
            (features[7][3], targets[7], weights[7]) = (features[7][3] + feature, targets[7] + target, weights[7] + weight);
            var context = new RecordingContext(2) { Checkpoints = folder.Path };
            new LinearTrainer(changedOptions, LearningTask.Regression).Train(new(LearningTask.Regression, 0, new(new ArrayRows(features), targets, weights), null), context);
            return context.Lines.Exists(line => line.StartsWith("Goes on", StringComparison.Ordinal));
        }
        GoesOnWith(options).ShouldBeFalse();
        var file = Directory.GetFiles(folder.Path).ShouldHaveSingleItem();
        var written = File.ReadAllBytes(file);
        bool With(LinearOptions changed, int feature = 0, int target = 0, int weight = 0)
        {
            File.WriteAllBytes(file, written);
            return GoesOnWith(changed, feature, target, weight);
        }
        With(options).ShouldBeTrue();
        With(options, feature: 1).ShouldBeFalse();
        With(options, target: 1).ShouldBeFalse();
        With(options, weight: 1).ShouldBeFalse();
        With(options with { L2 = 2 }).ShouldBeFalse();
        With(options with { Tolerance = 1e-13 }).ShouldBeFalse();
    }
}
