using FsCheck;
using FsCheck.Fluent;

namespace ModelBuild.Tabular.Tests;

public class Choosing_a_threshold
{
    // Positive rows at 0.9, 0.7, 0.7 and 0.2, others at 0.8, 0.7 and 0.1.
    static readonly RankedRows Rows = new([0.9, 0.7, 0.7, 0.2, 0.8, 0.7, 0.1], [true, true, true, true, false, false, false], null);

    [Fact]
    public void Of_the_best_f1_takes_the_highest_of_equal_ones()
    {
        // 0.7 calls 3 of 4 and 2 others: 6 / 9; 0.2 calls all 4 and 2 others: 8 / 10.
        ThresholdChoice.BestF1(Rows).ShouldBe(0.2);
        // At 0.9 it is 2 / 3, and at 0.1 again.
        ThresholdChoice.BestF1(new([0.9, 0.5, 0.1, 0.1, 0.1], [true, false, true, false, false], null)).ShouldBe(0.9);
        ThresholdChoice.BestF1(new([0.9, 0.1], [false, false], null)).ShouldBeNull();
    }

    [Fact]
    public void Of_the_lowest_cost_may_call_nothing_or_everything_positive()
    {
        ThresholdChoice.LowestCost(Rows, falsePositiveCost: 1, falseNegativeCost: 1).ShouldBe(0.2);
        ThresholdChoice.LowestCost(Rows, falsePositiveCost: 1, falseNegativeCost: 100).ShouldBe(0.2);
        ThresholdChoice.LowestCost(Rows, falsePositiveCost: 100, falseNegativeCost: 1).ShouldBe(0.9);
        ThresholdChoice.LowestCost(new([0.9, 0.5], [false, true], null), 100, 1).ShouldBe(1);
        ThresholdChoice.LowestCost(new([0.9, 0.5], [false, true], null), 0, 1).ShouldBe(0.5);
        ThresholdChoice.LowestCost(new([0.9, 0.5], [false, true], null), 0, 0).ShouldBe(1);
        ThresholdChoice.LowestCost(new([], [], null), 1, 1).ShouldBeNull();
    }

    [Fact]
    public void Of_a_recall_has_the_highest_precision_that_goes_with_it()
    {
        ThresholdChoice.ForRecall(Rows, 0).ShouldBe(0.9);
        ThresholdChoice.ForRecall(Rows, 0.25).ShouldBe(0.9);
        ThresholdChoice.ForRecall(Rows, 0.26).ShouldBe(0.2);
        ThresholdChoice.ForRecall(Rows, 1).ShouldBe(0.2);
        // Of one precision the higher recall.
        ThresholdChoice.ForRecall(new([0.9, 0.8], [true, true], null), 0.5).ShouldBe(0.8);
        ThresholdChoice.ForRecall(new([0.5], [false], null), 0.5).ShouldBeNull();
    }

    [Fact]
    public void Of_a_precision_has_the_highest_recall_that_goes_with_it()
    {
        ThresholdChoice.ForPrecision(Rows, 1).ShouldBe(0.9);
        ThresholdChoice.ForPrecision(Rows, 0.66).ShouldBe(0.2);
        ThresholdChoice.ForPrecision(Rows, 0).ShouldBe(0.2);
        ThresholdChoice.ForPrecision(new([0.9, 0.8], [false, true], null), 0.6).ShouldBeNull();
    }

    // A model's threshold is above 0 and at most 1.
    [Fact]
    public void Is_one_that_a_model_can_have()
    {
        ThresholdChoice.ForRecall(new([0.5, 0], [true, true], null), 1).ShouldBeNull();
        ThresholdChoice.BestF1(new([1, 0], [false, true], null)).ShouldBe(1);
        ThresholdChoice.LowestCost(new([0, 0], [true, true], null), 1, 1).ShouldBe(1);
    }

    [Fact]
    public void Counts_rows_as_they_weigh() =>
        ThresholdChoice.LowestCost(new([0.9, 0.8, 0.7], [true, false, true], [1, 5, 1]), 1, 1).ShouldBe(0.9);

    // Every threshold tried one by one, of any rows.
    [Fact]
    public void Is_never_beaten_by_another() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Score, bool Positive)[]>(),
        rows =>
        {
            var scores = Array.ConvertAll(rows, row => (row.Score % 16 + 1) / 16.0);
            var positive = Array.ConvertAll(rows, row => row.Positive);
            var ranked = new RankedRows(scores, positive, null);
            var all = scores.Append(1).Distinct().Select(threshold => Judge(scores, positive, threshold)).ToArray();
            (double Threshold, double F1, double Cost, double Precision, double Recall) At(double? threshold) => Judge(scores, positive, threshold!.Value);

            if (rows.Length > 0)
                At(ThresholdChoice.LowestCost(ranked, 2, 3)).Cost.ShouldBe(all.Min(each => each.Cost));
            if (!Array.Exists(positive, each => each))
                return;
            At(ThresholdChoice.BestF1(ranked)).F1.ShouldBe(all.Max(each => each.F1), 1e-15);
            foreach (var target in new[] { 0.3, 0.7, 1 })
            {
                var chosen = At(ThresholdChoice.ForRecall(ranked, target));
                chosen.Recall.ShouldBeGreaterThanOrEqualTo(target);
                chosen.Precision.ShouldBe(all.Where(each => each.Recall >= target).Max(each => each.Precision));
                var precise = all.Where(each => each.Precision >= target).ToArray();
                if (precise.Length == 0)
                    ThresholdChoice.ForPrecision(ranked, target).ShouldBeNull();
                else
                    At(ThresholdChoice.ForPrecision(ranked, target)).Recall.ShouldBe(precise.Max(each => each.Recall));
            }
        }).QuickCheckThrowOnFailure();

    static (double Threshold, double F1, double Cost, double Precision, double Recall) Judge(double[] scores, bool[] positive, double threshold)
    {
        double hits = 0, misses = 0, positives = positive.Count(each => each);
        for (var i = 0; i < scores.Length; i++)
            if (scores[i] >= threshold)
                (hits, misses) = positive[i] ? (hits + 1, misses) : (hits, misses + 1);
        return (threshold, 2 * hits / (positives + hits + misses), 2 * misses + 3 * (positives - hits), hits / (hits + misses), hits / positives);
    }
}
