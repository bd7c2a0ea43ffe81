using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Protocol;
using ModelBuild.Execution;
using ModelBuild.Packaging;
using ModelBuild.Verification;

namespace ModelBuild.Tool;

/// <summary>What the engine does with a remote cache at hand.</summary>
static class RemoteGoal
{
    /// <returns>Whether all was done; each failure was reported.</returns>
    /// <exception cref="OperationCanceledException"/>
    public static bool Run(EngineRequest request, RemoteOrder order, Action<EngineEvent> report, CancellationToken cancellation)
    {
        try
        {
            using var remote = OpenedRemote.Open(order, Environment.GetEnvironmentVariable, report);
            return request.Goal == EngineGoal.Explain
                ? Explaining.RunAsync(request, report, remote?.Access, cancellation).GetAwaiter().GetResult()
                : TrainGoal.Run(request, report, remote?.Access, cancellation);
        }
        catch (VerificationException e)
        {
            return Fail(e.Code, e.Place, e.Message);
        }
        catch (SigningException e)
        {
            return Fail(e.Code, e.Place, e.Message);
        }

        bool Fail(string code, string place, string message)
        {
            report(new DiagnosticEvent(Diagnostic.Error(code, Mark.Of(place), message)));
            return false;
        }
    }
}
