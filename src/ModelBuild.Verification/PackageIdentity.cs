using System.Buffers;

namespace ModelBuild.Verification;

/// <summary>A package's id and version. Equal as NuGet sees it: case does not count, nor do <c>1.2</c> and <c>1.2.0</c> differ.</summary>
public sealed class PackageIdentity(string id, string version) : IEquatable<PackageIdentity>
{
    const int LongestId = 100;
    const int LongestVersion = 256;

    static readonly SearchValues<char> IdCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
    static readonly SearchValues<char> LabelCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-");

    public string Id { get; } = id;

    /// <summary>As it was written.</summary>
    public string Version { get; } = version;

    /// <summary>As NuGet names files by it: three or four numbers, without build metadata.</summary>
    public string NormalizedVersion => Normalize(Version);

    /// <summary>The name of the package's file, <c>ID.VERSION.nupkg</c>.</summary>
    public string FileName => $"{Id}.{NormalizedVersion}.nupkg";

    /// <summary>
    /// Whether it is the id of a model package: at most 100 of <c>A-Z a-z 0-9 _ . -</c>, where each <c>.</c> and <c>-</c> stands alone
    /// between others (NuGet's own rule, in ASCII), and not the name of a device, which Windows reserves also before a dot.
    /// </summary>
    public static bool IsId(string id) =>
        id.Length is > 0 and <= LongestId && id.AsSpan().IndexOfAnyExcept(IdCharacters) < 0 && !id.Split('.', '-').Contains("") && ModelFileName.WhyRefused(id) is null;

    /// <summary>Whether it is one to four numbers, then perhaps <c>-LABEL</c>, then perhaps <c>+METADATA</c>.</summary>
    public static bool IsVersion(string version)
    {
        if (version.Length is 0 or > LongestVersion)
            return false;
        var (numbers, label, metadata) = Split(version);
        var parts = numbers.Split('.');
        return parts.Length <= 4 && parts.All(part => part.Length is > 0 and <= 10 && part.All(char.IsAsciiDigit) && long.Parse(part) <= int.MaxValue)
            && IsLabel(label) && IsLabel(metadata);
    }

    public bool Equals(PackageIdentity? other) => other is not null
        && Id.Equals(other.Id, StringComparison.OrdinalIgnoreCase)
        && NormalizedVersion.Equals(other.NormalizedVersion, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => Equals(obj as PackageIdentity);

    public override int GetHashCode() => HashCode.Combine(Id.ToUpperInvariant(), NormalizedVersion.ToUpperInvariant());

    public override string ToString() => $"{Id} {Version}";

    static bool IsLabel(string? label) =>
        label is null || (label.AsSpan().IndexOfAnyExcept(LabelCharacters) < 0 && !label.Split('.').Contains(""));

    // https://learn.microsoft.com/nuget/concepts/package-versioning#normalized-version-numbers
    static string Normalize(string version)
    {
        if (!IsVersion(version))
            return version;
        var (numbers, label, _) = Split(version);
        var parts = numbers.Split('.').Select(part => long.Parse(part)).ToList();
        while (parts.Count < 3)
            parts.Add(0);
        if (parts is [_, _, _, 0])
            parts.RemoveAt(3);
        return string.Join('.', parts) + (label is null ? "" : "-" + label);
    }

    static (string Numbers, string? Label, string? Metadata) Split(string version)
    {
        string? label = null, metadata = null;
        if (version.IndexOf('+') is >= 0 and var plus)
            (version, metadata) = (version[..plus], version[(plus + 1)..]);
        if (version.IndexOf('-') is >= 0 and var dash)
            (version, label) = (version[..dash], version[(dash + 1)..]);
        return (version, label, metadata);
    }
}
