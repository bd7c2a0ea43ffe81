using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// A number for each (seed, index) that looks random and is the same everywhere.
static class RowHash
{
    public static ulong Of(long seed, long index) => BitMixer.Mix(BitMixer.Mix((ulong)seed + BitMixer.Step) + (ulong)index * BitMixer.Step);
}
