using ModelBuild.Packaging.Packing;
using ModelBuild.Verification;
using NuGet.Versioning;

namespace ModelBuild.Packaging.Publishing;

/// <summary>
/// What a feed has under a version. The model's root digest decides and who signed it, not the archive's bytes: two signatures
/// of one model differ.
/// </summary>
/// <param name="key">The key of who packs and publishes.</param>
public sealed class PublishedModels(Feed feed, TrustedKey key)
{
    /// <param name="root">The root digest of the model that is to be published.</param>
    /// <returns>The root digest that is published: <paramref name="root"/>, or that of another model; null where nothing is.</returns>
    /// <exception cref="PackingException">MB5061, MB5064, MB5065.</exception>
    public string? FindRoot(string id, NuGetVersion version, string root)
    {
        var folder = Directory.CreateTempSubdirectory("modelbuild-feed-");
        try
        {
            return feed.Download(id, version, folder.FullName) is { } package ? RootOf(package, root) : null;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The newest listed version, and its root digest; null where there is none.</summary>
    /// <param name="rootAt">The root digest that the model has under a version.</param>
    /// <exception cref="PackingException">MB5061, MB5064, MB5065.</exception>
    public (NuGetVersion Version, bool IsSame)? FindNewest(string id, bool orPrerelease, Func<NuGetVersion, string> rootAt)
    {
        var folder = Directory.CreateTempSubdirectory("modelbuild-feed-");
        try
        {
            if (feed.DownloadNewest(id, orPrerelease, folder.FullName) is not { } package)
                return null;
            var version = NuGetVersion.Parse(Path.GetFileNameWithoutExtension(package)[(id.Length + 1)..]);
            return (version, RootOf(package, rootAt(version)) == rootAt(version));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    string RootOf(string package, string expected)
    {
        string root;
        try
        {
            root = PackageContents.ReadRoot(package).RootSha256;
            if (root == expected)
                _ = ModelVerifier.Verify(package, new(key));
        }
        catch (VerificationException e) when (e.Code == "MB5015")
        {
            throw new PackingException("MB5065",
                $"'{Path.GetFileName(package)}' on the feed '{feed.Source}' is the same model under another signature, not of your key {key.Id}. Sign with the key that it is signed with, or raise the Version to publish it with yours.");
        }
        catch (VerificationException e)
        {
            throw new PackingException("MB5064", $"'{Path.GetFileName(package)}' on the feed '{feed.Source}' is no whole model package: {e.Message}");
        }
        return root;
    }
}
