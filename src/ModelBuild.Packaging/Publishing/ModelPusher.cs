using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Protocol;
using ModelBuild.Packaging.Packing;
using ModelBuild.Verification;
using NuGet.Versioning;

namespace ModelBuild.Packaging.Publishing;

/// <summary>
/// Publishes packages to a feed. The model's root digest decides, not the archive's bytes: the same model under its version is
/// there already; another one under that version is an error, and nothing is replaced.
/// </summary>
public sealed class ModelPusher(PushOrder order, string dotnet, Action<EngineEvent> report)
{
    readonly Feed feed = new(order.Feed, dotnet, order.ProjectFolder, order.ApiKeyVariable, order.AllowInsecureConnections);

    /// <returns>Whether all packages are on the feed now; each failure was reported.</returns>
    public bool Run()
    {
        var good = true;
        foreach (var package in order.Packages)
        {
            try
            {
                Push(package);
            }
            catch (PackingException e)
            {
                good = Fail(e.Code, package, e.Message);
            }
            catch (VerificationException e)
            {
                good = Fail(e.Code, package, e.Message);
            }
        }
        return good;
    }

    void Push(string package)
    {
        var own = PackageContents.ReadRoot(package);
        var download = Directory.CreateTempSubdirectory("modelbuild-push-");
        try
        {
            var published = feed.Download(own.Identity.Id, NuGetVersion.Parse(own.Identity.NormalizedVersion), download.FullName);
            if (published is not null && PackageContents.ReadRoot(published) is var there && there.RootSha256 != own.RootSha256)
                throw new PackingException("MB5060",
                    $"{own.Identity.Id} {own.Identity.NormalizedVersion} on the feed '{order.Feed}' is another model: its root digest is {there.RootSha256}, and this one's is {own.RootSha256}. "
                    + "Raise the project's Version, or set ModelVersionMode=auto. Nothing was replaced.");
            if (published is null)
                feed.Push(package);
            report(new PackagePushedEvent(own.Identity.Id, own.Identity.NormalizedVersion, order.Feed, Already: published is not null));
        }
        finally
        {
            download.Delete(recursive: true);
        }
    }

    bool Fail(string code, string package, string message)
    {
        report(new DiagnosticEvent(Diagnostic.Error(code, new(package, 0, 0), message)));
        return false;
    }
}
