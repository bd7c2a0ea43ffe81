using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Random numbers that follow from a key and a counter alone, so that threads can draw theirs in any order: SplitMix64, of
// G. L. Steele, D. Lea and C. H. Flood, Fast splittable pseudorandom number generators, OOPSLA 2014.
struct RandomNumbers
{
    ulong state;

    // Numbers of their own for each seed, purpose and index.
    public RandomNumbers(long seed, ulong purpose, ulong index) => state = BitMixer.Mix(BitMixer.Mix(BitMixer.Mix((ulong)seed + BitMixer.Step) ^ purpose) + index * BitMixer.Step);

    // From 0 to below - 1; the chances differ by less than below / 2^64.
    public int Next(int below) => (int)Math.BigMul(BitMixer.Mix(state += BitMixer.Step), (ulong)below, out _);

    // Numbers from 0 to count - 1 in random order: Fisher and Yates.
    public int[] Permutation(int count)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
        {
            var j = Next(i + 1);
            (order[i], order[j]) = (order[j], i);
        }
        return order;
    }

    // Some of the numbers from 0 to count - 1, ascending.
    public int[] Sample(int count, int size)
    {
        var sample = Permutation(count)[..Math.Min(size, count)];
        Array.Sort(sample);
        return sample;
    }
}
