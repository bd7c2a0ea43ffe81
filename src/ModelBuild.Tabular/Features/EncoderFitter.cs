using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Fits how the texts of a column become numbers.
sealed class EncoderFitter
{
    const int MostLevels = 1000;
    const int MostCategories = 254;

    readonly string column;
    readonly FeatureStep step;
    readonly TrainingTarget target;
    readonly IReadOnlyList<string> levels;
    readonly int[] codes; // with what was missing filled; -1 where it still is
    readonly int[] counts; // of the levels, and last of what is missing

    public EncoderFitter(CategoricalColumn texts, string? fill, FeatureStep step, TrainingTarget target)
    {
        (column, this.step, this.target) = (texts.Name, step, target);
        levels = texts.Levels;
        codes = texts.Codes.ToArray();
        if (fill is not null)
        {
            var place = -1;
            for (var i = 0; i < levels.Count; i++)
                if (levels[i] == fill)
                    place = i;
            if (place < 0 && Array.IndexOf(codes, -1) >= 0)
            {
                place = levels.Count;
                levels = [.. levels, fill];
            }
            for (var row = 0; row < codes.Length; row++)
                if (codes[row] < 0)
                    codes[row] = place;
        }
        counts = new int[levels.Count + 1];
        foreach (var code in codes)
            counts[code < 0 ? levels.Count : code]++;
    }

    int Missing => counts[^1];

    // What a missing text is taken for.
    public static string? Fill(CategoricalColumn texts, FeatureStep step)
    {
        if (step.Impute == Imputation.None)
            return null;
        if (step.Impute == Imputation.Constant)
            return step.Text ?? throw FeatureErrors.DoesNotFit($"Column '{texts.Name}' is text, and impute: constant has a number. Give a text.");
        if (step.Impute != Imputation.MostFrequent || step.Indicator)
            throw FeatureErrors.DoesNotFit($"Column '{texts.Name}' is text: a missing one is filled with impute: most-frequent or constant, without indicator. Without an impute, one-hot gives what is missing a column of its own.");
        var frequencies = new int[texts.Levels.Count];
        foreach (var code in texts.Codes)
            if (code >= 0)
                frequencies[code]++;
        return texts.Levels[Array.IndexOf(frequencies, frequencies.Max())];
    }

    public Encoder Fit() => step.Encode switch
    {
        TextEncoding.OneHot => OneHot(),
        TextEncoding.Ordinal => Ordinal(),
        TextEncoding.Category => new OrdinalEncoder(Frequent(step.MaxLevels ?? MostCategories, 1), category: true),
        TextEncoding.Target => Target(_ => true),
        TextEncoding.Count => Count(),
        TextEncoding.Hash => new HashEncoder(step.Buckets ?? 32),
        _ => Text(),
    };

    // For each fold the encoder that the rows of the others give.
    public IReadOnlyList<Encoder> FitFolds()
    {
        var encoders = new Encoder[step.Folds ?? 5];
        for (var fold = 0; fold < encoders.Length; fold++)
        {
            var own = fold;
            encoders[fold] = Target(row => FoldEncoding.FoldOf(row, encoders.Length) != own);
        }
        return encoders;
    }

    OneHotEncoder OneHot()
    {
        if (levels.Count > MostLevels && step.MaxLevels is null && step.MinCount is null)
            throw new StageException(new StageError($"Column '{column}' has {levels.Count} different texts in the training rows, and a feature for each would be more than the {MostLevels} that make sense. Ignore the column, declare it with feature: false, group its values, or give it a set of features.sets with encode: target or hash, or one-hot with maxLevels.")
            {
                Code = Codes.TooManyLevels,
                Option = "data.ignore",
            });
        var kept = Frequent(step.MaxLevels ?? MostLevels, step.MinCount ?? 1);
        return new(kept, rare: kept.Count < levels.Count, missing: Missing > 0);
    }

