using System.Text.Json;
using ModelBuild.Core.Gates;
using ModelBuild.Packaging;
using ModelBuild.Verification;

namespace ModelBuild.Tool;

/// <summary>A model that is to be judged as it is: the folder that a build left, or a package, which is verified first.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Title">What messages call it.</param>
/// <param name="Evaluation">What was measured of it; null where nothing was.</param>
/// <param name="Bytes">The size of its own files.</param>
/// <param name="Split">The digest of the rows that it was divided from, where its manifest says it.</param>
sealed record JudgedFiles(string Name, string Title, EvaluationMetrics? Evaluation, long Bytes, string? Split)
{
    const string EvaluationFile = "evaluation.json";
    const string MetricsFile = "metrics.json";

    /// <summary>What a build, and packing, puts beside the model's own files.</summary>
    static readonly string[] Beside =
        [EvaluationFile, MetricsFile, "gates.json", "profile.json", "training-rows.bin", ModelManifest.FileName, "mlbom.cdx.json", "README.md"];

    /// <param name="keys">The keys that count for a package.</param>
    /// <exception cref="IOException">There is nothing that can be read.</exception>
    /// <exception cref="VerificationException">A package cannot be trusted.</exception>
    /// <exception cref="SigningException"/>
    /// <exception cref="EvaluationFormatException"/>
    public static JudgedFiles Read(string path, Func<string, TrustedKeys> keys)
    {
        if (Directory.Exists(path) && File.Exists(Path.Combine(path, "gates.json")))
            return OfFolder(Path.GetFullPath(path));
        if (!File.Exists(path) && !(Directory.Exists(Path.Combine(path, "model")) && Directory.Exists(Path.Combine(path, "modelbuild"))))
            throw new IOException($"'{path}' is neither the folder of a model, such as bin/Debug/net10.0/models/NAME, nor a model package (.nupkg) or the folder of one.");
        var verified = ModelVerifier.Verify(path, keys(path), new() { Keep = file => file.Path is EvaluationFile or MetricsFile or ModelManifest.FileName });
        return new(
            verified.ModelId, $"{verified.Identity.Id} {verified.Identity.NormalizedVersion}",
            ReadEvaluation(name => verified.Files.Any(file => file.Path == name) ? verified.Read(name).ToArray() : null),
            verified.Files.Where(file => !Beside.Contains(file.Path)).Sum(file => file.Bytes), SplitOf(verified.Read(ModelManifest.FileName)));
    }

    static JudgedFiles OfFolder(string folder)
    {
        var reports = Path.Combine(folder, "reports") + Path.DirectorySeparatorChar;
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !Beside.Contains(Path.GetRelativePath(folder, file)) && !file.StartsWith(reports, StringComparison.Ordinal));
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        return new(name, name, ReadEvaluation(file => File.Exists(Path.Combine(folder, file)) ? File.ReadAllBytes(Path.Combine(folder, file)) : null), files.Sum(file => new FileInfo(file).Length), null);
    }

    static EvaluationMetrics? ReadEvaluation(Func<string, byte[]?> read) => (read(EvaluationFile) ?? read(MetricsFile)) is { } json ? EvaluationMetrics.Read(json) : null;

    static string? SplitOf(ReadOnlyMemory<byte> manifest)
    {
        using var document = JsonDocument.Parse(manifest);
        foreach (var stage in document.RootElement.GetProperty("stages").EnumerateArray())
            if (stage.GetProperty("stage").GetString() == "split")
                return stage.GetProperty("outputSha256").GetString();
        return null;
    }
}
