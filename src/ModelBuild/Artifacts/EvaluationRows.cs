namespace ModelBuild;

// The files beside evaluation.json that are about single rows and resamples. An evaluation that has none of them writes none.
static class EvaluationRows
{
    const string PredictionsName = "predictions.bin";
    const string TrainingRowsName = "training-rows.bin";
    const string ReplicatesName = "replicates.bin";

    static ReadOnlySpan<byte> PredictionsMagic => "MBPRED01"u8;
    static ReadOnlySpan<byte> TrainingRowsMagic => "MBROWS01"u8;
    static ReadOnlySpan<byte> ReplicatesMagic => "MBREPL01"u8;

    public static void Write(string folder, Evaluation evaluation)
    {
        if (evaluation.Predictions is { } predictions)
            Write(Path.Combine(folder, PredictionsName), predictions);
        if (evaluation.TrainingRows is { } rows)
            Write(Path.Combine(folder, TrainingRowsName), rows);
        if (evaluation.Intervals is { Replicates.Count: > 0 })
            WriteReplicates(Path.Combine(folder, ReplicatesName), evaluation);
    }

    public static RowPredictions? ReadPredictions(string folder)
    {
        using var file = Open(folder, PredictionsName);
        if (file is null)
            return null;
        BinaryFormat.CheckMagic(file, PredictionsMagic, PredictionsName);
        var flags = (Columns)file.ReadInt32();
        var labels = new string[file.ReadInt32()];
        for (var k = 0; k < labels.Length; k++)
            labels[k] = BinaryFormat.ReadText(file);
        var identity = BinaryFormat.ReadText(file);
        var rows = checked((int)file.ReadInt64());
        var ids = BinaryFormat.ReadIds(file, rows);
        var weights = flags.HasFlag(Columns.Weights) ? BinaryFormat.ReadDoubles(file, rows) : null;
        var truth = ReadOutcomes();
        var predicted = ReadOutcomes();
        var scores = flags.HasFlag(Columns.Scores) ? BinaryFormat.ReadDoubles(file, rows) : null;
        var slices = new PredictedSlice[file.ReadInt32()];
        for (var i = 0; i < slices.Length; i++)
            slices[i] = new(BinaryFormat.ReadText(file), BinaryFormat.ReadText(file), BinaryFormat.ReadInts(file, checked((int)file.ReadInt64())));
        return new() { Labels = labels, Identity = identity, Ids = ids, Truth = truth, Predicted = predicted, Scores = scores, Weights = weights, Slices = slices };

        double[] ReadOutcomes() => labels.Length == 0
            ? BinaryFormat.ReadDoubles(file, rows)
            : Array.ConvertAll(BinaryFormat.ReadInts(file, rows), index => (double)index);
    }

    public static TrainingRowIds? ReadTrainingRows(string folder)
    {
        using var file = Open(folder, TrainingRowsName);
        if (file is null)
            return null;
        BinaryFormat.CheckMagic(file, TrainingRowsMagic, TrainingRowsName);
        return new(BinaryFormat.ReadText(file), BinaryFormat.ReadIds(file, checked((int)file.ReadInt64())));
    }

    // By slice, whose column and value are null for all rows.
    public static IReadOnlyDictionary<(string?, string?), (long Seed, IReadOnlyList<MetricReplicates> Metrics)> ReadReplicates(string folder)
    {
        var read = new Dictionary<(string?, string?), (long, IReadOnlyList<MetricReplicates>)>();
        using var file = Open(folder, ReplicatesName);
        if (file is null)
            return read;
        BinaryFormat.CheckMagic(file, ReplicatesMagic, ReplicatesName);
        var (samples, seed, sets) = (file.ReadInt32(), file.ReadInt64(), file.ReadInt32());
        for (var i = 0; i < sets; i++)
        {
            (string?, string?) slice = file.ReadInt32() == 0 ? (null, null) : (BinaryFormat.ReadText(file), BinaryFormat.ReadText(file));
            _ = file.ReadInt64();
            var metrics = new MetricReplicates[file.ReadInt32()];
            for (var k = 0; k < metrics.Length; k++)
                metrics[k] = new(BinaryFormat.ReadText(file), BinaryFormat.ReadDoubles(file, samples));
            read[slice] = (seed, metrics);
        }
        return read;
    }

