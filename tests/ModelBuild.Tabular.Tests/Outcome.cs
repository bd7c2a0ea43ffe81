namespace ModelBuild.Tabular.Tests;

static class Outcome
{
    // The errors that a stage reports.
    public static IReadOnlyList<StageError> Errors(Action stage) => Should.Throw<StageException>(stage).Errors;

    // The only error that a stage reports.
    public static StageError Error(Action stage) => Errors(stage).ShouldHaveSingleItem();

    public static Evaluation Evaluate(TrainedModel model, TableSplit split, EvaluateOptions options) =>
        TabularPipeline.Evaluate(model, split, options, new() { Label = model.Model.Schema.Label }, new(), new RecordingContext(), []);

    public static double Metric(this Evaluation evaluation, string name) => evaluation.Metrics.Single(metric => metric.Key == name).Value;

    public static double Metric(this EvaluationSlice slice, string name) => slice.Metrics.Single(metric => metric.Key == name).Value;

    // SHA-256 over the names and bytes of what an artifact writes.
    public static string Digest(this IArtifact artifact)
    {
        using var folder = new TemporaryFolder();
        artifact.Write(folder.Path);
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        foreach (var path in Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder.Path, path).Replace('\\', '/')).Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(Path.Combine(folder.Path, path));
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{path}\n{bytes.Length}\n"));
            hash.AppendData(bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // What a stage gets that reads the artifact from a folder.
    public static T Reread<T>(this T artifact) where T : IArtifact<T>
    {
        using var folder = new TemporaryFolder();
        artifact.Write(folder.Path);
        return T.Read(folder.Path);
    }
}
