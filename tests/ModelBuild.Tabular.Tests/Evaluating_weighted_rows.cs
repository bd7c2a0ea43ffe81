using FsCheck;
using FsCheck.Fluent;

namespace ModelBuild.Tabular.Tests;

// Laws that hold whatever the rows are.
public class Evaluating_weighted_rows
{
    static BinaryMetrics Binary((byte Score, bool Positive, byte Weight)[] rows, bool weighted) => Binary(
        Array.ConvertAll(rows, row => row.Score / 255.0), Array.ConvertAll(rows, row => row.Positive), weighted ? Array.ConvertAll(rows, row => row.Weight % 4 + 0.0) : null);

    static BinaryMetrics Binary(double[] scores, bool[] positive, double[]? weights) =>
        new(Array.ConvertAll(scores, p => 1 - p), scores, positive, Array.ConvertAll(scores, p => p > 0.5), weights);

    static RegressionMetrics Regression((byte Score, bool Positive, byte Weight)[] rows, bool weighted) => new(
        Array.ConvertAll(rows, row => row.Score / 16.0), Array.ConvertAll(rows, row => row.Positive ? 12.0 : 1),
        0.75, weighted ? Array.ConvertAll(rows, row => row.Weight % 4 + 0.0) : null);

    static MulticlassMetrics Multiclass((byte Score, bool Positive, byte Weight)[] rows, bool weighted)
    {
        double[][] probabilities =
        [
            Array.ConvertAll(rows, row => row.Score / 512.0), Array.ConvertAll(rows, row => row.Score / 1024.0), Array.ConvertAll(rows, row => 1 - row.Score * 3 / 1024.0),
        ];
        return new(probabilities, Array.ConvertAll(rows, row => row.Positive ? 0 : row.Score % 3),
            Array.ConvertAll(rows, row => row.Score > 204 ? 0 : 2), weighted ? Array.ConvertAll(rows, row => row.Weight % 4 + 0.0) : null);
    }

