using ModelBuild.Core.Digests;

namespace ModelBuild.Store.Housekeeping;

/// <summary>A stage key or an object that somebody wants to keep, and why.</summary>
public sealed record Pin(Digest Digest, string Note);

/// <summary>The pins of a cache: <c>root/pins/DIGEST</c>, a file with the note each.</summary>
public sealed class Pins(string root)
{
    readonly string folder = Path.Combine(Path.GetFullPath(root), "pins");

    /// <summary>In the order of their digests.</summary>
    public IReadOnlyList<Pin> All() => !Directory.Exists(folder) ? [] :
    [
        .. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Where(path => Digest.TryParse("sha256:" + Path.GetFileName(path), out _))
            .Select(path => new Pin(Digest.Parse("sha256:" + Path.GetFileName(path)), File.ReadAllText(path).TrimEnd())),
    ];

    /// <exception cref="IOException">The cache cannot be written.</exception>
    public void Add(Pin pin)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, pin.Digest.Hex), pin.Note + "\n");
    }

    /// <returns>Whether there was such a pin.</returns>
    public bool Remove(Digest digest)
    {
        var path = Path.Combine(folder, digest.Hex);
        var found = File.Exists(path);
        File.Delete(path);
        return found;
    }
}
