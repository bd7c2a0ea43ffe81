using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelBuild.Tabular;

// The rows of a node: a range of one of two buffers. Buffer -1 is all rows in their order, which nothing has to hold.
readonly record struct RowRange(int Start, int Count, int Buffer)
{
    public const int InOrder = -1;
}

// Which rows are in which node. A split moves a node's rows to the same range of the other buffer, those that go left first;
// rows keep their order, so that what is read by them is read forward.
sealed class RowPartition(BinnedFeatures features, ThreadTeam team)
{
    const int RowsOfItem = 1 << 14;

    readonly int[][] buffers = [new int[features.Rows], new int[features.Rows]];
    readonly int[] right = new int[features.Rows];
    int[] lefts = new int[16];

    public RowRange All => new(0, features.Rows, RowRange.InOrder);

    // Null for all rows in their order.
    public int[]? Buffer(RowRange range) => range.Buffer == RowRange.InOrder ? null : buffers[range.Buffer];

    public ReadOnlySpan<int> Rows(RowRange range)
    {
        if (range.Buffer != RowRange.InOrder)
            return buffers[range.Buffer].AsSpan(range.Start, range.Count);
        for (var i = 0; i < range.Count; i++)
            right[range.Start + i] = range.Start + i;
        return right.AsSpan(range.Start, range.Count);
    }

    // The rows of a sample.
    public RowRange Sample(Func<int, bool> contains)
    {
        var count = 0;
        for (var row = 0; row < features.Rows; row++)
            if (contains(row))
                buffers[0][count++] = row;
        return new(0, count, 0);
    }

    // GoesLeft says for each of 256 bins of the feature whether it goes left.
    public (RowRange Left, RowRange Right) Split(RowRange node, int feature, byte[] goesLeft)
    {
        var target = node.Buffer == 1 ? 0 : 1;
        var column = features.Column(feature);
        var items = (node.Count - 1) / RowsOfItem + 1;
        if (lefts.Length < items)
            lefts = new int[items * 2];

        // Each item's left rows to the start of its own range, its right rows aside.
        team.Run(items, (item, _) =>
        {
            var first = node.Start + item * RowsOfItem;
            var count = Math.Min(RowsOfItem, node.Start + node.Count - first);
            lefts[item] = node.Buffer == RowRange.InOrder
                ? SplitInOrder(first, count, column, goesLeft, buffers[0].AsSpan(first, count), right.AsSpan(first, count))
                : SplitRows(buffers[node.Buffer].AsSpan(first, count), column, goesLeft, right.AsSpan(first, count));
        });
        var all = 0;
        for (var item = 0; item < items; item++)
            (lefts[item], all) = (all, all + lefts[item]);

        var source = buffers[1 - target];
        team.Run(items, (item, _) =>
        {
            var first = node.Start + item * RowsOfItem;
            var count = Math.Min(RowsOfItem, node.Start + node.Count - first);
            var leftBefore = lefts[item];
            var left = (item + 1 < items ? lefts[item + 1] : all) - leftBefore;
            var rightBefore = item * RowsOfItem - leftBefore;
            source.AsSpan(first, left).CopyTo(buffers[target].AsSpan(node.Start + leftBefore));
            right.AsSpan(first, count - left).CopyTo(buffers[target].AsSpan(node.Start + all + rightBefore));
        });
        return (new(node.Start, all, target), new(node.Start + all, node.Count - all, target));
    }

    // No branch: which way a row goes cannot be foreseen.
    static int SplitInOrder(int first, int count, byte[] column, byte[] goesLeft, Span<int> leftRows, Span<int> rightRows)
    {
        ref var table = ref MemoryMarshal.GetArrayDataReference(goesLeft);
        ref var leftTarget = ref MemoryMarshal.GetReference(leftRows);
        ref var rightTarget = ref MemoryMarshal.GetReference(rightRows);
        ref var bin = ref column[first];
        var left = 0;
        for (var i = 0; i < count; i++)
        {
            Unsafe.Add(ref leftTarget, left) = first + i;
            Unsafe.Add(ref rightTarget, i - left) = first + i;
            left += Unsafe.Add(ref table, (nint)Unsafe.Add(ref bin, i));
        }
        return left;
    }

    static int SplitRows(Span<int> rows, byte[] column, byte[] goesLeft, Span<int> rightRows)
    {
        ref var table = ref MemoryMarshal.GetArrayDataReference(goesLeft);
        ref var bins = ref MemoryMarshal.GetArrayDataReference(column);
        ref var source = ref MemoryMarshal.GetReference(rows);
        ref var rightTarget = ref MemoryMarshal.GetReference(rightRows);
        var left = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = Unsafe.Add(ref source, i);
            Unsafe.Add(ref source, left) = row;
            Unsafe.Add(ref rightTarget, i - left) = row;
            left += Unsafe.Add(ref table, (nint)Unsafe.Add(ref bins, row));
        }
        return left;
    }
}
