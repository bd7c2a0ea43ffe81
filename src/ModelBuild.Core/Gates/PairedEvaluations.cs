using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Gates;

/// <summary>Two models row by row, from what the same evaluation stage left of each on the same rows.</summary>
/// <remarks>
/// A bound is meant to be wrong with a probability of at most 1 minus the confidence. Where two ways to make it are to be had, it is the one that is
/// farther out; tests/ModelBuild.Core.Tests/Gates has the error rates of the gates that follow, simulated.
/// </remarks>
public sealed class PairedEvaluations(EvaluatedModel challenger, EvaluatedModel champion) : IPairedModels
{
    const string Accuracy = "accuracy", Auc = "auc";

    // Of differences that are sums of doubles.
    const double Negligible = 1e-12;

    // Of fewer nobody knows how much they vary.
    const int FewestRows = 10;

    // Of the rarer class: simulated with 20 of it and areas of 0.94 and 0.97, one in ten bounds of 95 % was wrong, with 100 one in 17.
    const int FewestForAuc = 50;

    // What all rows make alike, however rare a class is.
    static readonly HashSet<string> OfAllRows = new(StringComparer.Ordinal) { Accuracy, "logLoss", "brier", "calibrationError" };

    readonly Lazy<string> other = new(() => WhyOtherRows(challenger.Predictions, champion.Predictions));

