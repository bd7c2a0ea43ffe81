using ModelBuild.Core.Protocol;
using ModelBuild.Execution;
using ModelBuild.Execution.Judging;
using ModelBuild.Execution.Remote;

namespace ModelBuild.Tool;

/// <summary>Runs the engine with everything that judging needs.</summary>
static class TrainGoal
{
    /// <param name="remote">The remote cache; null for none.</param>
    /// <exception cref="OperationCanceledException"/>
    public static bool Run(EngineRequest request, Action<EngineEvent> report, RemoteAccess? remote, CancellationToken cancellation)
    {
        var services = new JudgingServices
        {
            Reports = new ModelReports(Environment.GetEnvironmentVariable, report, cancellation),
            Latency = new LatencyMeter(),
            Packages = request.Project.Champions is { } champions ? new ChampionPackages(champions, request.Dotnet, cancellation) : null,
        };
        return new Engine(request, report, TimeProvider.System, remote, services).RunAsync(cancellation).GetAwaiter().GetResult();
    }
}
