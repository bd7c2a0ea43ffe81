using System.Text.Json;

namespace ModelBuild.Verification;

/// <summary>What verifying needs of <c>model/modelbuild.manifest.json</c>; its other members are lineage, for others to read.</summary>
public sealed class ModelManifest
{
    /// <summary>Its name below <c>model/</c>.</summary>
    public const string FileName = "modelbuild.manifest.json";

    /// <summary>The one format that this version reads.</summary>
    public const int Format = 1;

    /// <summary>In bytes.</summary>
    public const int Largest = 16 << 20;

    const int Deepest = 64;

    ModelManifest(PackageIdentity identity, string modelId, long sequence, bool isReleasable, IReadOnlyList<ModelResource> files) =>
        (Identity, ModelId, Sequence, IsReleasable, Files) = (identity, modelId, sequence, isReleasable, files);

    public PackageIdentity Identity { get; }

    public string ModelId { get; }

    /// <summary>Grows from version to version of a model; a policy can refuse a smaller one than it has seen.</summary>
    public long Sequence { get; }

    /// <summary>False of a model that was trained on a sample of its data: to try the pipeline, not to be used.</summary>
    public bool IsReleasable { get; }

    /// <summary>Every file below <c>model/</c> but the manifest itself, which cannot tell its own digest.</summary>
    public IReadOnlyList<ModelResource> Files { get; }

    /// <summary>Reads a manifest, tolerating further members.</summary>
    /// <exception cref="VerificationException">A member is missing or wrong, or the format is not known.</exception>
    public static ModelManifest Read(ReadOnlyMemory<byte> json, string place)
    {
        var reader = new StrictJson(place, "model/" + FileName, Codes.BadManifest);
        return json.Length > Largest
            ? throw reader.Wrong($"the manifest has {json.Length} bytes, more than {Largest}")
            : reader.Read(json, Deepest, root => Read(reader, root, place));
    }

    static ModelManifest Read(StrictJson reader, JsonElement root, string place)
    {
        if (reader.Number(root, "formatVersion") is var format && format != Format)
            throw new VerificationException(Codes.UnknownFormat, place,
                $"model/{FileName} has format version {format} and this version of ModelBuild reads {Format}. Update ModelBuild.");
        var id = reader.Text(root, "packageId");
        var version = reader.Text(root, "packageVersion");
        if (!PackageIdentity.IsId(id))
            throw reader.Wrong($"'packageId' is {Wording.Quote(id)}, which is no package id");
        if (!PackageIdentity.IsVersion(version))
            throw reader.Wrong($"'packageVersion' is {Wording.Quote(version)}, which is no package version");
        var modelId = reader.Text(root, "modelId");
        if (modelId.Length == 0)
            throw reader.Wrong("'modelId' is empty");
        return new(new(id, version), modelId, reader.Number(root, "sequence"), IsForRelease(reader, root), ReadFiles(reader, reader.Member(root, "model")));
    }

    static bool IsForRelease(StrictJson reader, JsonElement root) => !root.TryGetProperty("releasable", out var releasable) || releasable.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw reader.Wrong($"'releasable' is {releasable.ValueKind}, and must be true or false"),
    };

    static List<ModelResource> ReadFiles(StrictJson reader, JsonElement model)
    {
        var files = new List<ModelResource>();
        var seen = new HashSet<string>(ModelFileName.Comparer) { FileName };
        foreach (var item in reader.List(model, "files"))
        {
            reader.OnlyMembers(item, "a file", "path", "sha256", "bytes");
            var file = new ModelResource(reader.Text(item, "path"), reader.Digest(item, "sha256"), reader.Number(item, "bytes"));
            if (ModelFileName.WhyRefused(file.Path) is { } reason)
                throw reader.Wrong($"the file {Wording.Quote(file.Path)} cannot be: its name {reason}");
            if (!seen.Add(file.Path))
                throw reader.Wrong($"the file '{file.Path}' is listed twice, if case is ignored, or is the manifest itself");
            files.Add(file);
        }
        return files;
    }
}
