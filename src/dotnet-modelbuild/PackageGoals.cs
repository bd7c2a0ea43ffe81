using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Protocol;
using ModelBuild.Packaging;
using ModelBuild.Packaging.Packing;
using ModelBuild.Packaging.Publishing;

namespace ModelBuild.Tool;

/// <summary>What the engine does with packages, all of it with one key. Apart from the rest, so that training loads nothing of it.</summary>
static class PackageGoals
{
    /// <returns>Whether all was done; each failure was reported.</returns>
    /// <exception cref="OperationCanceledException"/>
    public static bool Run(EngineRequest request, Action<EngineEvent> report, CancellationToken cancellation)
    {
        try
        {
            using var key = Find((request.Pack?.Key ?? request.Place?.Key ?? request.Push?.Key)!);
            return request switch
            {
                { Goal: EngineGoal.Pack, Pack: { } pack } => PackGoal.Run(request, pack, key, report, cancellation),
                { Goal: EngineGoal.Place, Place: { } place } => new ModelPlacer(place, key.Public, report).Run(),
                { Goal: EngineGoal.Push, Push: { } push } => new ModelPusher(push, key.Public, request.Dotnet, report, cancellation).Run(),
                _ => throw new InvalidOperationException($"A request to {request.Goal} has no order."),
            };
        }
        catch (SigningException e)
        {
            report(new DiagnosticEvent(Diagnostic.Error(e.Code, new(e.Place, 0, 0), e.Message)));
            return false;
        }
    }

    static SigningKey Find(KeyOrder key) =>
        SigningKey.Find(key.File, key.PasswordVariable, Environment.GetEnvironmentVariable, DevelopmentKey.ProfileFolder(Environment.GetEnvironmentVariable));
}
