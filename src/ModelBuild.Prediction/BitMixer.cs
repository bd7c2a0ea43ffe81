namespace ModelBuild.Prediction;

/// <summary>
/// Spreads each bit of a number over all bits of the result, one to one: the output function of SplitMix64 (G. L. Steele, D. Lea, C. H. Flood,
/// Fast splittable pseudorandom number generators, OOPSLA 2014), which is D. Stafford's variant 13 of the 64-bit finaliser.
/// </summary>
static class BitMixer
{
    /// <summary>2^64 divided by the golden ratio, odd: its multiples are far from each other.</summary>
    public const ulong Step = 0x9E3779B97F4A7C15;

    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
