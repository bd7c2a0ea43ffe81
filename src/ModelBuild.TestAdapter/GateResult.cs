using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.TestAdapter;

/// <summary>What a judged gate is as the result of a test.</summary>
static class GateResult
{
    public static TestResult Of(GateTest test, JudgedGate judged)
    {
        var finding = $"{judged.Code}: {judged.Finding}";
        var result = new TestResult(test.Case) { DisplayName = test.Shown(judged) };
        (result.Outcome, result.ErrorMessage) = judged.Verdict switch
        {
            "passed" => (TestOutcome.Passed, null),
            "failed" => (TestOutcome.Failed, finding),
            "warned" => (TestOutcome.Skipped, $"only warned: {finding}"),
            "waived" => (TestOutcome.Skipped, finding), // the finding says who waived it
            "not-judged" => (TestOutcome.Skipped, $"not judged: {Wording.OneLine(judged.Message)}"),
            // Fail closed: what is not known to hold does not.
            var unknown => (TestOutcome.Failed, $"the verdict '{unknown}' is not known to this version of ModelBuild.TestAdapter. {finding}"),
        };
        if (result.Outcome == TestOutcome.Failed)
            result.ErrorStackTrace = $"   at gate in {judged.Place.File}:line {judged.Place.Line}"; // editors go there; a name may look like a place itself
        result.Messages.Add(new(TestResultMessage.StandardOutCategory, Wording.OneLine(judged.Message) + Environment.NewLine));
        return result;
    }
}
