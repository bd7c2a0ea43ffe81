using System.Globalization;
using System.Text;

namespace ModelBuild.Tabular;

// The classes of a label column: texts by ordinal, or numbers (0 and 1, say) by size and named in round-trip form.
sealed class LabelClasses
{
    LabelClasses(IReadOnlyList<string> names, int[] codes) => (Names, Codes) = (names, codes);

    public IReadOnlyList<string> Names { get; }

    // For each row the index of its class, or -1 where the label is missing.
    public int[] Codes { get; }

    public static LabelClasses Of(Column label)
    {
        if (label is CategoricalColumn categorical)
            return new(categorical.Levels, categorical.Codes.ToArray());
        var values = ((NumericColumn)label).Values;
        var distinct = new SortedSet<double>();
        foreach (var value in values)
            if (!double.IsNaN(value))
                distinct.Add(value);
        var sorted = new double[distinct.Count];
        distinct.CopyTo(sorted);
        var codes = new int[values.Length];
        for (var row = 0; row < codes.Length; row++)
            codes[row] = double.IsNaN(values[row]) ? -1 : Array.BinarySearch(sorted, values[row]);
        return new(Array.ConvertAll(sorted, Name), codes);
    }

    public static string Name(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public long[] Count()
    {
        var counts = new long[Names.Count];
        foreach (var code in Codes)
            if (code >= 0)
                counts[code]++;
        return counts;
    }

    // The positive class: the one that is declared, else 1 of 0 and 1, or true of false and true. -1 where there is none.
    public int Positive(string? declared)
    {
        if (declared is null)
            return Names.Count != 2 ? -1
                : (Names[0], Names[1]) is ("0", "1") ? 1
                : Names[0].Equals("false", StringComparison.OrdinalIgnoreCase) && Names[1].Equals("true", StringComparison.OrdinalIgnoreCase) ? 1
                : -1;
        for (var i = 0; i < Names.Count; i++)
            if (Names[i] == declared)
                return i;
        if (NumberText.TryParse(Encoding.UTF8.GetBytes(declared), out var number))
            for (var i = 0; i < Names.Count; i++)
                if (Names[i] == Name(number))
                    return i;
        return -1;
    }

    // The two names, and the codes, with the positive class last.
    public LabelClasses WithPositiveLast(int positive)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(Names.Count, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(positive);
        if (positive == Names.Count - 1)
            return this;
        string[] names = [Names[1], Names[0]];
        return new(names, Array.ConvertAll(Codes, code => code < 0 ? code : 1 - code));
    }
}
