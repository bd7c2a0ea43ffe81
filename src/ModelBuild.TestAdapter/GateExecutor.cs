using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Adapter;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Logging;

namespace ModelBuild.TestAdapter;

/// <summary>Trains the models of a project, if needed, and says of each of their gates whether it holds.</summary>
[ExtensionUri(Address)]
public sealed class GateExecutor : ITestExecutor, IDisposable
{
    internal const string Address = "executor://modelbuild/gates";

    internal static readonly Uri Uri = new(Address);

    readonly CancellationTokenSource cancellation = new();

    /// <summary>Ends the engine and the stages that it runs; a stage that has finished is kept.</summary>
    public void Cancel() => cancellation.Cancel();

    /// <inheritdoc/>
    public void Dispose() => cancellation.Dispose();

    /// <summary>Judges all gates of some projects, but for those that a filter leaves out.</summary>
    public void RunTests(IEnumerable<string>? sources, IRunContext? runContext, IFrameworkHandle? frameworkHandle) =>
        Run(sources ?? [], frameworkHandle!, (_, tests) => GateFilter.Choose(tests, runContext));

    /// <summary>Judges gates that were listed before, perhaps by another process, when the definitions may have been others.</summary>
    public void RunTests(IEnumerable<TestCase>? tests, IRunContext? runContext, IFrameworkHandle? frameworkHandle)
    {
        var asked = (tests ?? []).ToLookup(test => test.Source);
        Run(asked.Select(project => project.Key), frameworkHandle!, (source, listed) =>
        {
            var known = listed.ToDictionary(test => test.Case.Id);
            foreach (var gone in asked[source].Where(test => !known.ContainsKey(test.Id)))
                frameworkHandle!.RecordResult(new(gone) { Outcome = TestOutcome.NotFound });
            return [.. asked[source].Where(test => known.ContainsKey(test.Id)).Select(test => known[test.Id] with { Case = test })];
        });
    }

    void Run(IEnumerable<string> sources, IFrameworkHandle handle, Func<string, IReadOnlyList<GateTest>, IReadOnlyList<GateTest>> choose)
    {
        foreach (var source in sources)
        {
            if (cancellation.IsCancellationRequested)
                return;
            var engine = new ProjectEngine(source, handle, cancellation.Token);
            try
            {
                if (choose(source, engine.List()) is { Count: > 0 } chosen && !cancellation.IsCancellationRequested)
                    engine.Train(chosen, handle);
            }
            catch (TestPlatformFormatException e)
            {
                handle.SendMessage(TestMessageLevel.Error, e.Message); // of a filter
            }
        }
    }
}
