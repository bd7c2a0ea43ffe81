using System.Globalization;
using System.Text.RegularExpressions;
using ModelBuild.Core.Gates;

namespace ModelBuild.Core.Tests.Gates;

// Whole gates on simulated models whose true difference is known, thousands of times, from fixed seeds. docs/gates.md has the numbers.
public class HowOftenGatesAreWrong(ITestOutputHelper output)
{
    const double Confidence = 0.95;

    // Each judges models that are worse by exactly the margin: the gate may pass 5 % of them. Sizes are where the gate judges most of them, and does not say that rows are too few.
    [Theory]
    [InlineData("mcnemar", 0.05, 0.09, 700, 6000)]
    [InlineData("mcnemar", 0.05, 0.09, 1500, 4000)]
    [InlineData("mcnemar", 0.00, 0.02, 300, 10000)]
    [InlineData("mcnemar", 0.02, 0.04, 1000, 6000)]
    [InlineData("bootstrap", 0.05, 0.09, 600, 1500)]
    [InlineData("bootstrap", 0.05, 0.13, 250, 3000)]
    [InlineData("bootstrap", 0.00, 0.02, 400, 2000)]
    public void A_model_that_is_less_accurate_by_the_margin_seldom_passes(string method, double wins, double losses, int rows, int repetitions)
    {
        var rule = new NonInferiority(losses - wins, Method(method), Confidence);

        ShouldPassAtMost5Percent(repetitions, seed => SimulatedModels.Judge(
            new SimulatedModels(rows, seed).ByAccuracy(wins, losses, 0.1, method == "bootstrap"), rule, "accuracy"));
    }

    [Theory]
    [InlineData("delong", 0.88, 0.90, 0.5, 0.8, 800, 4000)]
    [InlineData("delong", 0.88, 0.90, 0.5, 0.8, 2000, 2000)]
    [InlineData("delong", 0.94, 0.97, 0.5, 0.9, 200, 10000)]
    [InlineData("delong", 0.94, 0.97, 0.5, 0.5, 400, 6000)]
    [InlineData("delong", 0.85, 0.90, 0.1, 0.8, 1000, 4000)]
    [InlineData("bootstrap", 0.85, 0.90, 0.5, 0.5, 250, 2000)]
    [InlineData("bootstrap", 0.88, 0.90, 0.5, 0.8, 600, 1000)]
    [InlineData("bootstrap", 0.94, 0.97, 0.5, 0.9, 200, 2000)]
    public void A_model_that_ranks_worse_by_the_margin_seldom_passes(
        string method, double auc, double champion, double positives, double correlation, int rows, int repetitions)
    {
        var rule = new NonInferiority(champion - auc, Method(method), Confidence);

        ShouldPassAtMost5Percent(repetitions, seed => SimulatedModels.Judge(
            new SimulatedModels(rows, seed).ByAuc(auc, champion, correlation, positives, method == "bootstrap"), rule, "auc"));
    }

    // A metric of which less is better, and whose difference is skewed.
    [Theory]
    [InlineData(300, 2000)]
    [InlineData(1000, 800)]
    public void A_model_of_larger_errors_seldom_passes(int rows, int repetitions) =>
        ShouldPassAtMost5Percent(repetitions, seed => SimulatedModels.Judge(
            new SimulatedModels(rows, seed).ByMean(0.2, 0, 0.7, resample: true), new NonInferiority(0.2, PairedMethod.Bootstrap, Confidence), "mse", isHigherBetter: false));

    [Theory]
    [InlineData("mcnemar", 0.06, 100, 10000)]
    [InlineData("mcnemar", 0.06, 1000, 6000)]
    [InlineData("bootstrap", 0.06, 300, 3000)]
    [InlineData("bootstrap", 0.06, 1000, 1000)]
    public void A_model_that_is_as_accurate_seldom_is_better(string method, double disagreements, int rows, int repetitions) =>
        ShouldPassAtMost5Percent(repetitions, seed => SimulatedModels.Judge(
            new SimulatedModels(rows, seed).ByAccuracy(disagreements, disagreements, 0.1, method == "bootstrap"), new Superiority(0, Method(method), Confidence), "accuracy"));

