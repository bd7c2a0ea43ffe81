using Microsoft.VisualStudio.TestPlatform.ObjectModel.Logging;

namespace ModelBuild.TestAdapter;

/// <summary>What goes wrong that is no gate's: it fails the run, and no test. VSTest fails a run for every error that it is told.</summary>
sealed class Trouble(Action<TestMessageLevel, string> tell)
{
    /// <summary>The first error; null for none.</summary>
    public string? First { get; private set; }

    public void Hear(Problem problem)
    {
        if (problem.IsError)
            First ??= $"{problem.Code}: {problem.Message}";
        tell(problem.IsError ? TestMessageLevel.Error : TestMessageLevel.Warning, problem.ToString());
    }

    /// <param name="isExplained">Whether a gate says why the engine failed.</param>
    public void End(EngineEnd end, bool isExplained)
    {
        if (end.IsCancelled)
            tell(TestMessageLevel.Warning, "the run was cancelled; stages that had finished are kept, and the last good model stays.");
        else if (end.ExitCode != 0 && First is null && !isExplained)
            Hear(new("MB3016", IsError: true, new("modelbuild", 0, 0),
                $"the engine ended with exit code {end.ExitCode} and no error. If nobody ended it, this is a defect of ModelBuild. It printed: {string.Join('\n', end.Transcript)}"));
    }

    /// <summary>A test had to have a result, and has none.</summary>
    public void Miss(EngineEnd end, string test) => Hear(new("MB3016", IsError: true, new("modelbuild", 0, 0),
        $"the engine ended with exit code {end.ExitCode} and did not judge {test}. This is a defect of ModelBuild."));
}
