using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ModelBuild.Tabular;

// How the values of one feature become at most 255 bins and one for missing values. A number is in the first bin whose
// threshold it does not exceed; thresholds lie halfway between two values, so that scoring by them takes the same way.
sealed class FeatureBins
{
    public const int Missing = 255;

    readonly double[] thresholds = []; // 255, those after the last bin's are infinite
    readonly byte[] binOfCategory = [];

    FeatureBins(double[] cuts)
    {
        Count = cuts.Length + 1;
        thresholds = new double[Missing];
        thresholds.AsSpan().Fill(double.PositiveInfinity);
        cuts.CopyTo(thresholds, 0);
    }

    FeatureBins(byte[] binOfCategory, int count) => (this.binOfCategory, Count, IsCategorical) = (binOfCategory, count, true);

    // Without the one for missing values.
    public int Count { get; }

    public bool IsCategorical { get; }

    // What the values of a bin and all before it do not exceed.
    public double Threshold(int bin) => thresholds[bin];

    public int Categories => binOfCategory.Length;

    // Everything that says which value is in which bin.
    public void AppendTo(IncrementalHash hash)
    {
        hash.AppendData(MemoryMarshal.AsBytes<int>([Count, thresholds.Length, binOfCategory.Length]));
        hash.AppendData(MemoryMarshal.AsBytes<double>(thresholds));
        hash.AppendData(binOfCategory);
    }

    // Missing where the category has no bin of its own.
    public int OfCategory(int category) => binOfCategory[category];

    // Sorts the sample, whose NaN are ignored. Where there are few distinct values each gets a bin. Else the cuts are at evenly
    // spaced quantiles, those of scikit-learn where no value is frequent; a frequent one gets a bin of its own, and what lies
    // above it is divided evenly again.
    public static FeatureBins OfNumbers(Span<double> sample, int most)
    {
        sample.Sort(); // NaN first
        var missing = 0;
        while (missing < sample.Length && double.IsNaN(sample[missing]))
            missing++;
        ReadOnlySpan<double> values = sample[missing..];
        var cuts = new List<double>();
        for (var i = 1; i < values.Length && cuts.Count < most; i++)
            if (values[i] != values[i - 1])
                cuts.Add(Between(values[i - 1], values[i]));
        if (cuts.Count < most)
            return new([.. cuts]);

        cuts.Clear();
        var first = 0; // of the bin that is being filled
        var (origin, bins) = (0, most); // what is divided evenly: the values from origin on
        for (var k = 1; k < bins; k++)
        {
            var last = values.Length - 1;
            var place = origin + (last - origin) * (k * (100.0 / bins) / 100); // rounded as numpy.percentile rounds it
            var above = (int)place + 1;
            if (values[(int)place] == values[Math.Min((int)Math.Ceiling(place), last)])
            {
                var start = (int)place;
                while (start > first && values[start - 1] == values[start])
                    start--;
                while (above <= last && values[above] == values[start])
                    above++;
                if ((above - start) * (double)bins > last - origin)
                {
                    if (start > first && cuts.Count + 2 < most)
                        cuts.Add(Between(values[start - 1], values[start]));
                    (origin, bins, k) = (above, most - cuts.Count - 1, 0);
                }
                if (above > last)
                    break;
            }
            if (above <= first)
                continue;
            cuts.Add(Between(values[above - 1], values[above]));
            first = above;
        }
        return new([.. cuts]);
    }

    // The most frequent categories get the bins; the others are as missing values.
    public static FeatureBins OfCategories(int categories, ReadOnlySpan<double> sample, int most)
    {
        var ofCategory = new byte[categories];
        if (categories <= most)
        {
            for (var i = 0; i < categories; i++)
                ofCategory[i] = (byte)i;
            return new(ofCategory, categories);
        }
        var counts = new int[categories];
        foreach (var value in sample)
            if (value >= 0 && value < categories)
                counts[(int)value]++;
        var order = new int[categories];
        for (var i = 0; i < categories; i++)
            order[i] = i;
        Array.Sort(order, (a, b) => counts[a] != counts[b] ? counts[b].CompareTo(counts[a]) : a.CompareTo(b));
        Array.Fill(ofCategory, (byte)Missing);
        Array.Sort(order, 0, most);
        for (var bin = 0; bin < most; bin++)
            ofCategory[order[bin]] = (byte)bin;
        return new(ofCategory, most);
    }

    public void Bin(ReadOnlySpan<double> values, Span<byte> bins)
    {
        if (IsCategorical)
        {
            for (var i = 0; i < values.Length; i++)
                bins[i] = values[i] >= 0 && values[i] < binOfCategory.Length ? binOfCategory[(int)values[i]] : (byte)Missing;
            return;
        }
        ReadOnlySpan<double> cuts = thresholds;
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            // How many thresholds are below it, without a branch that depends on the value.
            var bin = Above(value, cuts[127]) << 7;
            bin += Above(value, cuts[bin + 63]) << 6;
            bin += Above(value, cuts[bin + 31]) << 5;
            bin += Above(value, cuts[bin + 15]) << 4;
            bin += Above(value, cuts[bin + 7]) << 3;
            bin += Above(value, cuts[bin + 3]) << 2;
            bin += Above(value, cuts[bin + 1]) << 1;
            bin += Above(value, cuts[bin]);
            bins[i] = (byte)(double.IsNaN(value) ? Missing : bin);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Above(double value, double threshold) => Unsafe.BitCast<bool, byte>(value > threshold);

    static double Between(double low, double high)
    {
        var middle = low + (high - low) * 0.5;
        return middle >= low && middle < high ? middle : low;
    }
}
