using System.ComponentModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Adapter;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Logging;
using ModelBuild.Tasks;

namespace ModelBuild.TestAdapter;

/// <summary>Has the engine list the gates of one project, and train it.</summary>
/// <param name="source">The project's assembly.</param>
sealed class ProjectEngine(string source, IMessageLogger log, CancellationToken cancellation)
{
    /// <summary>What was said already: the engine finds a wrong definition when it lists and when it trains.</summary>
    readonly HashSet<string> told = [];

    DescribedProject? project;

    /// <summary>None where the project shows no gates as tests.</summary>
    public IReadOnlyList<GateTest> List()
    {
        try
        {
            project = DescribedProject.Find(source);
        }
        catch (FormatException e)
        {
            log.SendMessage(TestMessageLevel.Error, e.Message);
        }
        if (project is null)
            return [];
        var gates = new List<ListedGate>();
        var trouble = new Trouble(Tell);
        var end = Ask("ListGates", [], said =>
        {
            if (said is ListedGate gate)
                gates.Add(gate);
            else if (said is Problem problem)
                trouble.Hear(problem);
        });
        trouble.End(end, isExplained: false);
        return GateTest.Of(project, gates);
    }

    /// <summary>Trains the models of these tests, if needed, and records what became of each. It was listed before.</summary>
    public void Train(IReadOnlyList<GateTest> tests, ITestExecutionRecorder recorder)
    {
        var run = new GateRun(tests, recorder, Tell, TimeProvider.System);
        run.Begin();
        run.End(Ask("Train", tests.Select(test => test.Model).Distinct(), run.Hear));
    }

    EngineEnd Ask(string goal, IEnumerable<string> models, Action<Said> hear)
    {
        var other = new List<string>();
        try
        {
            var exitCode = new EngineProcess(project!.Dotnet, project.Engine, Hear, other.Add).Run(project.Request(goal, models), cancellation);
            return new(exitCode, cancellation.IsCancellationRequested, other);
        }
        catch (Win32Exception e)
        {
            return new(-1, IsCancelled: false, [$"'{project!.Dotnet}' cannot be started: {e.Message}"]);
        }

        bool Hear(string line)
        {
            if (Said.FromJson(line) is not { } said)
                return false;
            hear(said);
            return true;
        }
    }

    void Tell(TestMessageLevel level, string text)
    {
        if (level == TestMessageLevel.Informational || told.Add(text))
            log.SendMessage(level, text);
    }
}

/// <summary>How an engine ended.</summary>
/// <param name="Transcript">What it printed that was no event.</param>
sealed record EngineEnd(int ExitCode, bool IsCancelled, IReadOnlyList<string> Transcript)
{
    /// <summary>The exit code of an engine that has said what is wrong.</summary>
    public const int Failed = 1;
}
