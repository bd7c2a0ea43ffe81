using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Tasks;

/// <summary>
/// Everything that the build says. High: what really ran, verdicts and the last lines; Normal: decisions and progress;
/// Low: logs and reasons, so that a binary log answers "why".
/// </summary>
/// <param name="environment">The environment that models are made for; empty for none.</param>
/// <param name="helpPage">Path of diagnostics.md, where it exists.</param>
sealed class Messages(TaskLoggingHelper log, string projectFile, string environment, string? helpPage)
{
    readonly string project = Path.GetFileNameWithoutExtension(projectFile);
    readonly List<string> transcript = [];

    public void Show(EngineEvent happened)
    {
        switch (happened)
        {
            case DiagnosticEvent e:
                Show(e.Diagnostic);
                break;
            case StageStartedEvent e:
                Say(MessageImportance.Normal, $"{e.Model}: {e.Node} runs: {e.Reason}");
                break;
            case StageProgressEvent e:
                Say(MessageImportance.Normal, $"{e.Model}: {e.Node} {e.Fraction:P0} {e.Message}");
                break;
            case StageLogEvent e:
                Say(MessageImportance.Low, $"{e.Model}: {e.Node}: {e.Line}");
                break;
            case StageFinishedEvent { Outcome: StageOutcome.Ran } e:
                Say(MessageImportance.High, $"{e.Model}: {e.Node} ran in {e.Seconds:0.0} s");
                break;
            case StageFinishedEvent { Outcome: StageOutcome.Restored, Remote: { } remote } e:
                Say(MessageImportance.High, $"{e.Model}: {e.Node} restored from {remote} ({e.Signer})");
                break;
            case StageFinishedEvent { Outcome: StageOutcome.Restored } e:
                Say(MessageImportance.Normal, $"{e.Model}: {e.Node} restored from the cache ({e.StageKey})");
                break;
            case StageFinishedEvent { Outcome: StageOutcome.UpToDate } e:
                Say(MessageImportance.Normal, $"{e.Model}: {e.Node} is up to date ({e.StageKey})");
                break;
            case StageFinishedEvent e:
                Say(MessageImportance.Normal, $"{e.Model}: {e.Node} failed after {e.Seconds:0.0} s");
                break;
            case GateJudgedEvent e:
                Say(MessageImportance.Normal, $"{e.Model}: gate {Wording.OneLine(e.Gate)} {GatesFile.Name(e.Verdict)}: {Wording.OneLine(e.Message)}");
                break;
            case ModelJudgedEvent e:
                foreach (var line in e.Table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                    Say(MessageImportance.High, $"{e.Model}: {line}");
                break;
            case PackagePreparedEvent e:
                Say(MessageImportance.High, $"{e.Model}: {e.PackageId} {e.PackageVersion} is sha256:{e.RootDigest}, signed with {e.Signer}");
                break;
            case PackagePlacedEvent e:
                Say(MessageImportance.High, $"{project} -> {e.File}");
                break;
            case PackagePushedEvent { Already: true } e:
                Say(MessageImportance.High, $"{project}: {e.PackageId} {e.PackageVersion} is already there: {e.Feed}");
                break;
            case PackagePushedEvent e:
                Say(MessageImportance.High, $"{project}: {e.PackageId} {e.PackageVersion} was pushed to {e.Feed}");
                break;
            case ModelFinishedEvent e:
                Finished(e.Model, e.Headline, Counted(e), e.Folder);
                break;
        }
    }

    public void Show(Diagnostic diagnostic)
    {
        var (code, severity, place, message) = diagnostic;
        var help = HelpLink(code);
        if (severity == Severity.Error)
            log.LogError(null, code, null, help, place.File, place.Line, place.Column, 0, 0, "{0}", message);
        else
            log.LogWarning(null, code, null, help, place.File, place.Line, place.Column, 0, 0, "{0}", message);
    }

    public void UpToDate(string model, string headline, string folder) => Finished(model, headline, "all stages up to date", folder);

    /// <returns>True.</returns>
    public bool Valid(IEnumerable<(string Name, bool IsDataChecked)> models)
    {
        foreach (var (model, isDataChecked) in models)
            if (isDataChecked)
                Say(MessageImportance.High, $"{model}: the definition and its data are valid");
            else
                Say(MessageImportance.High, $"{model}: the definition is valid; the pipeline has no stage that validates data");
        return true;
    }

    /// <summary>The last line is the one that the terminal logger shows: where the rest can be read.</summary>
    public void Explained(string text, string file)
    {
        foreach (var line in text.TrimEnd('\n').Split('\n'))
            Say(MessageImportance.High, $"{line}");
        Say(MessageImportance.High, $"{project} -> {file}");
    }

    public void WorkToDo(string model, string reason) => Say(MessageImportance.Normal, $"{model}: not up to date: {reason}");

    /// <returns>False.</returns>
    public bool NotUpToDate(IReadOnlyList<(string Model, string Reason)> reasons)
    {
        foreach (var (model, reason) in reasons)
            Fail("MB3020", $"model '{model}' is not up to date: {reason}. Run: dotnet build -t:TrainModel");
        return false;
    }

    /// <returns>False.</returns>
    public bool NoDefinition(string folder) => Fail("MB1078", $"'{folder}' has no model definition. Add a file NAME.model.yaml, or a ModelDefinition item for one elsewhere.");

    /// <returns>False.</returns>
    public bool NoConfinement(string mode) => Fail("MB0004", $"ModelStageConfinement is {Wording.Quote(mode)}, and must be enforce or off.");

    /// <summary>What of the confinement of stages the platform cannot see to.</summary>
    public void NotConfined(string limit) => Say(MessageImportance.Normal, $"{project}: {limit}");

    /// <returns>False.</returns>
    public bool WrongLock(string what) => Fail("MB3044", $"{what}.");

    /// <returns>False.</returns>
    public bool WrongGates(string what) => Fail("MB4071", $"{what}.");

    /// <returns>False.</returns>
    public bool NoVersionMode(string mode) => Fail("MB5047", $"ModelVersionMode is {Wording.Quote(mode)}, and must be project or auto.");

    /// <returns>False.</returns>
    public bool NoFeedForVersions() => Fail("MB5043", "ModelVersionMode is auto, and no feed says which versions there are. Set ModelFeed to a folder, a URL or the name of a source in nuget.config.");

    /// <returns>False.</returns>
    public bool NoKeyFile(string path) => Fail("MB5031", $"there is no signing key '{path}'. Correct ModelSigningKeyFile.");

    /// <returns>False.</returns>
    public bool NoFeed() => Fail("MB5046", "there is no feed to push to. Set ModelFeed to a folder, a URL or the name of a source in nuget.config: -p:ModelFeed=FEED");

    /// <returns>False.</returns>
    public bool NoRuntimeConfig(string path) => Fail("MB0002",
        $"the project's output has no '{path}', without which its stages cannot be run. Do not set EnableDynamicLoading or GenerateRuntimeConfigurationFiles to false.");

    /// <returns>False.</returns>
    public bool BadRuntimeConfig(string path, string reason) => Fail("MB0002",
        $"stages cannot be run with '{path}': {reason} They need the shared runtime; a project that trains models is not self-contained (SelfContained=false).");

    /// <returns>False.</returns>
    public bool Unreadable(ArtifactException e)
    {
        Show(Diagnostic.Error(e.Code, new(e.Path, 0, 0), e.Message));
        return false;
    }

    /// <returns>False.</returns>
    public bool Unreadable(string reason) => Fail("MB6005",
        $"the build cannot read or write what it needs: {reason} Free space or correct permissions, then build again; nothing half-written counts.");

    /// <returns>False.</returns>
    public bool EngineNotStarted(string dotnet, string reason) => Fail("MB3016",
        $"the engine cannot be started with '{dotnet}': {reason} Look at DOTNET_HOST_PATH and the installation of the SDK.");

    /// <summary>Keeps what the engine prints that is no event: it says why when the engine ends in a way that it should not.</summary>
    public void Transcript(string line) => transcript.Add(line);

    /// <returns>False.</returns>
    public bool Cancelled() => Fail("MB3017", "the build was cancelled; stages that had finished are kept, and the last good model stays.");

    /// <returns>False.</returns>
    public bool EngineEnded(int exitCode)
    {
        foreach (var line in transcript)
            log.LogMessage(MessageImportance.High, "{0}", Wording.WithoutCommands(line));
        return Fail("MB3016", $"the engine ended with exit code {exitCode} and no error. If nobody ended it, this is a defect of ModelBuild; what it printed stands above.");
    }

    /// <summary>The last lines: the metrics, then the line that every console and the terminal logger show.</summary>
    void Finished(string model, string headline, string stages, string folder)
    {
        headline = Wording.OneLine(headline); // names of metrics have labels of the data
        if (headline.Length > 0)
            Say(MessageImportance.High, $"{Named(model)}: {headline} ({stages})");
        else
            Say(MessageImportance.High, $"{Named(model)}: {stages}");
        Say(MessageImportance.High, $"{project} -> {folder}{Path.DirectorySeparatorChar}");
    }

    static string Counted(ModelFinishedEvent e) => e switch
    {
        { StagesRun: 0, StagesRestored: 0 } => "all stages up to date",
        { StagesRun: 0, StagesUpToDate: 0 } => $"{Stages(e.StagesRestored)} restored",
        { StagesRun: 0 } => $"{Stages(e.StagesRestored)} restored, {e.StagesUpToDate} up to date",
        { StagesRestored: 0 } => $"{Stages(e.StagesRun)} ran, {e.StagesUpToDate} up to date",
        _ => $"{Stages(e.StagesRun)} ran, {e.StagesRestored} restored, {e.StagesUpToDate} up to date",
    };

    static string Stages(int count) => count == 1 ? "1 stage" : $"{count} stages";

    string Named(string model) => environment.Length == 0 ? model : $"{model} ({environment})";

    /// <summary>An error of the project as a whole.</summary>
    bool Fail(string code, string message)
    {
        log.LogError(null, code, null, HelpLink(code), projectFile, 0, 0, 0, 0, "{0}", message);
        return false;
    }

    /// <summary>In the invariant culture, whatever the build's. (An overload for strings would be taken instead of this one.)</summary>
    void Say(MessageImportance importance, FormattableString message) =>
        log.LogMessage(importance, "{0}", Wording.WithoutCommands(message.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The page of codes that ships in the package: it fits the version, and needs no network.</summary>
    string? HelpLink(string code) => helpPage is null || Catalogue.Find(code) is null ? null : new Uri(helpPage) + "#" + code.ToLowerInvariant();
}
