using ModelBuild.Core.Protocol;
using ModelBuild.Execution.Remote;
using ModelBuild.Store;
using ModelBuild.Store.State;

namespace ModelBuild.Execution;

/// <summary>Says what a build would do with a remote cache at hand. Runs, fetches and uploads nothing.</summary>
public static class Explaining
{
    /// <returns>Whether all models could be planned; each error was reported.</returns>
    /// <exception cref="OperationCanceledException"/>
    public static async Task<bool> RunAsync(EngineRequest request, Action<EngineEvent> report, RemoteAccess? access, CancellationToken cancellation)
    {
        var remote = access is null ? null : new RemoteCache(access, new(request.CacheFolder), new(request.CacheFolder), report, cancellation);
        var explanation = ProjectExplanation.Of(request.Project, request.CacheFolder, Today.Of(TimeProvider.System), remote);
        foreach (var model in explanation.Models)
            report(new ModelExplainedEvent(model.Model, model.ToText(), model.ToJson()));
        foreach (var diagnostic in explanation.Diagnostics)
            report(new DiagnosticEvent(diagnostic));
        if (remote is not null)
            await remote.CompleteAsync();
        return explanation.Diagnostics.All(diagnostic => diagnostic.Severity != Core.Diagnostics.Severity.Error);
    }
}
