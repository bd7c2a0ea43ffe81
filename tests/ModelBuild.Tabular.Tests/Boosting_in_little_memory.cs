namespace ModelBuild.Tabular.Tests;

public class Boosting_in_little_memory
{
    // Is as large as it says, and is never read.
    sealed class Huge(int rows, int width) : FeatureRows(rows, [.. Enumerable.Range(0, width).Select(j => new FeatureColumnInfo($"x{j}"))])
    {
        public override void Read(int block, Span<double> target) => throw new InvalidOperationException("These rows are too many to read.");
    }

    static StageError Error(FeatureRows rows, long? memory, LearningTask task = LearningTask.Regression, int classes = 0, FeatureRows? validation = null, BoostedTreesOptions? options = null) =>
        Should.Throw<StageException>(() => new BoostedTreesTrainer(options ?? new()).Train(
            new(task, classes, new(rows, [], null), validation is null ? null : new(validation, [], null)), new RecordingContext(2) { Memory = memory })).Errors.ShouldHaveSingleItem();

    [Fact]
    public void Says_how_much_is_missing_before_it_reads_a_row()
    {
        var error = Error(new Huge(10_000_000, 100), 1L << 30);
        (error.Code, error.Option).ShouldBe((Codes.TooMuchData, "data.ignore"));
        error.Message.ShouldBe("10000000 rows to train and validate on with 100 features need 2290 MiB in memory, and boosted-trees may use 1024 MiB. Ignore columns, train on fewer rows, lower train.leaves or train.bins, or raise resources.memory.");
    }

    [Theory]
    [InlineData(int.MaxValue, 100_000)]
    [InlineData(200_000_000, 50_000)]
    public void Takes_no_more_than_the_machine_has(int rows, int width) => Error(new Huge(rows, width), null).Code.ShouldBe(Codes.TooMuchData);

    [Fact]
    public void Counts_validation_rows_and_the_scores_of_classes()
    {
        const long Enough = 600L << 20;
        Error(new Huge(3_000_000, 10), Enough, validation: new Huge(40_000_000, 10)).Code.ShouldBe(Codes.TooMuchData);
        Error(new Huge(3_000_000, 10), Enough, LearningTask.MulticlassClassification, 100).Code.ShouldBe(Codes.TooMuchData);
    }

    [Fact]
    public void Counts_the_histograms_of_leaves()
    {
        var data = BoostingData.Generated(40_000, "regression");
        var options = new BoostedTreesOptions { Trees = 1, MinSamplesLeaf = 1 };
        StageContext Context() => new RecordingContext(2) { Memory = 8 << 20 };
        data.Boost(options, context: Context()).Trees.ShouldBe(1);
        Should.Throw<StageException>(() => data.Boost(options with { Leaves = 20_000 }, context: Context())).Errors[0].Code.ShouldBe(Codes.TooMuchData);
        data.Boost(options with { Leaves = 20_000, MaxDepth = 4 }, context: Context()).Trees.ShouldBe(1);
        data.Boost(options with { Leaves = 20_000, MinSamplesLeaf = 1000 }, context: Context()).Trees.ShouldBe(1);
    }
}