    OrdinalEncoder Ordinal()
    {
        if (step.Levels is { } given && (given.Count == 0 || new HashSet<string>(given, StringComparer.Ordinal).Count < given.Count))
            throw FeatureErrors.Step($"The levels of column '{column}' in features.sets must be different, and one at least.");
        if (step.Levels is { } order)
            for (var i = 0; i < levels.Count; i++)
                if (counts[i] > 0 && !order.Contains(levels[i]))
                    throw FeatureErrors.DoesNotFit($"{counts[i]} training rows have '{levels[i]}' in column '{column}', and encode: ordinal does not know its place.{NearestName.Hint(levels[i], order, "levels")} Add it to them, correct the data, or let data.missing say that it is as good as nothing.");
        return new(step.Levels ?? Frequent(int.MaxValue, 1), category: false);
    }

    ValueEncoder Count()
    {
        var shares = new double[levels.Count];
        for (var i = 0; i < shares.Length; i++)
            shares[i] = (double)counts[i] / codes.Length;
        return new(levels, [shares], [0], [(double)Missing / codes.Length], ["share"]);
    }

    ValueEncoder Target(Func<int, bool> counted)
    {
        var smoothing = step.Smoothing ?? 10;
        var outputs = target.Outputs;
        var (values, unknown, missing, names) = (new double[outputs][], new double[outputs], new double[outputs], new string[outputs]);
        for (var output = 0; output < outputs; output++)
        {
            var (sums, weights, sum, weight) = (new double[levels.Count + 1], new double[levels.Count + 1], 0.0, 0.0);
            for (var row = 0; row < codes.Length; row++)
            {
                if (!counted(row))
                    continue;
                var place = codes[row] < 0 ? levels.Count : codes[row];
                var w = target.Weights?[row] ?? 1;
                sums[place] += w * target.Of(row, output);
                weights[place] += w;
                sum += w * target.Of(row, output);
                weight += w;
            }
            var mean = weight > 0 ? sum / weight : 0;
            double Value(int place) => weights[place] + smoothing > 0 ? (sums[place] + smoothing * mean) / (weights[place] + smoothing) : mean;
            values[output] = new double[levels.Count];
            for (var i = 0; i < levels.Count; i++)
                values[output][i] = Value(i);
            (unknown[output], missing[output]) = (mean, Value(levels.Count));
            names[output] = target.Task == LearningTask.MulticlassClassification ? $"share of {target.Classes[output]}" : "target";
        }
        return new(levels, values, unknown, missing, names);
    }

    TextEncoder Text()
    {
        var buckets = step.Buckets ?? 1024;
        var (shortest, longest) = step.Ngrams is { Count: 2 } given ? (given[0], given[1]) : (1, 1);
        if (shortest < 1 || longest < shortest || longest > TextEncoder.MostWords)
            throw FeatureErrors.Step($"The ngrams of column '{column}' are [{shortest}, {longest}]; they are the fewest and the most words, from 1 to {TextEncoder.MostWords}.");
        var documents = new long[buckets];
        for (var i = 0; i < levels.Count; i++)
            foreach (var bucket in TextEncoder.Counts(levels[i], buckets, shortest, longest).Keys)
                documents[bucket] += counts[i];
        // Smoothed, as if one more text had every word: none is infinitely rare.
        var weights = Array.ConvertAll(documents, count => DeterministicMath.Log((1.0 + codes.Length) / (1.0 + count)) + 1);
        return new(weights, shortest, longest);
    }

    // The levels with so many rows, at most so many of them: the most frequent, of equal ones the first. In ordinal order.
    List<string> Frequent(int most, int fewestRows)
    {
        var places = new List<int>();
        for (var i = 0; i < levels.Count; i++)
            if (counts[i] >= fewestRows)
                places.Add(i);
        if (places.Count > most)
        {
            places.Sort((a, b) => counts[a] != counts[b] ? counts[b].CompareTo(counts[a]) : a.CompareTo(b));
            places.RemoveRange(most, places.Count - most);
        }
        var kept = places.ConvertAll(place => levels[place]);
        kept.Sort(StringComparer.Ordinal);
        // All are rare: the most frequent one stands for itself.
        return kept.Count > 0 ? kept : [levels[Array.IndexOf(counts, counts[..^1].Max())]];
    }
}
