using ModelBuild.Packaging.Publishing;
using NuGet.Versioning;

namespace ModelBuild.Packaging.Packing;

/// <summary>
/// The version of a model that is retrained without anybody to choose one: that under which it is published, else the first
/// free one after the newest. A release counts its third number up, a pre-release its last: 1.0.0-beta.1 is followed by
/// 1.0.0-beta.2, and neither becomes the other.
/// </summary>
/// <param name="least">The project's version.</param>
sealed class AutomaticVersion(PublishedModels published, NuGetVersion least)
{
    /// <summary>So many versions in a row are asked for when the newest that is listed is of another line, or none is.</summary>
    const int Most = 100;

    /// <param name="rootAt">The root digest that the model has under a version, which is part of it.</param>
    /// <exception cref="PackingException">MB5042, and what <see cref="PublishedModels"/> says.</exception>
    public NuGetVersion Find(string id, Func<NuGetVersion, string> rootAt)
    {
        var version = least;
        _ = After(least); // a version that cannot be counted up is an error the first time, too
        if (published.FindNewest(id, least.IsPrerelease, newest => newest >= least && IsInLine(newest) ? rootAt(newest) : null) is { } newest)
        {
            if (newest.IsSame)
                return newest.Version;
            version = After(newest.Version);
        }
        for (var i = 0; i < Most; i++, version = After(version))
            if (published.Find(id, version, rootAt(version)) is null or { IsSame: true })
                return version;
        throw new PackingException("MB5060", $"the feed has {Most} other models as {id} from {least.ToNormalizedString()} on. Raise the project's Version.");
    }

    bool IsInLine(NuGetVersion version) => version.Revision == 0 && version.IsPrerelease == least.IsPrerelease
        && (!least.IsPrerelease || (VersionComparer.Version.Equals(version, least) && version.ReleaseLabels.SkipLast(1).SequenceEqual(least.ReleaseLabels.SkipLast(1)) && Counter(version) is not null));

    static NuGetVersion After(NuGetVersion version) => !version.IsPrerelease
        ? new(version.Major, version.Minor, version.Patch + 1)
        : Counter(version) is { } counter
        ? new(version.Major, version.Minor, version.Patch, [.. version.ReleaseLabels.SkipLast(1), $"{counter + 1}"], metadata: null)
        : throw new PackingException("MB5042", $"the pre-release {version.ToNormalizedString()} cannot be counted up, as ModelVersionMode=auto does. Let its label end in a number of its own, such as {version.Major}.{version.Minor}.{version.Patch}-beta.1.");

    static int? Counter(NuGetVersion prerelease) => int.TryParse(prerelease.ReleaseLabels.Last(), out var counter) && counter < int.MaxValue ? counter : null;
}