    static void Write(string path, RowPredictions predictions)
    {
        Check(predictions);
        using var file = new BinaryWriter(File.Create(path));
        BinaryFormat.WriteMagic(file, PredictionsMagic);
        file.Write((int)((predictions.Weights is null ? Columns.None : Columns.Weights) | (predictions.Scores is null ? Columns.None : Columns.Scores)));
        file.Write(predictions.Labels.Count);
        foreach (var label in predictions.Labels)
            BinaryFormat.WriteText(file, label);
        BinaryFormat.WriteText(file, predictions.Identity);
        file.Write((long)predictions.Ids.Count);
        BinaryFormat.Write(file, predictions.Ids);
        if (predictions.Weights is { } weights)
            BinaryFormat.Write(file, weights);
        WriteOutcomes(predictions.Truth);
        WriteOutcomes(predictions.Predicted);
        if (predictions.Scores is { } scores)
            BinaryFormat.Write(file, scores);
        file.Write(predictions.Slices.Count);
        foreach (var (column, value, rows) in predictions.Slices)
        {
            BinaryFormat.WriteText(file, column);
            BinaryFormat.WriteText(file, value);
            file.Write((long)rows.Count);
            BinaryFormat.Write(file, rows);
        }

        void WriteOutcomes(IReadOnlyList<double> outcomes)
        {
            if (predictions.Labels.Count == 0)
                BinaryFormat.Write(file, outcomes);
            else
                BinaryFormat.Write(file, (int[])[.. outcomes.Select(index => (int)index)]);
        }
    }

    static void Write(string path, TrainingRowIds rows)
    {
        var ids = rows.Ids.ToArray();
        Array.Sort(ids);
        var distinct = 0;
        for (var i = 0; i < ids.Length; i++)
            if (i == 0 || ids[i] != ids[i - 1])
                ids[distinct++] = ids[i];
        using var file = new BinaryWriter(File.Create(path));
        BinaryFormat.WriteMagic(file, TrainingRowsMagic);
        BinaryFormat.WriteText(file, rows.Identity);
        file.Write((long)distinct);
        BinaryFormat.Write(file, new ArraySegment<ulong>(ids, 0, distinct));
    }

    static void WriteReplicates(string path, Evaluation evaluation)
    {
        var slices = evaluation.Slices.Where(slice => slice.Intervals is { Replicates.Count: > 0 }).ToList();
        var all = evaluation.Intervals!;
        using var file = new BinaryWriter(File.Create(path));
        BinaryFormat.WriteMagic(file, ReplicatesMagic);
        file.Write(all.Samples);
        file.Write(all.Seed);
        file.Write(1 + slices.Count);
        file.Write(0);
        WriteSet(evaluation.Rows, all);
        foreach (var slice in slices)
        {
            file.Write(1);
            BinaryFormat.WriteText(file, slice.Column);
            BinaryFormat.WriteText(file, slice.Value);
            WriteSet(slice.Rows, slice.Intervals!);
        }

        void WriteSet(long rows, MetricIntervals intervals)
        {
            file.Write(rows);
            file.Write(intervals.Replicates.Count);
            foreach (var (metric, values) in intervals.Replicates)
            {
                if (values.Count != all.Samples || intervals.Seed != all.Seed)
                    throw new ArgumentException($"The metric '{metric}' has {values.Count} replicates, and the evaluation says that it has {all.Samples} samples of one seed.", nameof(evaluation));
                BinaryFormat.WriteText(file, metric);
                BinaryFormat.Write(file, values);
            }
        }
    }

    static void Check(RowPredictions predictions)
    {
        var rows = predictions.Ids.Count;
        foreach (var (column, count) in new[]
        {
            (nameof(RowPredictions.Truth), predictions.Truth.Count), (nameof(RowPredictions.Predicted), predictions.Predicted.Count),
            (nameof(RowPredictions.Scores), predictions.Scores?.Count ?? rows), (nameof(RowPredictions.Weights), predictions.Weights?.Count ?? rows),
        })
            if (count != rows)
                throw new ArgumentException($"The predictions have {rows} ids, and {count} entries of {column}.", nameof(predictions));
        if (predictions.Labels.Count == 0)
            return;
        foreach (var outcomes in new[] { predictions.Truth, predictions.Predicted })
            for (var row = 0; row < rows; row++)
                if (!(outcomes[row] >= 0 && outcomes[row] < predictions.Labels.Count && outcomes[row] == Math.Floor(outcomes[row])))
                    throw new ArgumentException($"{outcomes[row]} is no index of the {predictions.Labels.Count} labels.", nameof(predictions));
    }

    static BinaryReader? Open(string folder, string name) =>
        Path.Combine(folder, name) is var path && File.Exists(path) ? new(File.OpenRead(path)) : null;

    [Flags]
    enum Columns
    {
        None = 0,
        Weights = 1,
        Scores = 2,
    }
}
