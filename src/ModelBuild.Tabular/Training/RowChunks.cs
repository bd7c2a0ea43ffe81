namespace ModelBuild.Tabular;

// Sums over rows, in parallel and yet always in one order: rows are cut into chunks by their number alone, each chunk
// is summed by itself, and the chunks' sums are added in the chunks' order. Any number of threads gives the same bits.
sealed class RowChunks(int rows, int threads, CancellationToken cancellation)
{
    // Adds the sums of rows first .. first + count to what it is given.
    public delegate void Part(int first, int count, double[] sums);

    const int FewestRows = 512;
    const int MostChunks = 64;

    readonly int size = Math.Max(FewestRows, (rows - 1) / MostChunks + 1);
    readonly double[][] partial = new double[Math.Max(1, threads)][];

    // Fills total, whose length says how many sums there are.
    public void Sum(double[] total, Part part)
    {
        Array.Clear(total);
        var chunks = (rows - 1) / size + 1;
        for (var wave = 0; wave < chunks; wave += partial.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            var inWave = Math.Min(partial.Length, chunks - wave);
            for (var i = 0; i < inWave; i++)
                if (partial[i]?.Length != total.Length)
                    partial[i] = new double[total.Length];
            if (inWave == 1)
                SumChunk(wave, 0, part);
            else
            {
                var first = wave;
                Parallel.For(0, inWave, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => SumChunk(first + i, i, part));
            }
            for (var i = 0; i < inWave; i++)
                for (var j = 0; j < total.Length; j++)
                    total[j] += partial[i][j];
        }
    }

    void SumChunk(int chunk, int slot, Part part)
    {
        var first = chunk * size;
        Array.Clear(partial[slot]);
        part(first, Math.Min(size, rows - first), partial[slot]);
    }
}
