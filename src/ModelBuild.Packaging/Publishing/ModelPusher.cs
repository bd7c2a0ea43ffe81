using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Protocol;
using ModelBuild.Packaging.Packing;
using ModelBuild.Verification;
using NuGet.Versioning;

namespace ModelBuild.Packaging.Publishing;

/// <summary>
/// Publishes packages to a feed, those of this key only. The same model under its version is there already; another one
/// under that version is an error, and nothing is replaced.
/// </summary>
public sealed class ModelPusher(PushOrder order, TrustedKey key, string dotnet, Action<EngineEvent> report, CancellationToken cancellation)
{
    readonly Feed feed = new(order.Feed, dotnet, cancellation);

    /// <returns>Whether all packages are on the feed now; each failure was reported.</returns>
    /// <exception cref="OperationCanceledException"/>
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
        var own = ModelVerifier.Verify(package, new(key));
        if (!own.IsReleasable)
            throw new PackingException("MB5066", $"{own.Identity.Id} {own.Identity.NormalizedVersion} was trained on a sample of the data, and is not for release. Build it without ModelSample.");
        var (id, version) = (own.Identity.Id, own.Identity.NormalizedVersion);
        var published = new PublishedModels(feed, key).Find(id, NuGetVersion.Parse(version), own.RootSha256);
        if (published is { IsSame: false })
            throw new PackingException("MB5060",
                $"{id} {version} on the feed '{feed.Source}' is another model: its root digest is {published.Root}, and this one's is {own.RootSha256}. "
                + "Raise the project's Version, or set ModelVersionMode=auto; if nothing was changed, look at whether both were built in one configuration (Debug or Release). Nothing was replaced.");
        if (published is null)
            feed.Push(package);
        if (published is { IsSame: true, IsOurs: false })
            report(new DiagnosticEvent(new("MB5065", Severity.Warning, new(package, 0, 0),
                $"{id} {version} on the feed '{feed.Source}' is the same model under another signature than that of your key {key.Id}, and stays as it is: who trusts your key only will not take it. Raise the Version to publish it under yours.")));
        report(new PackagePushedEvent(id, version, feed.Source, Already: published is not null));
    }

    bool Fail(string code, string package, string message)
    {
        report(new DiagnosticEvent(Diagnostic.Error(code, new(package, 0, 0), message)));
        return false;
    }
}
