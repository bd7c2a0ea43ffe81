using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;

namespace ModelBuild.Reporting;

/// <summary>What reports of tests know.</summary>
enum TestResult { Passed, Failed, Skipped }

/// <summary>A gate, or a problem of the model as a whole, as a test.</summary>
/// <param name="Key">What its ids are made from: unique in its model.</param>
/// <param name="Name">Unique in its model.</param>
/// <param name="Code">Of what does not hold; empty where all does.</param>
/// <param name="Message">Why it failed or was skipped; empty where it passed.</param>
/// <param name="Output">What was judged, on one line; may be empty.</param>
sealed record JudgedTest(string Key, string Name, TestResult Result, string Code, string Message, string Output, SourceFile Place)
{
    /// <summary>The gates, then the problems by their codes.</summary>
    public static IReadOnlyList<JudgedTest> Of(JudgedModel model)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var tests = model.Gates.Select(outcome => Of(outcome, model)).ToList();
        tests.AddRange(model.Problems.Select((problem, i) => new JudgedTest(
            $"problem {i}", problem.Code, TestResult.Failed, problem.Code, PlainText.Of(problem.Message), "", SourceFile.Of(problem.Place, model))));
        var keys = new HashSet<string>(StringComparer.Ordinal);
        return tests.ConvertAll(test => test with { Key = Unique(test.Key, keys), Name = Unique(PlainText.Of(test.Name), names) });
    }

    static JudgedTest Of(GateOutcome outcome, JudgedModel model) => new(
        $"gate {outcome.Name}", outcome.Name,
        outcome.Verdict switch { Verdict.Passed => TestResult.Passed, Verdict.Failed => TestResult.Failed, _ => TestResult.Skipped },
        outcome.Finding?.Code ?? "",
        PlainText.Of(outcome.Verdict switch
        {
            Verdict.Passed => "",
            Verdict.Warned => $"warning {outcome.Finding?.Code}: {outcome.Finding?.Message}",
            Verdict.NotJudged => $"not judged: {outcome.Note}",
            _ => outcome.Finding?.Message ?? "It does not hold.",
        }),
        PlainText.Of(Judged(outcome)), SourceFile.Of(outcome.Finding?.Place ?? outcome.Gate.Place, model));

    static string Judged(GateOutcome outcome) => string.Join(", ", new[]
    {
        $"{outcome.Gate.Subject.Title}{(outcome.Slice is { } slice ? $" of {slice}" : "")} {Shown.Value(outcome)}".TrimEnd(),
        outcome.Demand.Length > 0 ? $"demanded {outcome.Demand}" : "",
        outcome.Interval is not null ? $"interval {Shown.Interval(outcome)}" : "",
        outcome.Rows is { } rows ? $"{rows} rows" : "",
        outcome.Verdict == Verdict.NotJudged ? "" : outcome.Note,
    }.Where(part => part.Length > 0));

    // Two names that differ in a character that was replaced are one now; a problem's code may be a gate's name.
    static string Unique(string name, HashSet<string> names)
    {
        var unique = name;
        for (var i = 2; !names.Add(unique); i++)
            unique = $"{name} ({i})";
        return unique;
    }
}
