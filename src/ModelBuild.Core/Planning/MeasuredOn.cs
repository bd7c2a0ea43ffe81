using System.Text.Json;
using ModelBuild.Core.Digests;

namespace ModelBuild.Core.Planning;

/// <summary>What a model was measured on, <see cref="ModelPlan.MeasuredOn"/>, in the manifest of its package.</summary>
public static class MeasuredOn
{
    const string Member = "measuredOnSha256";

    public static void Write(Utf8JsonWriter manifest, Digest measured) => manifest.WriteString(Member, measured.Hex);

    /// <returns>Null for a manifest of an older form, or of a model that was not measured.</returns>
    public static Digest? Read(ReadOnlyMemory<byte> manifest)
    {
        try
        {
            using var document = JsonDocument.Parse(manifest);
            return document.RootElement.TryGetProperty(Member, out var digest) && Digest.TryParse($"sha256:{digest.GetString()}", out var measured) ? measured : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
