using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ModelBuild.Tabular;

// Sums the derivatives of a node's rows by feature and bin. Each member of the team adds to sums of its own; what members
// have is put together feature by feature.
sealed unsafe class HistogramBuilder(BinnedFeatures features, FeatureBins[] bins, ThreadTeam team)
{
    const int FeatureBytes = 256 * 16;
    const int TileSums = BinnedFeatures.TileFeatures * 256;

    // Rows whose bins and derivatives stay in a near cache while all tiles of a group pass over them.
    const int RowsAtOnce = 1024;
    const int RowsOfItem = 16 * RowsAtOnce;
    const int FewestUpdatesToShare = 1 << 15;

    readonly Vector128<long>[][] sums = new Vector128<long>[team.Threads][];
    readonly bool[] used = new bool[team.Threads];

    // Where each feature's sums are in a node's histogram: those of its bins, and last that of missing values.
    public int[] Offsets { get; } = OffsetsOf(bins);

    public int Size => Offsets[^1];

    // Rows is null for all rows in their order. At most GradientPairs.MostSummed rows, first to first + count of rows.
    public void Sum(GradientPairs pairs, int[]? rows, int first, int count)
    {
        var perRows = (count - 1) / RowsOfItem + 1;
        var items = perRows * features.Groups.Length;
        if (items == 1 || (long)count * features.Width < FewestUpdatesToShare)
            for (var item = 0; item < items; item++)
                SumItem(item, 0);
        else
            team.Run(items, SumItem);

        void SumItem(int item, int member)
        {
            sums[member] ??= new Vector128<long>[features.Tiles * TileSums];
            used[member] = true;
            ref readonly var group = ref features.Groups[item / perRows];
            var begin = first + item % perRows * RowsOfItem;
            fixed (Vector128<long>* target = sums[member], values = pairs.Values)
            fixed (ulong* words = &group.Words[group.Offset])
            fixed (int* nodeRows = rows)
                Sum(group, begin, Math.Min(begin + RowsOfItem, first + count), target, (byte*)values, (byte*)words, (uint*)nodeRows);
        }
    }

    void Sum(in BinnedFeatures.Group group, int begin, int end, Vector128<long>* sumsOfAll, byte* pairs, byte* words, uint* rows)
    {
        var stride = (nuint)group.Stride * sizeof(ulong);
        for (var at = begin; at < end; at += RowsAtOnce)
            for (var tile = 0; tile < group.Stride; tile++)
            {
                var isHalf = features.FeaturesOf(group.FirstTile + tile) <= BinnedFeatures.TileFeatures / 2;
                var target = (byte*)(sumsOfAll + (group.FirstTile + tile) * TileSums);
                var tileWords = words + tile * sizeof(ulong);
                var count = Math.Min(RowsAtOnce, end - at);
                if (rows is null)
                {
                    Add(target, tileWords + (nuint)at * stride, stride, pairs + (nuint)sizeof(Vector128<long>) * (nuint)at, count, isHalf);
                    continue;
                }
                // Each tile fetches its share of the rows that come next.
                var next = Math.Min(at + RowsAtOnce + tile * RowsAtOnce / group.Stride, end);
                var nextEnd = Math.Min(at + RowsAtOnce + (tile + 1) * RowsAtOnce / group.Stride, end);
                Add(target, tileWords, stride, pairs, rows + at, count, isHalf, rows + next, rows + nextEnd, words);
            }
    }

    // Adds to the histogram of a feature what was summed since, and forgets it.
    public void Take(int feature, Span<GradientSums> histogram)
    {
        for (var member = 0; member < used.Length; member++)
        {
            if (!used[member])
                continue;
            var own = sums[member].AsSpan(feature * 256, 256);
            var last = histogram.Length - 1;
            for (var bin = 0; bin < last; bin++)
                Take(own[bin], ref histogram[bin]);
            Take(own[FeatureBins.Missing], ref histogram[last]);
            own[..last].Clear();
            own[FeatureBins.Missing] = default;
        }
    }

    public void Taken() => Array.Clear(used);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Take(Vector128<long> sum, ref GradientSums target)
    {
        var (gradient, hessian, count) = GradientPairs.TakeApart(sum);
        target.Gradient += gradient;
        target.Hessian += hessian;
        target.Count += count;
    }

    // The loops that training spends most of its time in: two cycles for each row and feature. Pointers, as references cost
    // half as much again. A half tile has 4 features or fewer.
    static void Add(byte* target, byte* words, nuint stride, byte* pairs, int count, bool isHalf)
    {
        for (; count > 0; count--, words += stride, pairs += sizeof(Vector128<long>))
            AddTile(target, words, pairs, isHalf);
    }

    static void Add(byte* target, byte* words, nuint stride, byte* pairs, uint* rows, int count, bool isHalf, uint* next, uint* nextEnd, byte* firstWord)
    {
        for (var end = rows + count; rows < end;)
        {
            if (next < nextEnd)
            {
                Fetch(firstWord + *next * stride);
                Fetch(pairs + (nuint)sizeof(Vector128<long>) * *next++);
            }
            for (var until = Math.Min((nint)end, (nint)(rows + stride / sizeof(ulong))); rows < (uint*)until; rows++)
                AddTile(target, words + *rows * stride, pairs + (nuint)sizeof(Vector128<long>) * *rows, isHalf);
        }
    }

    // A hint: a row's numbers are wanted soon. The processor's own guess fails, since a node's rows have gaps.
    static void Fetch(byte* place)
    {
        if (Sse.IsSupported)
            Sse.Prefetch1(place);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void AddTile(byte* target, byte* words, byte* pairs, bool isHalf)
    {
        const ulong bin = 255 * 16;
        var word = *(ulong*)words;
        var pair = *(Vector128<long>*)pairs;
        *(Vector128<long>*)(target + (word << 4 & bin)) += pair;
        *(Vector128<long>*)(target + (word >> 4 & bin) + 1 * FeatureBytes) += pair;
        *(Vector128<long>*)(target + (word >> 12 & bin) + 2 * FeatureBytes) += pair;
        *(Vector128<long>*)(target + (word >> 20 & bin) + 3 * FeatureBytes) += pair;
        if (isHalf)
            return;
        *(Vector128<long>*)(target + (word >> 28 & bin) + 4 * FeatureBytes) += pair;
        *(Vector128<long>*)(target + (word >> 36 & bin) + 5 * FeatureBytes) += pair;
        *(Vector128<long>*)(target + (word >> 44 & bin) + 6 * FeatureBytes) += pair;
        *(Vector128<long>*)(target + (word >> 52 & bin) + 7 * FeatureBytes) += pair;
    }

    static int[] OffsetsOf(FeatureBins[] all)
    {
        var offsets = new int[all.Length + 1];
        for (var j = 0; j < all.Length; j++)
            offsets[j + 1] = checked(offsets[j] + all[j].Count + 1);
        return offsets;
    }
}
