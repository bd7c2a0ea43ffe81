namespace Digits;

/// <summary>Random numbers that depend on the stage's seed, and on what they are for.</summary>
static class Randomness
{
    /// <summary>Another round has other numbers, which do not depend on the rounds before: training can go on from any of them.</summary>
    public static Random From(long seed, int round) => new((int)(seed ^ (seed >> 32)) ^ (round * 7919));
}
