using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Protocol;
using ModelBuild.Execution.Judging;
using ModelBuild.Reporting;
using ModelBuild.Store;
using ModelBuild.Store.Files;

namespace ModelBuild.Tool;

/// <summary>The reports of a build's models, and what CI systems want besides.</summary>
/// <param name="variable">Reads an environment variable; null where it is not set.</param>
sealed class ModelReports(Func<string, string?> variable, Action<EngineEvent> report, CancellationToken cancellation) : IModelReports
{
    const string Summary = "summary.md";

    public IReadOnlyList<KeyValuePair<string, byte[]>> Write(JudgedModel model) =>
        [.. GateReports.Write(model, Links(model)).Select(file => KeyValuePair.Create(file.FileName, file.Content))];

    public string Table(JudgedModel model) => GateTable.Write(model);

    /// <summary>Appends the summary to the page of the job, as GitHub's runner asks: https://docs.github.com/actions/reference/workflow-commands-for-github-actions#adding-a-job-summary.</summary>
    public void Announce(JudgedModel model, IReadOnlyList<KeyValuePair<string, byte[]>> files)
    {
        if (variable("GITHUB_STEP_SUMMARY") is not { Length: > 0 } page || files.FirstOrDefault(file => file.Key == Summary).Value is not { } summary)
            return;
        try
        {
            // Several models are judged at once, also by several builds.
            using var stream = OneAtATime.Enter(page, cancellation);
            if (stream.CanSeek) // not a pipe, such as /dev/stdout may be
                stream.Seek(0, SeekOrigin.End);
            stream.Write([.. summary, (byte)'\n']);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            report(new DiagnosticEvent(new("MB4070", Severity.Warning, Mark.Of("GITHUB_STEP_SUMMARY"), $"the summary of '{model.Model}' cannot be added to the job's page: {e.Message} It is among the model's reports.")));
        }
    }

    ReportLinks Links(JudgedModel model) => new()
    {
        SourceRoot = WellKnownFolders.Repository(Path.GetDirectoryName(model.Definition)!) ?? "",
        Report = JobPage() ?? "",
    };

    /// <summary>Where the job's logs and artifacts are; null where no CI system says it.</summary>
    string? JobPage() =>
        (variable("GITHUB_SERVER_URL"), variable("GITHUB_REPOSITORY"), variable("GITHUB_RUN_ID")) is ({ Length: > 0 } server, { Length: > 0 } repository, { Length: > 0 } run)
            ? $"{server}/{repository}/actions/runs/{run}"
        : variable("CI_JOB_URL") is { Length: > 0 } job ? job
        : (variable("SYSTEM_COLLECTIONURI"), variable("SYSTEM_TEAMPROJECT"), variable("BUILD_BUILDID")) is ({ Length: > 0 } collection, { Length: > 0 } project, { Length: > 0 } build)
            ? $"{collection}{Uri.EscapeDataString(project)}/_build/results?buildId={build}"
        : null;
}
