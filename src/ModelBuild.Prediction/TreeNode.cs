using System.Runtime.CompilerServices;

namespace ModelBuild.Prediction;

// A node of a tree in 16 bytes: a leaf's value; or a feature with a threshold or a set of categories, and where the left
// child is. The right one is behind it.
readonly struct TreeNode
{
    public const int MostFeatures = 1 << 29;

    // Two bits that say which way NaN goes. A leaf has neither, and so never moves on.
    const uint MissingLeft = 1u << 30;
    const uint MissingRight = 1u << 31;
    const uint Categorical = 1u << 29;
    const uint FeatureMask = Categorical - 1;

    readonly double number; // the threshold, the leaf's value, or two 32-bit numbers: where the set begins and its words
    readonly uint what;
    readonly int child;

    TreeNode(double number, uint what, int child) => (this.number, this.what, this.child) = (number, what, child);

    public static TreeNode Leaf(double value) => new(value, 0, 0);

    public static TreeNode AtMost(int feature, double threshold, bool missingLeft) =>
        new(threshold, (uint)feature | (missingLeft ? MissingLeft : MissingRight), 0);

    // The category c is in the set when bit c % 32 of word c / 32 is set; c is known when there is such a word.
    public static TreeNode In(int feature, int firstWord, int words, bool missingLeft) =>
        new(BitConverter.Int64BitsToDouble((long)words << 32 | (uint)firstWord), (uint)feature | Categorical | (missingLeft ? MissingLeft : MissingRight), 0);

    // What a file has of it.
    public static TreeNode FromBits(long number, uint what) => new(BitConverter.Int64BitsToDouble(number), what, 0);

    public (long Number, uint What) Bits => (BitConverter.DoubleToInt64Bits(number), what);

    public TreeNode WithChild(int index) => new(number, what, index);

    public bool IsLeaf => what == 0;

    public bool IsCategorical => (what & Categorical) != 0;

    public bool SendsMissingLeft => (what & MissingLeft) != 0;

    public bool SendsMissingRight => (what & MissingRight) != 0;

    public int Feature => (int)(what & FeatureMask);

    public int Child => child;

    public double Value => number;

    public double Threshold => number;

    public int FirstWord => (int)BitConverter.DoubleToInt64Bits(number);

    public int Words => (int)(BitConverter.DoubleToInt64Bits(number) >> 32);

    public bool GoesRight(double value, ReadOnlySpan<uint> categories)
    {
        if (!IsCategorical)
            return SendsMissingLeft ? value > number : !(value <= number);
        // Also false for NaN.
        if (!(value >= 0 && value < Words * 32.0))
            return SendsMissingRight;
        var category = (int)value;
        return (categories[FirstWord + category / 32] >> category % 32 & 1) == 0;
    }

    // The same for a threshold, without a branch and without checks: the index of the node after the one at `index`.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Next(ref TreeNode nodes, int index, ref double column, int stride)
    {
        ref var node = ref Unsafe.Add(ref nodes, index);
        var value = Unsafe.Add(ref column, (nint)(node.what & FeatureMask) * stride);
        uint above = Unsafe.BitCast<bool, byte>(value > node.number);
        uint notAtMost = Unsafe.BitCast<bool, byte>(!(value <= node.number));
        return node.child + (int)((node.what >> 30 & above) | (node.what >> 31 & notAtMost));
    }
}
