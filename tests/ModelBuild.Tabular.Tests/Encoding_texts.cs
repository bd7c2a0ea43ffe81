using ModelBuild.Prediction;
using static ModelBuild.Tabular.Tests.FittedColumns;

namespace ModelBuild.Tabular.Tests;

public class Encoding_texts
{
    [Fact]
    public void Texts_are_one_hot_and_what_is_missing_has_a_column_of_its_own()
    {
        var column = Texts("c", "b", "a", "a", null, "z");
        var features = Fit(Plain, column).Features;
        features.Outputs.Select(output => output.Name).ShouldBe(["c=a", "c=b", "c=z", "c is missing"]);
        Rows(features, Texts("c", "a", "unseen", null)).ShouldBe([[1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]]);
    }

    [Fact]
    public void Missing_texts_are_filled()
    {
        var column = Texts("x", "b", "a", "a", null, "z");
        Rows(Fit(Steps(new FeatureStep { Impute = Imputation.MostFrequent }, new FeatureStep { Encode = TextEncoding.OneHot }), column).Features, Texts("x", [null])).ShouldBe([[1, 0, 0]]);
        var filled = Fit(Steps(new FeatureStep { Impute = Imputation.Constant, Text = "none" }, new FeatureStep { Encode = TextEncoding.OneHot }), column).Features;
        filled.Outputs.Select(output => output.Name).ShouldBe(["x=a", "x=b", "x=none", "x=z"]);
        Rows(filled, Texts("x", [null])).ShouldBe([[0, 0, 1, 0]]);
    }

    [Fact]
    public void Rare_texts_share_a_column()
    {
        var column = Texts("x", "a", "a", "b", "b", "c", "d");
        var y = new NumericColumn("y", [1, 2, 3, 4, 5, 6]);
        var features = Fit(Steps(new FeatureStep { Encode = TextEncoding.OneHot, MinCount = 2 }), column, y).Features;
        Rows(features, Texts("x", "a", "c", "new")).ShouldBe([[1, 0, 0], [0, 0, 1], [0, 0, 1]]);
        features = Fit(Steps(new FeatureStep { Encode = TextEncoding.OneHot, MaxLevels = 1 }), column, y).Features;
        features.Outputs.Select(output => output.Name).ShouldBe(["x=a", "x is rare"]);
    }

    [Fact]
    public void Ordinal_places_follow_the_declared_order()
    {
        var column = Texts("x", "high", "low", "middle", "low", "high");
        var step = new FeatureStep { Encode = TextEncoding.Ordinal, Levels = ["low", "middle", "high"] };
        Rows(Fit(Steps(step), column).Features, column).Select(row => row[0]).ShouldBe([2, 0, 1, 0, 2]);
        // The linear trainer takes nothing missing: an unknown text is the mean.
        Rows(Fit(Steps(step), column).Features, Texts("x", "new"))[0][0].ShouldBe(1);
    }

    [Fact]
    public void Encoding_by_count_gives_the_share_of_rows() =>
        Rows(Fit(Steps(new FeatureStep { Encode = TextEncoding.Count }), Texts("x", "a", "a", "b", null, "c")).Features, Texts("x", "a", null, "new")).ShouldBe([[0.4], [0.2], [0]]);

    [Fact]
    public void Indicators_of_an_encoding_by_target_see_no_label_of_their_own_row_either()
    {
        var step = new FeatureStep { Encode = TextEncoding.Target };
        var fitted = Fit(Steps(step, new FeatureStep { Impute = Imputation.Mean, Indicator = true }), Texts("x", "a", "a", "a", "b", null));
        fitted.Features.Outputs.Select(output => output.Name).ShouldBe(["target of x", "target of x is missing"]);
        fitted.FoldEncodings.Select(encoding => encoding.Chain).ShouldBe([0, 1]);
    }

