namespace ModelBuild.Tabular;

// Whether a step says exactly one thing to do, and only what belongs to it.
static class StepCheck
{
    // What is wrong with it, or null.
    public static string? Problem(FeatureStep step)
    {
        var kinds = new List<string>();
        AddIf(kinds, "impute", step.Impute is not null);
        AddIf(kinds, "scale", step.Scale is not null);
        AddIf(kinds, "power", step.Power is not null);
        AddIf(kinds, "quantile", step.Quantile is not null);
        AddIf(kinds, "bins", step.Bins is not null);
        AddIf(kinds, "encode", step.Encode is not null);
        AddIf(kinds, "date", step.Date is not null || step.Cycles is not null);
        AddIf(kinds, "interactions", step.Interactions);
        AddIf(kinds, "transform", step.Transform is not null);
        if (kinds.Count != 1)
            return kinds.Count == 0
                ? "A step of features.sets says nothing to do. It has one of impute, scale, power, quantile, bins, encode, date, cycles, interactions and transform."
                : $"A step of features.sets has {string.Join(" and ", kinds)}; make a step of each, in the order in which they are to be taken.";

        (bool IsSet, string Setting, bool HasOwner, string Owner)[] settings =
        [
            (step.Value is not null, "value", step.Impute == Imputation.Constant, "impute: constant"),
            (step.Text is not null, "text", step.Impute == Imputation.Constant, "impute: constant"),
            (step.Indicator, "indicator", step.Impute is not null and not Imputation.None, "an impute that fills"),
            (step.Points is not null, "points", step.Quantile is not null, "quantile"),
            (step.Edges is not null, "edges", step.Bins is not null, "bins"),
            (step.OneHot, "oneHot", step.Bins is not null, "bins"),
            (step.Levels is not null, "levels", step.Encode == TextEncoding.Ordinal, "encode: ordinal"),
            (step.MinCount is not null, "minCount", step.Encode == TextEncoding.OneHot, "encode: one-hot"),
            (step.MaxLevels is not null, "maxLevels", step.Encode is TextEncoding.OneHot or TextEncoding.Category, "encode: one-hot or category"),
            (step.Smoothing is not null, "smoothing", step.Encode == TextEncoding.Target, "encode: target"),
            (step.Folds is not null, "folds", step.Encode == TextEncoding.Target, "encode: target"),
            (step.Buckets is not null, "buckets", step.Encode is TextEncoding.Hash or TextEncoding.Text, "encode: hash or text"),
            (step.Ngrams is not null, "ngrams", step.Encode == TextEncoding.Text, "encode: text"),
        ];
        foreach (var (isSet, setting, hasOwner, owner) in settings)
            if (isSet && !hasOwner)
                return $"A step of features.sets has {setting}, which belongs to {owner}. Take it out.";
        return step.Impute == Imputation.Constant && step.Value is null == step.Text is null
            ? "A step impute: constant needs either value, for numbers, or text, for texts."
            : null;
    }

    static void AddIf(List<string> kinds, string kind, bool isSet)
    {
        if (isSet)
            kinds.Add(kind);
    }
}