    static void ForAll(Action<(byte Score, bool Positive, byte Weight)[]> law) =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte, bool, byte)[]>(), law).QuickCheckThrowOnFailure();

    static void ShouldAgree(RowMetrics actual, RowMetrics expected) =>
        ShouldAgree([.. actual.Once().Select(metric => metric.Value)], expected);

    static void ShouldAgree(double[] actual, RowMetrics expected)
    {
        foreach (var (value, (name, other)) in actual.Zip(expected.Once()))
        {
            if (double.IsNaN(other))
                value.ShouldBe(double.NaN, name);
            else
                value.ShouldBe(other, 1e-12, name);
        }
    }

    [Fact]
    public void A_weight_is_as_good_as_so_many_copies() => ForAll(rows =>
    {
        var copies = rows.SelectMany(row => Enumerable.Repeat(row, row.Weight % 4)).ToArray();
        ShouldAgree(Binary(rows, weighted: true), Binary(copies, weighted: false));
        ShouldAgree(Regression(rows, weighted: true), Regression(copies, weighted: false));
        ShouldAgree(Multiclass(rows, weighted: true), Multiclass(copies, weighted: false));
    });

    [Fact]
    public void A_count_is_as_good_as_so_many_copies() => ForAll(rows =>
    {
        var metrics = Binary(rows, weighted: false);
        var counts = Array.ConvertAll(rows, row => row.Weight % 4);
        ShouldAgree(metrics.Of(counts), Binary([.. rows.SelectMany(row => Enumerable.Repeat(row, row.Weight % 4))], weighted: false));
    });

    [Fact]
    public void Auc_of_the_opposite_scores_is_what_is_missing_to_one() => ForAll(rows =>
    {
        var (scores, positive) = (Array.ConvertAll(rows, row => row.Score / 255.0), Array.ConvertAll(rows, row => row.Positive));
        var weights = Array.ConvertAll(rows, row => row.Weight / 16.0);
        int[] counts = [.. rows.Select(_ => 1)];
        var auc = new RankedRows(scores, positive, weights).Auc(counts);
        if (!double.IsNaN(auc))
            new RankedRows(Array.ConvertAll(scores, score => 1 - score), positive, weights).Auc(counts).ShouldBe(1 - auc, 1e-12);
    });

    [Fact]
    public void The_order_of_rows_does_not_matter() => ForAll(rows =>
    {
        var reversed = rows.Reverse().ToArray();
        ShouldAgree(Binary(rows, weighted: true), Binary(reversed, weighted: true));
        ShouldAgree(Regression(rows, weighted: true), Regression(reversed, weighted: true));
        ShouldAgree(Multiclass(rows, weighted: true), Multiclass(reversed, weighted: true));
    });

    [Fact]
    public void Precision_at_k_is_the_mean_over_all_orders_of_tied_rows()
    {
        // The second place is one of three rows, two of them positive.
        var ranked = new RankedRows([0.9, 0.5, 0.5, 0.5, 0.1], [true, true, true, false, true], null);
        ranked.At(1).ShouldBe((1, 0.25));
        ranked.At(2).Precision.ShouldBe((1 + 2.0 / 3) / 2, 1e-15);
        ranked.At(2).Recall.ShouldBe((1 + 2.0 / 3) / 4, 1e-15);
        ranked.At(4).ShouldBe((0.75, 0.75));
        ranked.At(5).ShouldBe((0.8, 1));
        ranked.At(6).ShouldBe((double.NaN, double.NaN));
        new RankedRows([0.9, 0.5], [false, false], null).At(1).ShouldBe((0, double.NaN));
    }

    [Fact]
    public void A_prediction_that_is_no_number_makes_every_metric_none()
    {
        Binary([0.5, double.NaN], [true, false], null).Once().ShouldAllBe(metric => double.IsNaN(metric.Value));
        new RegressionMetrics([1, double.NaN], [1, 2], 0.5, null).Once().ShouldAllBe(metric => double.IsNaN(metric.Value));
        new MulticlassMetrics([[0.5, double.NaN], [0.5, 1]], [0, 1], [0, 1], null).Once().ShouldAllBe(metric => double.IsNaN(metric.Value));
    }

    // Sorting would mix them, and the last digits of sums of weights with them.
    [Fact]
    public void Rows_of_one_score_stay_in_their_order() =>
        new RankedRows([.. Enumerable.Range(0, 500).Select(i => i % 2 / 2.0)], new bool[500], null).Order
            .ShouldBe([.. Enumerable.Range(0, 250).Select(i => 2 * i + 1), .. Enumerable.Range(0, 250).Select(i => 2 * i)]);

    [Fact]
    public void R2_of_resampled_rows_of_one_truth_is_not_defined()
    {
        var random = new Random(9);
        for (var round = 0; round < 200; round++)
        {
            var (one, other) = (random.NextDouble(), random.NextDouble());
            var metrics = new RegressionMetrics([one, one, one, other + 100], [one, one, one, other], 0.5, null);
            metrics.Of([1, 2, round % 5, 0])[metrics.Names.ToList().IndexOf("r2")].ShouldBe(double.NaN);
        }
    }

    [Fact]
    public void Mape_of_a_true_zero_is_not_defined() =>
        new RegressionMetrics([1, 1], [0, 2], 0.5, null).Once().Single(metric => metric.Key == "mape").Value.ShouldBe(double.NaN);

    [Fact]
    public void A_curve_of_many_thresholds_is_cut_to_some_with_both_ends()
    {
        var random = new Random(8);
        var scores = Enumerable.Range(0, 20_000).Select(_ => random.NextDouble()).ToArray();
        var curve = ThresholdCurve.Of(new(scores, Array.ConvertAll(scores, score => random.NextDouble() < score * score), null), "yes");
        var series = curve.Series.ToDictionary(each => each.Key, each => each.Value);
        series["threshold"].Count.ShouldBeInRange(190, 201);
        (series["recall"][0], series["falsePositiveRate"][0], series["precision"][0]).ShouldBe((0, 0, 1));
        (series["recall"][^1], series["falsePositiveRate"][^1]).ShouldBe((1, 1));
        series["threshold"][^1].ShouldBe(scores.Min());
        var positiveOnly = ThresholdCurve.Of(new(scores, Array.ConvertAll(scores, _ => true), null), "yes").Series;
        (positiveOnly[0].Value[^1], positiveOnly[1].Value[^1], positiveOnly[3].Value[^1]).ShouldBe((scores.Min(), 1, double.NaN));
        for (var i = 1; i < series["recall"].Count; i++)
        {
            // No gap is wider than a mark and what one row adds.
            (series["recall"][i] - series["recall"][i - 1] + series["falsePositiveRate"][i] - series["falsePositiveRate"][i - 1]).ShouldBeInRange(0, 4.0 / 199);
            series["threshold"][i].ShouldBeLessThan(series["threshold"][i - 1]);
        }
    }
}
