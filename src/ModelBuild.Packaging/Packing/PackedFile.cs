using System.Security.Cryptography;
using ModelBuild.Verification;

namespace ModelBuild.Packaging.Packing;

/// <summary>A file of <c>model/</c>: on disk, or made here.</summary>
sealed class PackedFile
{
    readonly string? path;
    readonly byte[]? content;

    PackedFile(ModelResource resource, string? path, byte[]? content) => (Resource, this.path, this.content) = (resource, path, content);

    public ModelResource Resource { get; }

    /// <exception cref="PackingException">MB5045: the name cannot be in a package.</exception>
    public static PackedFile Of(string name, string path)
    {
        if (ModelFileName.WhyRefused(name) is { } reason)
            throw new PackingException("MB5045", $"the model's file '{name}' cannot be packed, because it {reason}. Let the stage write it under another name.");
        using var stream = File.OpenRead(path);
        return new(new(name, Convert.ToHexStringLower(SHA256.HashData(stream)), stream.Length), path, null);
    }

    public static PackedFile Of(string name, byte[] content) =>
        new(new(name, Convert.ToHexStringLower(SHA256.HashData(content)), content.Length), null, content);

    public void WriteTo(string place)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        if (path is not null)
            File.Copy(path, place);
        else
            File.WriteAllBytes(place, content!);
    }
}
