using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Random numbers that depend on what they are for and not on what was drawn before.
static class Counter
{
    public static ulong Hash(long seed, int draw, int index) =>
        BitMixer.Mix(BitMixer.Mix(BitMixer.Mix((ulong)seed + BitMixer.Step) + (uint)draw + BitMixer.Step) + (uint)index);
}
