using System.Globalization;
using System.Xml.Linq;
using ModelBuild.Core.Gates;

namespace ModelBuild.Reporting;

/// <summary>Gates as the test results of Visual Studio and <c>dotnet test</c> (TRX). What is not failed and not passed is not executed.</summary>
public static class TrxReport
{
    static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    // The format's own ids: of unit tests, and of the two lists that each run has.
    const string UnitTest = "13cdc9d9-ddb5-4fa4-a97d-d965ccfc6d4b";
    const string ResultsNotInAList = "8c84fa94-04c1-424b-9868-57a2d4851a1d";
    const string AllLoadedResults = "19431567-8539-422a-85d7-44ee4e166bda";

    // The format wants the name of a computer; a report says nothing of the machine.
    const string Computer = "modelbuild";

    /// <summary>In UTF-8, without a byte order mark.</summary>
    public static byte[] Write(JudgedModel model)
    {
        var tests = JudgedTest.Of(model).Select(test => new Entry(model, test)).ToList();
        var (started, finished) = (model.Started, model.Finished);
        var failed = tests.Any(entry => entry.Test.Result == TestResult.Failed);
        return XmlReport.Write(new XElement(Trx + "TestRun",
            new XAttribute("id", StableId.Guid("run", model.Model, model.Run, Time(started))),
            new XAttribute("name", $"Gates of {PlainText.Of(model.Model)}"),
            new XElement(Trx + "Times",
                new XAttribute("creation", Time(started)), new XAttribute("queuing", Time(started)),
                new XAttribute("start", Time(started)), new XAttribute("finish", Time(finished < started ? started : finished))),
            new XElement(Trx + "Results", tests.Select(Result)),
            new XElement(Trx + "TestDefinitions", tests.Select(Definition)),
            new XElement(Trx + "TestEntries", tests.Select(entry => new XElement(Trx + "TestEntry",
                new XAttribute("testId", entry.TestId), new XAttribute("executionId", entry.ExecutionId), new XAttribute("testListId", ResultsNotInAList)))),
            new XElement(Trx + "TestLists",
                new XElement(Trx + "TestList", new XAttribute("name", "Results Not in a List"), new XAttribute("id", ResultsNotInAList)),
                new XElement(Trx + "TestList", new XAttribute("name", "All Loaded Results"), new XAttribute("id", AllLoadedResults))),
            new XElement(Trx + "ResultSummary", new XAttribute("outcome", failed ? "Failed" : "Completed"), Counters(tests))));
    }

    sealed record Entry(JudgedModel Model, JudgedTest Test)
    {
        // The same in every run, so that test histories know it again.
        public Guid TestId { get; } = StableId.Guid("test", Model.Project, Model.Model, Model.Environment, Test.Key);

        public Guid ExecutionId { get; } = StableId.Guid("execution", Model.Project, Model.Model, Model.Environment, Test.Key, Model.Run, Time(Model.Started));
    }

    static XElement Result(Entry entry) => new(Trx + "UnitTestResult",
        new XAttribute("executionId", entry.ExecutionId),
        new XAttribute("testId", entry.TestId),
        new XAttribute("testName", entry.Test.Name),
        new XAttribute("computerName", Computer),
        // Judging takes no time to speak of; that of training is no gate's.
        new XAttribute("duration", "00:00:00.0000000"),
        new XAttribute("startTime", Time(entry.Model.Finished)),
        new XAttribute("endTime", Time(entry.Model.Finished)),
        new XAttribute("testType", UnitTest),
        new XAttribute("outcome", entry.Test.Result switch { TestResult.Passed => "Passed", TestResult.Failed => "Failed", _ => "NotExecuted" }),
        new XAttribute("testListId", ResultsNotInAList),
        new XAttribute("relativeResultsDirectory", entry.ExecutionId),
        Output(entry.Test));

    static XElement? Output(JudgedTest test)
    {
        var output = test.Output.Length > 0 ? new XElement(Trx + "StdOut", test.Output) : null;
        var error = test.Message.Length > 0
            ? new XElement(Trx + "ErrorInfo",
                new XElement(Trx + "Message", test.Result == TestResult.Failed ? $"{test.Code}: {test.Message}" : test.Message),
                new XElement(Trx + "StackTrace", Frame(test.Place)))
            : null;
        return output is null && error is null ? null : new XElement(Trx + "Output", output, error);
    }

    // As a frame of a stack trace, where IDEs look for a place to jump to. Not with the gate's name, which may look like a place itself.
    static string Frame(SourceFile place) => $"   at gate in {PlainText.Of(place.Path)}{(place.Line > 0 ? $":line {place.Line}" : "")}";

    static XElement Definition(Entry entry)
    {
        var file = PlainText.Of(entry.Test.Place.Path);
        return new(Trx + "UnitTest",
            new XAttribute("name", entry.Test.Name), new XAttribute("storage", file), new XAttribute("id", entry.TestId),
            new XElement(Trx + "Execution", new XAttribute("id", entry.ExecutionId)),
            new XElement(Trx + "TestMethod",
                new XAttribute("codeBase", file), new XAttribute("adapterTypeName", "executor://modelbuild/gates"),
                new XAttribute("className", PlainText.Of(entry.Model.Model)), new XAttribute("name", entry.Test.Name)));
    }

    static XElement Counters(List<Entry> tests)
    {
        int Count(TestResult result) => tests.Count(entry => entry.Test.Result == result);
        var counters = new (string Name, int Count)[]
        {
            ("total", tests.Count), ("executed", tests.Count - Count(TestResult.Skipped)), ("passed", Count(TestResult.Passed)), ("failed", Count(TestResult.Failed)),
            ("error", 0), ("timeout", 0), ("aborted", 0), ("inconclusive", 0), ("passedButRunAborted", 0), ("notRunnable", 0),
            ("notExecuted", Count(TestResult.Skipped)), ("disconnected", 0), ("warning", 0), ("completed", 0), ("inProgress", 0), ("pending", 0),
        };
        return new(Trx + "Counters", counters.Select(counter => new XAttribute(counter.Name, counter.Count)));
    }

    static string Time(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
