namespace ModelBuild.Prediction;

/// <summary>A hash of text that is the same everywhere: FNV-1a of 64 bits (G. Fowler, L. C. Noll, K.-P. Vo) over its UTF-16 units, mixed at the end.</summary>
static class TextHash
{
    public static int Bucket(ReadOnlySpan<char> text, int buckets)
    {
        var hash = 14695981039346656037;
        foreach (var unit in text)
        {
            hash = (hash ^ (byte)unit) * 1099511628211;
            hash = (hash ^ (byte)(unit >> 8)) * 1099511628211;
        }
        // The low bits of FNV depend on few of the input's.
        return (int)Math.BigMul(BitMixer.Mix(hash), (ulong)buckets, out _);
    }
}
