using System.Text.Json;
using ModelBuild.Core.Files;
using ModelBuild.Core.Gates;
using ModelBuild.Packaging;
using ModelBuild.Verification;

namespace ModelBuild.Tool;

/// <summary>A model that is to be judged as it is: the folder that a build left, or a package, which is verified first.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Title">What messages call it.</param>
/// <param name="Evaluation">What was measured of it; null where nothing was.</param>
/// <param name="Bytes">The size of its own files.</param>
/// <param name="MeasuredOn">What it was measured on and with, where its manifest says it: the same for models that can be compared.</param>
sealed record JudgedFiles(string Name, string Title, EvaluationMetrics? Evaluation, long Bytes, string? MeasuredOn)
{
    /// <param name="keys">The keys that count for a package.</param>
    /// <exception cref="IOException">There is nothing that can be read.</exception>
    /// <exception cref="VerificationException">A package cannot be trusted.</exception>
    /// <exception cref="SigningException"/>
    /// <exception cref="EvaluationFormatException"/>
    public static JudgedFiles Read(string path, Func<string, TrustedKeys> keys)
    {
        if (Directory.Exists(path) && File.Exists(Path.Combine(path, ModelFiles.Gates)))
            return OfFolder(Path.GetFullPath(path));
        if (!File.Exists(path) && !(Directory.Exists(Path.Combine(path, "model")) && Directory.Exists(Path.Combine(path, "modelbuild"))))
            throw new IOException($"'{path}' is neither the folder of a model, such as bin/Debug/net10.0/models/NAME, nor a model package (.nupkg) or the folder of one.");
        var verified = ModelVerifier.Verify(path, keys(path), new() { Keep = file => file.Path is ModelFiles.Evaluation or ModelFiles.Metrics or ModelFiles.Manifest });
        return new(
            verified.ModelId, $"{verified.Identity.Id} {verified.Identity.NormalizedVersion}",
            ReadEvaluation(name => verified.Files.Any(file => file.Path == name) ? verified.Read(name).ToArray() : null),
            verified.Files.Where(file => ModelFiles.IsOwn(file.Path)).Sum(file => file.Bytes), MeasuredOnOf(verified.Read(ModelFiles.Manifest)));
    }

    static JudgedFiles OfFolder(string folder)
    {
        var files = ModelFiles.In(folder).Where(file => ModelFiles.IsOwn(file.Name));
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        return new(name, name, ReadEvaluation(file => File.Exists(Path.Combine(folder, file)) ? File.ReadAllBytes(Path.Combine(folder, file)) : null), files.Sum(file => new FileInfo(file.File).Length), null);
    }

    static EvaluationMetrics? ReadEvaluation(Func<string, byte[]?> read) => (read(ModelFiles.Evaluation) ?? read(ModelFiles.Metrics)) is { } json ? EvaluationMetrics.Read(json) : null;

    static string? MeasuredOnOf(ReadOnlyMemory<byte> manifest)
    {
        using var document = JsonDocument.Parse(manifest);
        return document.RootElement.TryGetProperty("measuredOnSha256", out var digest) && digest.ValueKind == JsonValueKind.String ? digest.GetString() : null;
    }
}