    [Fact]
    public void Encoding_by_target_draws_rare_levels_to_the_mean()
    {
        var step = new FeatureStep { Encode = TextEncoding.Target, Smoothing = 2 };
        var features = Fit(Steps(step), Texts("x", "a", "a", "a", "b", null)).Features; // y is 1, 2, 3, 4, 5 with mean 3
        Rows(features, Texts("x", "a", "b", null, "new")).Select(row => row[0]).ShouldBe([(6 + 2 * 3) / 5.0, (4 + 2 * 3) / 3.0, (5 + 2 * 3) / 3.0, 3]);
    }

    [Fact]
    public void No_training_row_knows_its_own_label_from_an_encoding_by_target()
    {
        // Every row has a text of its own and a random label: what a row sees must not tell its label.
        var random = new Random(3);
        var y = Enumerable.Range(0, 2000).Select(_ => random.NextDouble()).ToArray();
        var table = new Table(2000, [Texts("x", [.. Enumerable.Range(0, 2000).Select(i => $"t{i / 2}")]), new NumericColumn("y", y)]);
        var definition = Steps(new FeatureStep { Encode = TextEncoding.Target, Smoothing = 0 });
        var fitted = definition.Features(new TableSplit(table, table)).Reread();
        var training = Read(TableFeatures.Training(table, fitted.Features, fitted.FoldEncodings, new Dictionary<string, int>()));
        var unseen = Read(TableFeatures.Unseen(table, fitted.Features, new Dictionary<string, int>()));
        Math.Abs(Correlation(training, y)).ShouldBeLessThan(0.1);
        Correlation(unseen, y).ShouldBeGreaterThan(0.6);
        // A row's own label does not change its own feature, and changes those of others.
        var changed = (double[])y.Clone();
        changed[7] += 1000;
        var other = new Table(2000, [table.Columns[0], new NumericColumn("y", changed)]);
        var refitted = definition.Features(new TableSplit(other, other)).Reread();
        var again = Read(TableFeatures.Training(other, refitted.Features, refitted.FoldEncodings, new Dictionary<string, int>()));
        again[7].ShouldBe(training[7]);
        again.ShouldNotBe(training);
    }

    static double[] Read(FeatureRows rows)
    {
        var all = new double[rows.Rows];
        for (var block = 0; block < rows.Blocks; block++)
            rows.Read(block, all.AsSpan(block * rows.BlockRows));
        return all;
    }

    static double Correlation(double[] a, double[] b) => MathNet.Numerics.Statistics.Correlation.Pearson(a, b);

    [Fact]
    public void Encoding_by_target_of_classes_gives_the_share_of_each()
    {
        var column = Texts("x", "a", "a", "b", "b", "b");
        var label = Texts("y", "p", "q", "r", "r", "q");
        var definition = Steps(new FeatureStep { Encode = TextEncoding.Target, Smoothing = 0 }) with { Task = LearningTask.MulticlassClassification };
        var features = Fit(definition, column, label).Features;
        features.Outputs.Select(output => output.Name).ShouldBe(["share of p of x", "share of q of x", "share of r of x"]);
        Rows(features, Texts("x", "b"))[0].ShouldBe([0, 1 / 3.0, 2 / 3.0]);
    }

    [Fact]
    public void Weights_count_in_an_encoding_by_target()
    {
        var definition = Steps(new FeatureStep { Encode = TextEncoding.Target, Smoothing = 0 }) with { Weight = "w" };
        var features = Fit(definition, Texts("x", "a", "a", "b", "b", "b"), new NumericColumn("w", [3, 1, 1, 1, 1])).Features;
        features.Outputs.ShouldHaveSingleItem(); // the weight is no feature
        Rows(features, Texts("x", "a"))[0][0].ShouldBe((3 * 1 + 2) / 4.0);
    }

    [Fact]
    public void Texts_are_hashed_by_their_words()
    {
        var column = Texts("x", "good day", "bad day", "good night", "day", "night");
        var features = Fit(Steps(new FeatureStep { Encode = TextEncoding.Text, Buckets = 64, Ngrams = [1, 2] }), column).Features;
        features.Width.ShouldBe(64);
        var row = Rows(features, Texts("x", "bad night"))[0];
        row[TextHash.Bucket("bad", 64)].ShouldBeGreaterThan(row[TextHash.Bucket("night", 64)]);
    }
}