    [Theory]
    [InlineData("delong", 0.9, 0.5, 200, 6000)]
    [InlineData("delong", 0.97, 0.9, 1000, 3000)]
    [InlineData("bootstrap", 0.9, 0.5, 200, 2000)]
    [InlineData("bootstrap", 0.97, 0.9, 500, 1000)]
    public void A_model_that_ranks_as_well_seldom_is_better(string method, double auc, double correlation, int rows, int repetitions) =>
        ShouldPassAtMost5Percent(repetitions, seed => SimulatedModels.Judge(
            new SimulatedModels(rows, seed).ByAuc(auc, auc, correlation, 0.5, method == "bootstrap"), new Superiority(0, Method(method), Confidence), "auc"));

    // On as many rows as SampleSize says, of the median of what 99 draws of half as many, and then of so many, need.
    [Theory]
    [InlineData("mcnemar accuracy", 0.03, 3000)]
    [InlineData("bootstrap accuracy", 0.03, 1000)]
    [InlineData("delong auc", 0.02, 2000)]
    [InlineData("bootstrap auc", 0.02, 600)]
    public void An_equally_good_model_passes_on_as_many_rows_as_are_needed(string what, double margin, int repetitions)
    {
        var (draw, rule, metric) = EquallyGood(what, margin);
        var rows = Median(Needed(draw, rule, metric, Median(Needed(draw, rule, metric, 500))));

        var passed = Count(repetitions, seed => SimulatedModels.Judge(draw(new(rows, seed)), rule, metric));

        output.WriteLine($"{what}, {rows} rows: {passed} of {repetitions} pass, {100.0 * passed / repetitions:0.0} %");
        passed.ShouldBeGreaterThanOrEqualTo((int)(0.75 * repetitions));
    }

    [Theory]
    [InlineData("mcnemar accuracy", 0.03)]
    [InlineData("bootstrap accuracy", 0.03)]
    [InlineData("delong auc", 0.02)]
    [InlineData("bootstrap auc", 0.02)]
    public void On_fewer_rows_the_gate_fails_and_says_about_how_many_are_needed(string what, double margin)
    {
        var (draw, rule, metric) = EquallyGood(what, margin);
        // From the standard error on so many rows that it is the true one.
        var difference = draw(new(20_000, 1)).Compare(metric, null, PairedMethod.DeLong, Confidence) is { Why.Length: 0 } auc
            ? auc : draw(new(20_000, 1)).Compare(metric, null, PairedMethod.McNemar, Confidence);
        var needed = SampleSize.Needed(difference, margin, Confidence);

        // A quarter of them is too few in nearly all draws, half of them in most.
        var (few, named) = Messages(draw, rule, metric, (int)(needed / 4), 200);
        var (some, near) = Messages(draw, rule, metric, (int)(needed / 2), 200);

        output.WriteLine($"{what}: {needed} rows are needed; a quarter: {few} of 200 refused, median {Median(named)}; half: {some} of 200 refused, median {Median(near)}");
        few.ShouldBeGreaterThanOrEqualTo(190);
        some.ShouldBeGreaterThanOrEqualTo(170);
        ((double)Median(named)).ShouldBeInRange(0.8 * needed, 1.2 * needed);
        ((double)Median(near)).ShouldBeInRange(0.8 * needed, 1.2 * needed);
    }

