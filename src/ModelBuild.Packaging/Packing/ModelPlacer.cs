using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Protocol;
using ModelBuild.Verification;

namespace ModelBuild.Packaging.Packing;

/// <summary>
/// Checks packages that NuGet packed, with which anything in a project may have interfered, against what was laid out for them;
/// then puts them where packages belong, each in one step.
/// </summary>
public sealed class ModelPlacer(PlaceOrder order, TrustedKey key, Action<EngineEvent> report)
{
    /// <returns>Whether all packages are in their place; each failure was reported.</returns>
    public bool Run()
    {
        var good = true;
        foreach (var package in order.Packages)
        {
            try
            {
                Check(package);
                Place(package.File);
            }
            catch (VerificationException e)
            {
                report(new DiagnosticEvent(Diagnostic.Error("MB5049", new(package.File, 0, 0),
                    $"the package that was packed is not what was laid out for it: {e.Message} Look at what takes part in packing in the project and in its Directory.Build files.")));
                good = false;
            }
            finally
            {
                if (Directory.GetParent(package.Folder) is { Exists: true } made)
                    made.Delete(recursive: true);
            }
        }
        return good;
    }

    void Check(PackedModel package)
    {
        var laidOut = ModelVerifier.Verify(package.Folder, new(key));
        var packed = ModelVerifier.Verify(package.File, new(key));
        if (packed.RootSha256 != laidOut.RootSha256)
            throw new VerificationException("MB5049", package.File, $"its root digest is {packed.RootSha256}, and {laidOut.RootSha256} was laid out.");
    }

    void Place(string package)
    {
        var place = Path.Combine(order.Folder, Path.GetFileName(package));
        Directory.CreateDirectory(order.Folder);
        var unfinished = Path.Combine(order.Folder, $".{Path.GetFileName(package)}.{Guid.NewGuid():N}.tmp");
        try
        {
            File.Move(package, unfinished); // a copy, where the folder is on another disk
            File.Move(unfinished, place, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
        report(new PackagePlacedEvent(place));
    }
}
