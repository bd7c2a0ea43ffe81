using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Some of a table's rows, where all would take long: chosen by a hash of their number, so that no pattern in their order is hit.
static class RowSample
{
    // All rows where there are at most so many, otherwise about that many; in their order.
    public static int[] Of(int rows, int most)
    {
        if (rows <= most)
        {
            var all = new int[rows];
            for (var row = 0; row < rows; row++)
                all[row] = row;
            return all;
        }
        var limit = ulong.MaxValue / (ulong)rows * (ulong)most;
        var sample = new List<int>(most + most / 8);
        for (var row = 0; row < rows; row++)
            if (BitMixer.Mix((ulong)row + BitMixer.Step) < limit)
                sample.Add(row);
        return [.. sample];
    }
}
