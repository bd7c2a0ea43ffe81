namespace ModelBuild.Core.Gates;

/// <summary>What metrics were on each resample of the rows: <c>replicates.bin</c>, as <c>ModelBuild.Evaluation</c> writes it.</summary>
/// <remarks>
/// <c>MBREPL01</c>; int32 number of samples; int64 seed; int32 number of sets, first that of all rows; each set: int32 0 for all rows or 1 for a slice,
/// then its column and value as texts; int64 number of rows; int32 number of metrics, each a text and the values of all samples (double, NaN where a
/// sample does not define it). All little-endian; a text is its length in bytes (int32) and UTF-8.
/// </remarks>
public sealed class MetricReplicates(int samples, long seed)
{
    // What dictionaries cannot have as a key is all rows.
    readonly Dictionary<SliceName, ReplicatedRows> slices = [];
    ReplicatedRows? all;

    public int Samples => samples;

    /// <summary>Of the same rows, resamples of one seed are the same.</summary>
    public long Seed => seed;

    /// <summary>Those of all rows, or of a slice; null where there are none.</summary>
    public ReplicatedRows? Find(SliceName? slice) => slice is null ? all : slices.GetValueOrDefault(slice);

    /// <exception cref="EvaluationFormatException">The content is anything else.</exception>
    public static MetricReplicates Read(Stream content)
    {
        var file = new BinaryColumns(content, "MBREPL01", "replicates.bin").Begin();
        var read = new MetricReplicates(file.Count("samples"), file.Long());
        for (var left = file.Count("sets"); left > 0; left--)
        {
            var slice = file.Count("kinds") switch
            {
                0 => null,
                1 => new SliceName(file.Text(), file.Text()),
                var kind => throw file.Wrong($"has a set of the unknown kind {kind}"),
            };
            var rows = file.LongCount("rows");
            var values = new Dictionary<string, double[]>(StringComparer.Ordinal);
            for (var metrics = file.Count("metrics"); metrics > 0; metrics--)
                if (file.Text() is var metric && !values.TryAdd(metric, file.Doubles(read.Samples)))
                    throw file.Wrong($"has the metric {metric} twice");
            if (!read.Add(slice, new(rows, values)))
                throw file.Wrong(slice is null ? "has all rows twice" : $"has the slice {slice} twice");
        }
        file.End();
        return read;
    }

    /// <returns>False where it is there already.</returns>
    public bool Add(SliceName? slice, ReplicatedRows rows)
    {
        if (slice is not null)
            return slices.TryAdd(slice, rows);
        if (all is not null)
            return false;
        all = rows;
        return true;
    }
}

/// <param name="Rows">How many rows there are, of which each sample draws as many.</param>
/// <param name="Metrics">By name the values of all samples, in their order.</param>
public sealed record ReplicatedRows(long Rows, IReadOnlyDictionary<string, double[]> Metrics);
