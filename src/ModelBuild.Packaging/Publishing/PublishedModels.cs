using ModelBuild.Packaging.Packing;
using ModelBuild.Verification;
using NuGet.Versioning;

namespace ModelBuild.Packaging.Publishing;

/// <summary>What a feed has under a version. The model's root digest decides, not the archive's bytes: two signatures of one model differ.</summary>
/// <param name="key">The key of who packs and publishes.</param>
public sealed class PublishedModels(Feed feed, TrustedKey key)
{
    /// <param name="root">The root digest of the model that is to be published.</param>
    /// <returns>Null where nothing is published.</returns>
    /// <exception cref="PackingException">MB5061, MB5064.</exception>
    public PublishedModel? Find(string id, NuGetVersion version, string root)
    {
        var folder = Directory.CreateTempSubdirectory("modelbuild-feed-");
        try
        {
            return feed.Download(id, version, folder.FullName) is { } package ? Read(package, root) : null;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The newest listed version, and whether it is the same model; null where there is none that counts.</summary>
    /// <param name="rootAt">The root digest that the model has under a version; null for a version that does not count.</param>
    /// <exception cref="PackingException">MB5061, MB5064.</exception>
    public (NuGetVersion Version, bool IsSame)? FindNewest(string id, bool orPrerelease, Func<NuGetVersion, string?> rootAt)
    {
        var folder = Directory.CreateTempSubdirectory("modelbuild-feed-");
        try
        {
            if (feed.DownloadNewest(id, orPrerelease, folder.FullName) is not { } package)
                return null;
            var version = NuGetVersion.Parse(Path.GetFileNameWithoutExtension(package)[(id.Length + 1)..]);
            return rootAt(version) is { } root ? (version, Read(package, root).IsSame) : null;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    PublishedModel Read(string package, string root)
    {
        try
        {
            var there = PackageContents.ReadRoot(package);
            if (there.RootSha256 != root)
                return new(there.RootSha256, IsSame: false, IsOurs: false);
            _ = ModelVerifier.Verify(package, new(key));
            return new(root, IsSame: true, IsOurs: true);
        }
        catch (VerificationException e) when (e.Code == "MB5015")
        {
            return new(root, IsSame: true, IsOurs: false);
        }
        catch (VerificationException e)
        {
            throw new PackingException("MB5064", $"'{Path.GetFileName(package)}' on the feed '{feed.Source}' is no whole model package: {e.Message}");
        }
    }
}

/// <summary>What is published under a version.</summary>
/// <param name="Root">Its root digest.</param>
/// <param name="IsSame">Whether that is the digest of the model that is to be published.</param>
/// <param name="IsOurs">Whether it is the same and the same key signed it.</param>
public sealed record PublishedModel(string Root, bool IsSame, bool IsOurs);
