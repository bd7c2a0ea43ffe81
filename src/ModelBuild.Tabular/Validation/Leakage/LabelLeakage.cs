namespace ModelBuild.Tabular;

// How much of the label a column alone explains: 1 where it determines it, about 0 where it says nothing or is different in
// every row. Judged on all rows, or about 100,000 of them. Conservative: what only a trained model could see is not found.
sealed class LabelLeakage
{
    // Below that, a column may determine the label by chance.
    public const int FewestRows = 100;
    public const int FewestOthers = 10;

    // Values of fewer rows say nothing: an identifier determines everything and predicts nothing.
    const int FewestOfValue = 5;

    const int MostRows = 100_000;

    readonly int[] rows;
    readonly int[] classes; // of a classification the class of each sampled row, otherwise empty
    readonly long[] classCounts;
    readonly double[] numbers; // of a regression the label of each sampled row, otherwise empty

    LabelLeakage(int[] rows, int[] classes, int classCount, double[] numbers)
    {
        (this.rows, this.classes, this.numbers) = (rows, classes, numbers);
        classCounts = new long[classCount];
        foreach (var code in classes)
            classCounts[code]++;
    }

    public static LabelLeakage OfClasses(LabelClasses label)
    {
        var known = Array.FindAll(RowSample.Of(label.Codes.Length, MostRows), row => label.Codes[row] >= 0);
        return new(known, Array.ConvertAll(known, row => label.Codes[row]), label.Names.Count, []);
    }

    public static LabelLeakage OfNumbers(NumericColumn label)
    {
        var known = Array.FindAll(RowSample.Of(label.Rows, MostRows), row => !label.IsMissing(row));
        return new(known, [], 0, Array.ConvertAll(known, row => label.Values[row]));
    }

    // Whether there are enough rows to say anything.
    public bool CanJudge => rows.Length >= FewestRows && (numbers.Length > 0 || rows.Length - Most(classCounts) >= FewestOthers);