    // Of two sides: intervals of 90 % are two bounds of 95 %, those of 95 % two of 97.5 %.
    [Theory]
    [InlineData("mcnemar accuracy", 0.95, 3000, 4000)]
    [InlineData("mcnemar accuracy", 0.975, 3000, 4000)]
    [InlineData("bootstrap accuracy", 0.95, 2000, 1000)]
    [InlineData("bootstrap accuracy", 0.975, 2000, 1000)]
    [InlineData("delong auc", 0.95, 1000, 6000)]
    [InlineData("delong auc", 0.975, 1000, 6000)]
    [InlineData("bootstrap auc", 0.95, 1000, 800)]
    [InlineData("bootstrap auc", 0.975, 1000, 800)]
    public void Intervals_cover_the_truth_as_often_as_they_say(string what, double confidence, int rows, int repetitions)
    {
        var (draw, rule, metric) = EquallyGood(what, 0.1);
        var covered = 0;
        Parallel.For(0, repetitions, seed =>
        {
            var difference = draw(new(rows, seed + 1)).Compare(metric, null, rule.Method, confidence);
            if (difference.Low <= 0 && difference.High >= 0)
                Interlocked.Increment(ref covered);
        });
        output.WriteLine($"{what}, {rows} rows: {100.0 * covered / repetitions:0.0} % of intervals of {100 * ((2 * confidence) - 1):0.#} %");
        // That of resamples is the farthest out of three, and so a little long.
        (100.0 * covered / repetitions).ShouldBeInRange(100 * ((2 * confidence) - 1) - 2, 100 * ((2 * confidence) - 1) + (what == "bootstrap auc" ? 3 : 2));
    }

    static PairedMethod Method(string name) => name switch { "mcnemar" => PairedMethod.McNemar, "delong" => PairedMethod.DeLong, _ => PairedMethod.Bootstrap };

    static (Func<SimulatedModels, IPairedModels> Draw, NonInferiority Rule, string Metric) EquallyGood(string what, double margin)
    {
        var (method, metric) = (what.Split(' ')[0], what.Split(' ')[1]);
        var resample = method == "bootstrap";
        return (models => metric == "auc" ? models.ByAuc(0.9, 0.9, 0.8, 0.5, resample) : models.ByAccuracy(0.06, 0.06, 0.1, resample),
            new(margin, Method(method), Confidence), metric);
    }

    static List<int> Needed(Func<SimulatedModels, IPairedModels> draw, NonInferiority rule, string metric, int rows) =>
        [.. Enumerable.Range(900_000, 99).Select(seed => (int)SampleSize.Needed(draw(new(rows, seed)).Compare(metric, null, rule.Method, Confidence), rule.Margin, Confidence))];

    static (int Refused, List<int> Named) Messages(Func<SimulatedModels, IPairedModels> draw, ComparisonRule rule, string metric, int rows, int repetitions)
    {
        var named = new List<int>();
        for (var seed = 1; seed <= repetitions; seed++)
            if (SimulatedModels.Judge(draw(new(rows, seed)), rule, metric).Finding is { Code: "MB4022", Message: var message })
                named.Add(int.Parse(Regex.Match(message, "about ([0-9]+) are needed").Groups[1].Value, CultureInfo.InvariantCulture));
        return (named.Count, named);
    }

    static int Median(List<int> numbers) => numbers.Order().ElementAt(numbers.Count / 2);

    void ShouldPassAtMost5Percent(int repetitions, Func<int, GateOutcome> judge)
    {
        var passed = Count(repetitions, judge);
        output.WriteLine($"{passed} of {repetitions} pass, {100.0 * passed / repetitions:0.00} %");
        // What chance alone may add: three standard errors of so many repetitions.
        passed.ShouldBeLessThanOrEqualTo((int)(repetitions * (0.05 + (3 * Math.Sqrt(0.05 * 0.95 / repetitions)))));
    }

    static int Count(int repetitions, Func<int, GateOutcome> judge)
    {
        var passed = 0;
        Parallel.For(0, repetitions, seed =>
        {
            if (judge(seed + 1).Verdict == Verdict.Passed)
                Interlocked.Increment(ref passed);
        });
        return passed;
    }
}
