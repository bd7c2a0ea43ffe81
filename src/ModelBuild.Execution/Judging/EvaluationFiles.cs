using ModelBuild.Core.Digests;
using ModelBuild.Core.Files;
using ModelBuild.Core.Gates;
using ModelBuild.Store;

namespace ModelBuild.Execution.Judging;

/// <summary>The files that evaluation, validation and gates leave, read from the store.</summary>
static class EvaluationFiles
{
    const string Predictions = "predictions.bin";
    const string Replicates = "replicates.bin";
    const string Drift = "drift.json";
    const string Verdict = "gate.json";

    /// <exception cref="EvaluationFormatException">It is not there, or not what it should be.</exception>
    public static EvaluationMetrics ReadMetrics(ContentStore store, Digest output) =>
        EvaluationMetrics.Read(Find(store, output, ModelFiles.Evaluation) ?? throw new EvaluationFormatException($"It has no file {ModelFiles.Evaluation}."));

    /// <returns>Null where there are none.</returns>
    /// <exception cref="EvaluationFormatException"/>
    public static RowPredictions? ReadPredictions(ContentStore store, Digest output) => Read(store, output, Predictions, RowPredictions.Read);

    /// <exception cref="EvaluationFormatException"/>
    public static EvaluatedModel ReadAll(ContentStore store, Digest output) =>
        new(ReadMetrics(store, output), ReadPredictions(store, output), Read(store, output, Replicates, MetricReplicates.Read));

    /// <returns>Null where there is none.</returns>
    /// <exception cref="EvaluationFormatException"/>
    public static IReadOnlyList<ColumnDrift>? ReadDrift(ContentStore store, Digest output) => Find(store, output, Drift) is { } json ? DriftFile.Read(json) : null;

    /// <exception cref="EvaluationFormatException"/>
    public static MethodVerdict ReadVerdict(ContentStore store, Digest output) =>
        VerdictFile.Read(Find(store, output, Verdict) ?? throw new EvaluationFormatException($"It has no file {Verdict}."));

    public static byte[]? Find(ContentStore store, Digest output, string name) =>
        store.ListFolder(output).FirstOrDefault(file => file.Path == name) is { } file ? store.ReadBytes(file.Digest) : null;

    static T? Read<T>(ContentStore store, Digest output, string name, Func<Stream, T> read)
        where T : class
    {
        if (Find(store, output, name) is not { } content)
            return null;
        using var stream = new MemoryStream(content);
        return read(stream);
    }
}