    // Of a classification the errors of the most frequent class that go away (lambda of L. A. Goodman and W. H. Kruskal, Measures of
    // association for cross classifications, 1954), of a regression the share of the variance (correlation ratio, K. Pearson, 1905).
    public double Of(Column column)
    {
        var values = new double[rows.Length]; // NaN where missing
        if (column is NumericColumn numeric)
        {
            var all = numeric.Values;
            for (var i = 0; i < values.Length; i++)
                values[i] = all[rows[i]];
        }
        else
        {
            var codes = ((CategoricalColumn)column).Codes;
            for (var i = 0; i < values.Length; i++)
                values[i] = codes[rows[i]] < 0 ? double.NaN : codes[rows[i]];
        }
        // NaN sorts first, so missing cells are one group.
        var order = new int[values.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        var keys = (double[])values.Clone();
        Array.Sort(keys, order); // the order among equal keys decides nothing
        return numbers.Length == 0
            ? Math.Max(ByValue(keys, order), Math.Max(ByPresence(keys, order), column is NumericColumn ? ByRank(keys, order) : 0))
            : Math.Max(VarianceByValue(keys, order), column is NumericColumn ? SquaredCorrelation(values) : 0);
    }

    double Explained(long errors) => 1 - (double)errors / (rows.Length - Most(classCounts));

    // Each value predicts its most frequent class.
    double ByValue(double[] keys, int[] order)
    {
        var most = IndexOfMost(classCounts);
        var errors = 0L;
        var counts = new long[classCounts.Length];
        for (int start = 0, end; start < keys.Length; start = end)
        {
            end = EndOfValue(keys, start);
            Count(order.AsSpan(start, end - start), counts);
            errors += end - start - (end - start < FewestOfValue ? counts[most] : Most(counts));
        }
        return Explained(errors);
    }

    // Whether there is a value at all predicts the class: something that is only written down afterwards.
    double ByPresence(double[] keys, int[] order)
    {
        var missing = 0;
        while (missing < keys.Length && double.IsNaN(keys[missing]))
            missing++;
        var counts = new long[classCounts.Length];
        Count(order.AsSpan(0, missing), counts);
        var errors = missing - Most(counts);
        Count(order.AsSpan(missing), counts);
        return Explained(errors + order.Length - missing - Most(counts));
    }

    // Ranges of the numbers, one for each class, predict the class: how many rows are not where they would be if the numbers sorted them by class.
    double ByRank(double[] keys, int[] order)
    {
        var ideal = new (double MeanRank, int Class)[classCounts.Length];
        for (var i = 0; i < ideal.Length; i++)
            ideal[i] = (0, i);
        for (int start = 0, end; start < keys.Length; start = end)
        {
            end = EndOfValue(keys, start);
            foreach (var index in order.AsSpan(start, end - start))
                ideal[classes[index]].MeanRank += (start + end) * 0.5 / classCounts[classes[index]];
        }
        Array.Sort(ideal, (a, b) => a.MeanRank != b.MeanRank ? a.MeanRank.CompareTo(b.MeanRank) : a.Class.CompareTo(b.Class));

        var errors = 0L;
        var counts = new long[classCounts.Length];
        var (place, left) = (0, classCounts[ideal[0].Class]);
        for (int start = 0, end; start < keys.Length; start = end)
        {
            end = EndOfValue(keys, start);
            Count(order.AsSpan(start, end - start), counts);
            // Equal numbers lie in one range, whichever of those here fits them best.
            var hits = 0L;
            for (var rest = (long)(end - start); rest > 0;)
            {
                while (left == 0)
                    left = classCounts[ideal[++place].Class];
                hits = Math.Max(hits, counts[ideal[place].Class]);
                var taken = Math.Min(rest, left);
                (rest, left) = (rest - taken, left - taken);
            }
            errors += end - start - hits;
        }
        return Explained(errors);
    }

    // Each value predicts the mean of its rows; rare values do so together.
    double VarianceByValue(double[] keys, int[] order)
    {
        var mean = 0.0;
        foreach (var number in numbers)
            mean += number / numbers.Length;
        var (total, between, rare, rareRows) = (0.0, 0.0, 0.0, 0);
        foreach (var number in numbers)
            total += (number - mean) * (number - mean);
        for (int start = 0, end; start < keys.Length; start = end)
        {
            end = EndOfValue(keys, start);
            var group = order.AsSpan(start, end - start);
            group.Sort(); // in the order of the rows, so that the sum is the same however equal keys were sorted
            var sum = 0.0;
            foreach (var index in group)
                sum += numbers[index] - mean;
            if (group.Length < FewestOfValue)
                (rare, rareRows) = (rare + sum, rareRows + group.Length);
            else
                between += sum * sum / group.Length;
        }
        if (rareRows > 0)
            between += rare * rare / rareRows;
        var share = between / total;
        return double.IsFinite(share) ? share : 0;
    }

    // Where at least half of the rows have a number.
    double SquaredCorrelation(double[] values)
    {
        var present = 0;
        foreach (var value in values)
            if (!double.IsNaN(value))
                present++;
        return present >= FewestRows && present * 2L >= values.Length && Correlations.Of(values, numbers) is { } correlation ? correlation * correlation : 0;
    }

    static int EndOfValue(double[] keys, int start)
    {
        var end = start + 1;
        while (end < keys.Length && keys[end].Equals(keys[start])) // Equals: NaN is one value
            end++;
        return end;
    }

    void Count(ReadOnlySpan<int> group, long[] counts)
    {
        Array.Clear(counts);
        foreach (var index in group)
            counts[classes[index]]++;
    }

    static int IndexOfMost(long[] counts)
    {
        var most = 0;
        for (var i = 1; i < counts.Length; i++)
            if (counts[i] > counts[most])
                most = i;
        return most;
    }

    static long Most(long[] counts) => counts[IndexOfMost(counts)];
}
