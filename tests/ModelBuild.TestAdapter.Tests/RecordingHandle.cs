using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Adapter;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Logging;
using VsResult = Microsoft.VisualStudio.TestPlatform.ObjectModel.TestResult;

namespace ModelBuild.TestAdapter.Tests;

/// <summary>Keeps what VSTest is told.</summary>
sealed class RecordingHandle : IFrameworkHandle, ITestCaseDiscoverySink
{
    public List<TestCase> Listed { get; } = [];

    public List<string> Started { get; } = [];

    public List<(string Test, TestOutcome Outcome)> Ended { get; } = [];

    public List<VsResult> Results { get; } = [];

    public List<(TestMessageLevel Level, string Text)> Messages { get; } = [];

    public IEnumerable<string> Errors => Messages.Where(message => message.Level == TestMessageLevel.Error).Select(message => message.Text);

    /// <summary>Called for each message.</summary>
    public Action<string> OnMessage { get; init; } = static _ => { };

    /// <summary>The only result that is shown by this name.</summary>
    public VsResult this[string shown] => Results.Where(result => result.DisplayName == shown).ShouldHaveSingleItem();

    public bool EnableShutdownAfterTestRun { get; set; }

    public void SendTestCase(TestCase discoveredTest) => Listed.Add(discoveredTest);

    public void RecordStart(TestCase testCase) => Started.Add(testCase.DisplayName);

    public void RecordEnd(TestCase testCase, TestOutcome outcome) => Ended.Add((testCase.DisplayName, outcome));

    public void RecordResult(VsResult testResult) => Results.Add(testResult);

    public void RecordAttachments(IList<AttachmentSet> attachmentSets) => throw new NotSupportedException();

    public int LaunchProcessWithDebuggerAttached(string filePath, string? workingDirectory, string? arguments, IDictionary<string, string?>? environmentVariables) => throw new NotSupportedException();

    public void SendMessage(TestMessageLevel testMessageLevel, string message)
    {
        Messages.Add((testMessageLevel, message));
        OnMessage(message);
    }
}
