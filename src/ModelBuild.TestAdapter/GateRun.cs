using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Adapter;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Logging;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.TestAdapter;

/// <summary>Turns what the engine says while it trains into results of the tests that were asked for.</summary>
/// <remarks>A failed gate is a failed test. Any other error fails the run: the gates behind it are skipped, neither failed nor passed.</remarks>
sealed class GateRun(IReadOnlyList<GateTest> tests, ITestExecutionRecorder recorder, Action<TestMessageLevel, string> tell, TimeProvider time)
{
    readonly Dictionary<(string, string), GateTest> asked = tests.ToDictionary(test => (test.Model, test.Gate));
    readonly Dictionary<GateTest, TestOutcome> outcomes = [];
    readonly HashSet<(string Code, string Message)> findings = [];
    readonly Dictionary<string, long> lastWord = []; // of a model
    readonly Trouble trouble = new(tell);
    bool hasFailedGate;

    public void Begin()
    {
        foreach (var test in tests)
            recorder.RecordStart(test.Case);
    }

    public void Hear(Said said)
    {
        switch (said)
        {
            case JudgedGate judged:
                Judged(judged);
                break;
            case Problem problem when findings.Contains((problem.Code, problem.Message)):
                break; // its gate has said so
            case Problem problem:
                trouble.Hear(problem);
                break;
            case Word { Text.Length: > 0 } word:
                lastWord[word.Model] = time.GetTimestamp();
                tell(TestMessageLevel.Informational, Wording.OneLine($"{word.Model}: {word.Text}"));
                break;
        }
    }

    public void End(EngineEnd end)
    {
        trouble.End(end, isExplained: hasFailedGate && end.ExitCode == EngineEnd.Failed);
        foreach (var test in tests)
        {
            if (!outcomes.TryGetValue(test, out var outcome))
            {
                if (end.IsCancelled)
                    continue; // as if it had not been asked for
                if (trouble.First is null)
                    trouble.Miss(end, $"'{test.Gate}' of '{test.Model}'");
                outcome = TestOutcome.Skipped;
                recorder.RecordResult(new(test.Case)
                {
                    DisplayName = test.Case.DisplayName,
                    Outcome = outcome,
                    ErrorMessage = $"not judged: training failed: {trouble.First}",
                });
            }
            recorder.RecordEnd(test.Case, outcome);
        }
    }

    void Judged(JudgedGate judged)
    {
        if (judged.Finding.Length > 0)
            findings.Add((judged.Code, judged.Finding));
        hasFailedGate |= judged.Verdict == "failed";
        var now = time.GetTimestamp();
        var took = lastWord.TryGetValue(judged.Model, out var before) ? time.GetElapsedTime(before, now) : TimeSpan.Zero;
        lastWord[judged.Model] = now;
        if (!asked.TryGetValue((judged.Model, judged.Declared), out var test))
            return;
        var result = GateResult.Of(test, judged);
        result.Duration = took;
        result.EndTime = time.GetUtcNow();
        result.StartTime = result.EndTime - took;
        // Of several slices a test has several results, and is as bad as the worst.
        outcomes[test] = outcomes.TryGetValue(test, out var other) ? Worse(other, result.Outcome) : result.Outcome;
        recorder.RecordResult(result);
    }

    static TestOutcome Worse(TestOutcome one, TestOutcome other) =>
        one == TestOutcome.Failed || other == TestOutcome.Failed ? TestOutcome.Failed
        : one == TestOutcome.Skipped || other == TestOutcome.Skipped ? TestOutcome.Skipped
        : TestOutcome.Passed;
}
