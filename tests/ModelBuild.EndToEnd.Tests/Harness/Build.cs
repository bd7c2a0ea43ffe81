using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Build.Logging.StructuredLogger;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>What a build said and left.</summary>
/// <param name="Text">The console's.</param>
/// <param name="Log">Path of transcript and binary log, without extension.</param>
sealed partial record Build(int ExitCode, string Text, string Log)
{
    public string Binlog => Log + ".binlog";

    /// <summary>For the message of a failed assertion.</summary>
    public string Why => $"see {Log}.txt and .binlog\n{Text}";

    /// <summary>The stages that ran, in the order in which they ended.</summary>
    public IReadOnlyList<string> StagesRun => [.. RanLine().Matches(Text).Select(match => match.Groups[1].Value)];

    /// <summary>Errors as the console shows them, each once; it repeats them at the end.</summary>
    public IReadOnlyList<Problem> Errors => Problems("error");

    public IReadOnlyList<Problem> Warnings => Problems("warning");

    public void ShouldSucceed() => ExitCode.ShouldBe(0, Why);

    public void ShouldSay(int exitCode, string text)
    {
        ExitCode.ShouldBe(exitCode, Why);
        Text.ShouldContain(text, Case.Sensitive, Why);
    }

    /// <summary>Up to date, and nothing was started to know it (<see cref="UserProject.TrainWithoutEngineAsync"/>).</summary>
    public void ShouldRun(params string[] stages)
    {
        ShouldSucceed();
        StagesRun.ShouldBe(stages, ignoreOrder: true, Why);
    }

    /// <summary>One clear error, and nothing that only a developer of ModelBuild understands.</summary>
    public Problem ShouldFailWith(string code)
    {
        ExitCode.ShouldBe(1, Why);
        ShouldShowNoStack();
        var error = Errors.ShouldHaveSingleItem(Why);
        error.Code.ShouldBe(code, Why);
        return error;
    }

    public void ShouldShowNoStack()
    {
        StackLine().IsMatch(Text).ShouldBeFalse(Why);
        Text.ShouldNotContain("MSB4018", Case.Sensitive, Why);
        Text.ShouldNotContain("Unhandled exception", Case.Sensitive, Why);
    }

    /// <summary>Everything in the binary log.</summary>
    public IReadOnlyList<T> FindInBinlog<T>() where T : BaseNode => BinaryLog.ReadBuild(Binlog).FindChildrenRecursive<T>();

    IReadOnlyList<Problem> Problems(string kind) =>
        [.. ProblemLine().Matches(Text).Where(match => match.Groups["kind"].Value == kind).Select(Problem.From).Distinct()];

    [GeneratedRegex(@"^ *[\w.-]+: ([\w.[\]-]+) ran in [0-9.]+ s$", RegexOptions.Multiline)]
    private static partial Regex RanLine();

    [GeneratedRegex(@"^ *(?<file>[^\n]*?)(\((?<line>\d+)(,(?<column>\d+))?\))? ?: (?<kind>error|warning) (?<code>[A-Z]+\d+): (?<message>.*?)( \[[^\]\n]*proj(::[^\]\n]*)?\])?$", RegexOptions.Multiline)]
    private static partial Regex ProblemLine();

    [GeneratedRegex(@"^\s+at [\w.<>`\[\]]+\(", RegexOptions.Multiline)]
    private static partial Regex StackLine();
}

/// <summary>An error or a warning on the console.</summary>
/// <param name="Line">From 1; 0 where it has none.</param>
sealed record Problem(string File, int Line, int Column, string Code, string Message)
{
    public static Problem From(Match match) => new(
        match.Groups["file"].Value, Number(match.Groups["line"]), Number(match.Groups["column"]), match.Groups["code"].Value, match.Groups["message"].Value);

    public void ShouldBeAt(string file, int line, int column) => (File, Line, Column).ShouldBe((file, line, column), ToString());

    static int Number(Group group) => group.Success ? int.Parse(group.Value, CultureInfo.InvariantCulture) : 0;
}
