namespace ModelBuild.Tabular;

// A way to split a node, and what it gains: the decrease of twice the loss.
struct Split
{
    public double Gain; // NaN or not above 0 where there is none
    public int Feature;
    public int Bin; // of a number: the last that goes left
    public bool MissingLeft;
    public LeftBins? Categories; // of a categorical feature: the bins that go left
    public GradientSums Left;
    public double LeftValue;
    public double RightValue;

    public readonly bool Exists => Gain > 0;

    public readonly bool GoesLeft(int bin) =>
        bin == FeatureBins.Missing ? MissingLeft : Categories is null ? bin <= Bin : Categories.Contains(bin);

    // For each bin whether it goes left.
    public readonly void FillTable(Span<byte> goesLeft)
    {
        for (var bin = 0; bin < goesLeft.Length; bin++)
            goesLeft[bin] = (byte)(GoesLeft(bin) ? 1 : 0);
    }
}

// A set of bins.
sealed class LeftBins
{
    readonly ulong[] words = new ulong[4];

    public void Add(int bin) => words[bin / 64] |= 1UL << bin % 64;

    public bool Contains(int bin) => (words[bin / 64] >> bin % 64 & 1) != 0;
}
