namespace ModelBuild.Tabular;

// Sums over blocks of rows, in parallel and yet always in one order: the blocks are cut into runs by their number and the
// number of sums alone, each run is summed by itself, and the runs' sums are added in order. Any number of threads gives the same bits.
sealed class BlockSums(int threads, CancellationToken cancellation)
{
    const int MostRuns = 64;
    const int FewestRuns = 8;
    const int MostNumbers = 1 << 24; // of all runs together, where FewestRuns allow it

    double[][] partial = [];

    // Adds what a block gives to the sums. The scratch is the thread's own, and lives as long as the call of Sum.
    public delegate void Part<T>(int block, double[] sums, T scratch);

    // Fills total, whose length says how many sums there are.
    public void Sum<T>(double[] total, int blocks, Func<T> scratch, Part<T> part)
    {
        var runs = Math.Min(blocks, Math.Clamp(MostNumbers / Math.Max(1, total.Length), FewestRuns, MostRuns));
        if (partial.Length < runs)
            Array.Resize(ref partial, runs);
        Parallel.For(0, runs, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = cancellation }, scratch, (run, _, mine) =>
        {
            if (partial[run]?.Length != total.Length)
                partial[run] = new double[total.Length];
            else
                Array.Clear(partial[run]);
            var end = (int)((run + 1L) * blocks / runs);
            for (var block = (int)((long)run * blocks / runs); block < end; block++)
                part(block, partial[run], mine);
            return mine;
        }, _ => { });
        Array.Clear(total);
        for (var run = 0; run < runs; run++)
            Kernels.Add(total, 1, partial[run]);
    }
}
