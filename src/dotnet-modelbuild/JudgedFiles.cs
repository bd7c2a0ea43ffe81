using System.Text.Json;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Files;
using ModelBuild.Core.Gates;
using ModelBuild.Packaging;
using ModelBuild.Store.Inputs;
using ModelBuild.Verification;

namespace ModelBuild.Tool;

/// <summary>A model that is to be judged as it is: the folder that a build left, or a package, which is verified first.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Title">What messages call it.</param>
/// <param name="Evaluation">What was measured of it; null where nothing was.</param>
/// <param name="Bytes">The size of its own files.</param>
/// <param name="MeasuredOn">What it was measured on and with, where its manifest says it: the same for models that can be compared.</param>
sealed record JudgedFiles(string Name, string Title, EvaluationMetrics? Evaluation, long Bytes, Digest? MeasuredOn)
{
    const long LargestEvaluation = 256 << 20;

    /// <param name="keys">The keys that count for a package.</param>
    /// <exception cref="IOException">There is nothing that can be read.</exception>
    /// <exception cref="VerificationException">A package cannot be trusted.</exception>
    /// <exception cref="SigningException"/>
    /// <exception cref="EvaluationFormatException"/>
    /// <exception cref="ArtifactException">There is something in a folder that is no regular file.</exception>
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
            verified.Files.Where(file => ModelFiles.IsOwn(file.Path)).Sum(file => file.Bytes), Core.Planning.MeasuredOn.Read(verified.Read(ModelFiles.Manifest)));
    }

    static JudgedFiles OfFolder(string folder)
    {
        InputDigests.Hash(folder); // which takes no links, pipes and the like
        var files = ModelFiles.In(folder).Where(file => ModelFiles.IsOwn(file.Name)).ToList();
        if (files.Count == 0)
            throw new IOException($"'{folder}' has no file of a model, only what lies beside one.");
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        return new(name, name, ReadEvaluation(file => ReadFile(Path.Combine(folder, file))), files.Sum(file => new FileInfo(file.File).Length), null) { IsOfEarlierBuild = HasFailedReports(folder) };
    }

    /// <summary>Whether the folder's reports are of a later build, which failed.</summary>
    public bool IsOfEarlierBuild { get; init; }

    static bool HasFailedReports(string folder)
    {
        var file = Path.Combine(folder, ModelFiles.Reports, ModelFiles.Gates);
        try
        {
            if (!File.Exists(file))
                return false;
            using var gates = JsonDocument.Parse(File.ReadAllBytes(file));
            return gates.RootElement.EnumerateArray().Any(gate => gate.GetProperty("verdict").GetString() == "failed");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return false; // somebody else's
        }
    }

    static EvaluationMetrics? ReadEvaluation(Func<string, byte[]?> read) => (read(ModelFiles.Evaluation) ?? read(ModelFiles.Metrics)) is { } json ? EvaluationMetrics.Read(json) : null;

    static byte[]? ReadFile(string path) =>
        !File.Exists(path) ? null
        : new FileInfo(path).Length <= LargestEvaluation ? File.ReadAllBytes(path)
        : throw new EvaluationFormatException($"'{path}' has {new FileInfo(path).Length} bytes, more than {LargestEvaluation}.");
}
