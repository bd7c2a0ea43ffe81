using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Protocol;
using ModelBuild.Execution.Judging;
using ModelBuild.Packaging;
using ModelBuild.Packaging.Packing;
using ModelBuild.Packaging.Publishing;
using ModelBuild.Verification;
using NuGet.Versioning;

namespace ModelBuild.Tool;

/// <summary>Takes champions from packages, on feeds and in folders: verified, or not at all.</summary>
sealed class ChampionPackages(ChampionOrder order, string dotnet, CancellationToken cancellation) : IChampionPackages
{
    public ChampionPackage? Find(PackagedChampion source)
    {
        var feed = source.Feed is { } named
            ? new FeedOrder(FeedOrder.SourceOf(named, Path.GetDirectoryName(source.Place.File)!), order.ProjectFolder, order.Feed?.ApiKeyVariable, order.Feed?.AllowInsecureConnections ?? false)
            : order.Feed ?? throw new ChampionException("nothing says on which feed it is. Set ModelFeed, or `feed` beside `package` in the definition's `champion`.");
        if (!PackageIdentity.IsId(source.Id))
            throw new ChampionException($"{Wording.Quote(source.Id)} is no id of a package. Correct it in the definition's `champion`.");
        var folder = Directory.CreateTempSubdirectory("modelbuild-champion-");
        try
        {
            var place = new Feed(feed, dotnet, cancellation);
            var package = source.IsFloating ? place.DownloadNewest(source.Id, orPrerelease: false, folder.FullName)
                : NuGetVersion.TryParse(source.Version, out var version) ? place.Download(source.Id, version, folder.FullName)
                : throw new ChampionException($"{Wording.Quote(source.Version)} is no version. Write three numbers such as 1.0.0, or `latest`.");
            return package is null ? null : Open(package, source.Id);
        }
        catch (PackingException e)
        {
            throw new ChampionException(e.Message, e);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public ChampionPackage Open(string path) => Open(path, null);

    ChampionPackage Open(string path, string? id)
    {
        try
        {
            var model = ModelVerifier.Verify(path, Keys(), new() { ExpectedId = id, Keep = _ => true });
            return new($"{model.Identity.Id} {model.Identity.NormalizedVersion}", model.Files.ToDictionary(file => file.Path, file => model.Read(file.Path).ToArray()));
        }
        catch (VerificationException e)
        {
            throw new ChampionException($"{e.Code}: {e.Message} If somebody else signed it, name their public key in the file that ModelTrustedKeys is set to.", e);
        }
        catch (SigningException e)
        {
            throw new ChampionException($"{e.Code}: {e.Message}", e);
        }
    }

    TrustedKeys Keys()
    {
        if (order.TrustedKeys is { } file)
            return new(KeyFile.Read(file));
        using var own = SigningKey.Find(order.Key.File, order.Key.PasswordVariable, Environment.GetEnvironmentVariable, DevelopmentKey.ProfileFolder(Environment.GetEnvironmentVariable));
        return new(own.Public);
    }
}