    /// <inheritdoc/>
    public PairedDifference Compare(string metric, SliceName? slice, PairedMethod method, double confidence)
    {
        if (other.Value.Length > 0)
            return PairedDifference.None(other.Value);
        var (its, theirs) = (challenger.Predictions!, champion.Predictions!);
        int[]? places = null;
        if (slice is not null && !its.Slices.TryGetValue(slice, out places))
            return PairedDifference.None($"predictions.bin does not say which rows {slice} are.");
        if (slice is not null && !(theirs.Slices.TryGetValue(slice, out var their) && places.AsSpan().SequenceEqual(their)))
            return PairedDifference.None($"the slice {slice} is not the same rows for both. Evaluate both with the same evaluate.slices.");
        var rows = places?.Length ?? its.Ids.Length;
        if (rows < FewestRows)
            return PairedDifference.None($"there are {rows} rows, and {FewestRows} are the fewest to compare two models on. Evaluate more rows.");
        return method switch
        {
            PairedMethod.Bootstrap => Bootstrap(metric, slice, places, confidence),
            PairedMethod.DeLong => DeLong(metric, places, confidence),
            PairedMethod.McNemar => McNemar(metric, places, confidence),
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, null),
        };
    }

    /// <summary>Why an evaluation can be compared with no other by a method, a clause that says what to do; empty where it can.</summary>
    public static string WhyNone(EvaluatedModel model, PairedMethod method, double confidence) => (method, model.Replicates) switch
    {
        (PairedMethod.Bootstrap, null) => "the evaluation has no resamples. Set evaluate.bootstrap.",
        (PairedMethod.Bootstrap, { Samples: var samples }) when samples < PairedReplicates.Least(confidence) =>
            $"{samples} resamples are too few for a confidence of {Wording.Number(confidence)}. Set evaluate.bootstrap.samples to {PairedReplicates.Least(confidence)} or more.",
        _ => "",
    };

    PairedDifference Bootstrap(string metric, SliceName? slice, int[]? places, double confidence)
    {
        foreach (var model in new[] { challenger, champion })
            if (WhyNone(model, PairedMethod.Bootstrap, confidence) is { Length: > 0 } why)
                return PairedDifference.None(why);
        var (its, theirs) = (challenger.Replicates!, champion.Replicates!);
        if (its.Samples != theirs.Samples || its.Seed != theirs.Seed)
            return PairedDifference.None($"the resamples differ: {its.Samples} of seed {its.Seed}, and {theirs.Samples} of seed {theirs.Seed} of the champion. Evaluate both with the same evaluate.bootstrap and evaluate.seed.");
        if (its.Find(slice) is not { } own || theirs.Find(slice) is not { } old)
            return PairedDifference.None(slice is null ? "the resamples are not about all rows." : $"the resamples of {slice} were left out, or there are none. Slice by less, or draw fewer with evaluate.bootstrap.samples.");
        if (own.Rows != (places?.Length ?? challenger.Predictions!.Ids.Length) || own.Rows != old.Rows)
            return PairedDifference.None($"the resamples are of {own.Rows} rows, and those of the champion of {old.Rows}.");
        if (!own.Metrics.TryGetValue(metric, out var replicates) || !old.Metrics.TryGetValue(metric, out var champions))
            return PairedDifference.None($"{Wording.Quote(metric)} is not among what is resampled: {Wording.List(own.Metrics.Keys)}.");
        if (Find(challenger, slice, metric) is not { } value || Find(champion, slice, metric) is not { } before)
            return PairedDifference.None($"the evaluation has no metric {Wording.Quote(metric)} of these rows.");
        var paired = new PairedReplicates(replicates, champions);
        if (!paired.IsDefined)
            return PairedDifference.None($"more than 5 % of the resamples do not define {Wording.Quote(metric)}. Evaluate more rows.");

        var count = RarestClass(metric, places);
        if (count < (metric == Auc ? FewestForAuc : FewestRows))
            return PairedDifference.None(WhyTooFew(count, metric == Auc ? FewestForAuc : FewestRows, metric));

        // Percentiles alone are too narrow for few rows, since resamples vary by (n - 1) / n of what the rows do and have lighter tails than
        // Student's; a bound by t alone is wrong where the difference is skewed. So the one that is farthest out.
        var (difference, error, skewness) = (value - before, paired.StandardError * Math.Sqrt(count / (count - 1.0)), paired.Skewness);
        var (low, high) = paired.Percentiles(confidence);
        var quantile = StudentQuantile.Of(confidence, count - 1);
        low = Math.Min(low, SkewedBound.Low(difference, error, skewness, quantile));
        high = Math.Max(high, -SkewedBound.Low(-difference, error, -skewness, quantile));
        // No resample has a disagreement that the rows have not. Where the metric has a score interval, that knows that there may be one; of a
        // class of which no row tells the two apart, the one of accuracy does.
        if (error < Negligible && challenger.Predictions!.Labels.Count > 0)
        {
            var unseen = new DisagreementCounts(0, 0, count).ScoreLow(confidence);
            (low, high) = (Math.Min(low, difference + unseen), Math.Max(high, difference - unseen));
        }
        if (OfScores(metric, places, confidence) is var (least, most))
            (low, high) = (Math.Min(low, least), Math.Max(high, most));
        return new(difference, low, high, paired.StandardError, own.Rows);
    }

    (double Low, double High)? OfScores(string metric, int[]? places, double confidence)
    {
        var (its, theirs) = (challenger.Predictions!, champion.Predictions!);
        if (!its.IsUnweighted || its.Labels.Count == 0)
            return null;
        if (metric == Accuracy && DisagreementCounts.Of(its, theirs, places) is var counts)
            return (counts.ScoreLow(confidence), counts.ScoreHigh(confidence));
        if (metric != Auc || its.Labels.Count != 2 || its.Scores is null || theirs.Scores is null)
            return null;
        var difference = AucDifference.Of(Some(its.Scores, places), Some(theirs.Scores, places), IsPositive(places));
        return (difference.Low(confidence), difference.High(confidence));
    }

    PairedDifference DeLong(string metric, int[]? places, double confidence)
    {
        var (its, theirs) = (challenger.Predictions!, champion.Predictions!);
        if (metric != Auc)
            return PairedDifference.None($"DeLong's test is of {Auc}. Use `test: bootstrap` for {Wording.Quote(metric)}.");
        if (its.Labels.Count != 2 || its.Scores is null || theirs.Scores is null)
            return PairedDifference.None("DeLong's test is of the scores of a binary classification. Use `test: bootstrap`.");
        if (!its.IsUnweighted)
            return PairedDifference.None("DeLong's test knows no weights of rows. Use `test: bootstrap`.");
        if (RarestClass(metric, places) is < FewestForAuc and var few)
            return PairedDifference.None(WhyTooFew(few, FewestForAuc, metric));
        if (!Array.TrueForAll(its.Scores, double.IsFinite) || !Array.TrueForAll(theirs.Scores, double.IsFinite))
            return PairedDifference.None("a score is no finite number.");
        var difference = AucDifference.Of(Some(its.Scores, places), Some(theirs.Scores, places), IsPositive(places));
        return new(difference.Value, difference.Low(confidence), difference.High(confidence), difference.StandardError, places?.Length ?? its.Ids.Length);
    }

    PairedDifference McNemar(string metric, int[]? places, double confidence)
    {
        var (its, theirs) = (challenger.Predictions!, champion.Predictions!);
        if (metric != Accuracy)
            return PairedDifference.None($"McNemar's test is of {Accuracy}. Use `test: bootstrap` for {Wording.Quote(metric)}.");
        if (its.Labels.Count == 0)
            return PairedDifference.None("McNemar's test is of a classification. Use `test: bootstrap`.");
        if (!its.IsUnweighted)
            return PairedDifference.None("McNemar's test counts rows, and these have weights. Use `test: bootstrap`.");
        var counts = DisagreementCounts.Of(its, theirs, places);
        var (low, high) = (counts.ScoreLow(confidence), counts.ScoreHigh(confidence));
        // The score interval is of large numbers. Whether there is any difference at all, the exact test tells, and a bound does not say more than it.
        if (low >= 0 && counts.ExactChance() > 1 - confidence)
            low = Math.Min(low, 0);
        if (high <= 0 && counts.ExactChanceOfLosses() > 1 - confidence)
            high = Math.Max(high, 0);
        return new(counts.Difference, low, high, counts.StandardError, counts.Rows);
    }

    static string WhyTooFew(int rows, int fewest, string metric) =>
        $"there are {rows} rows of the rarest class, and {fewest} are the fewest that tell how much {Wording.Quote(metric)} varies. Evaluate more rows.";

    bool[] IsPositive(int[]? places) => Array.ConvertAll(Some(challenger.Predictions!.Truth, places), truth => truth == 1);

    /// <summary>Of how many rows the metric's variation comes: those of the rarest class, but for what all rows make alike.</summary>
    /// <remarks>Rows with weights are worth (Σw)² / Σw² of rows that count alike (L. Kish, Survey Sampling, 1965).</remarks>
    int RarestClass(string metric, int[]? places)
    {
        var its = challenger.Predictions!;
        var truths = Some(its.Truth, places);
        var isOfAll = its.Labels.Count == 0 || OfAllRows.Contains(metric);
        var classes = new (double Weight, double Squares)[isOfAll ? 1 : its.Labels.Count];
        for (var row = 0; row < truths.Length; row++)
        {
            var weight = its.Weights?[places is null ? row : places[row]] ?? 1;
            ref var sums = ref classes[isOfAll ? 0 : (int)truths[row]];
            sums = (sums.Weight + weight, sums.Squares + (weight * weight));
        }
        // Metrics of several classes leave out those that no row has; of two, both must be there.
        return classes.Where(one => one.Weight > 0 || classes.Length == 2).Select(one => one.Weight > 0 ? (int)(one.Weight * one.Weight / one.Squares * (1 + 1e-12)) : 0).DefaultIfEmpty().Min();
    }

    static double? Find(EvaluatedModel model, SliceName? slice, string metric) =>
        Measured.Of(model.Metrics, slice) is { } measured ? EvaluationMetrics.Find(measured.Metrics, metric) : null;

    static double[] Some(double[] column, int[]? places) => places is null ? column : Array.ConvertAll(places, row => column[row]);

    static string WhyOtherRows(RowPredictions? its, RowPredictions? theirs)
    {
        if (its is null || theirs is null)
            return $"the evaluation of the {(its is null ? "model" : "champion")} has no predictions.bin, so that nobody knows whether both are about the same rows. A pipeline of your own sets Evaluation.Predictions.";
        if (its.Ids.Length != theirs.Ids.Length)
            return $"it was evaluated on {its.Ids.Length} rows, and the champion on {theirs.Ids.Length}.";
        if (its.Identity != theirs.Identity || !its.Ids.AsSpan().SequenceEqual(theirs.Ids))
            return "it was evaluated on other rows than the champion, or in another order.";
        if (!its.Labels.SequenceEqual(theirs.Labels, StringComparer.Ordinal) || !its.Truth.AsSpan().SequenceEqual(theirs.Truth))
            return "the rows have other labels than they had for the champion.";
        return its.IsUnweighted == theirs.IsUnweighted && (its.IsUnweighted || its.Weights.AsSpan().SequenceEqual(theirs.Weights))
            ? ""
            : "the rows have other weights than they had for the champion.";
    }
}
