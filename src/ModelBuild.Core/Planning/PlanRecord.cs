using System.Globalization;
using System.Text;
using ModelBuild.Core.Configuration;
using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Core.Planning;

/// <summary>A file or folder that a plan went by.</summary>
/// <param name="Content">What was in it; null where there was nothing.</param>
public sealed record PlannedFile(string Path, ArtifactDigest? Content)
{
    /// <summary>Whether the plan went by something that is compiled from it.</summary>
    public bool IsSource { get; init; }
}

/// <summary>A file as it is committed that a plan went by.</summary>
/// <param name="Stamp">The same while the answer is; empty where nothing is.</param>
/// <param name="Content">Null where there was none.</param>
public sealed record PlannedCommit(CommittedFile File, string Stamp, Digest? Content);

/// <summary>An environment variable that a stage is given.</summary>
/// <param name="Value">A digest of it; null where it was not set.</param>
public sealed record PlannedVariable(string Name, Digest? Value);

/// <summary>A model that was up to date, and its metrics in one line.</summary>
public sealed record PlannedModel(string Name, string Headline);

/// <summary>
/// Everything by which a plan found all models of a project up to date. While all of it is the same, so is the answer, and
/// nothing needs to be planned: no definition parsed, no assembly looked into.
/// </summary>
/// <param name="Project">The project as it was planned, as JSON.</param>
/// <param name="Files">All that the plan read, and what it made.</param>
public sealed record PlanRecord(string Project, IReadOnlyList<PlannedModel> Models, IReadOnlyList<PlannedFile> Files)
{
    const string Header = "modelbuild plan 1 ";
    const char Bar = '|';

    /// <summary>All that stages declare. Default: none.</summary>
    public IReadOnlyList<PlannedVariable> Variables { get; init; } = [];

    /// <summary>Where champions come from. Default: none.</summary>
    public IReadOnlyList<PlannedCommit> Commits { get; init; } = [];

    /// <summary>What gates warned of, or were waived for. Default: none.</summary>
    public IReadOnlyList<Diagnostic> Warnings { get; init; } = [];

    /// <summary>The last day on which it holds; null for no end.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>What other versions of the code found says nothing about this one.</summary>
    static readonly string Planner = typeof(PlanRecord).Module.ModuleVersionId.ToString("N");

    /// <summary>What any plan of a project reads, next to the data that its definitions declare.</summary>
    public static IReadOnlyList<string> FilesOf(ModelProject project)
    {
        var paths = new List<string>();
        foreach (var definition in project.Definitions)
        {
            paths.Add(definition.Path);
            if (project.Configuration.Environment is { Length: > 0 } environment)
                paths.Add(Overlays.PathOf(definition.Path, environment));
            paths.Add(project.StateFile(definition.Name));
            paths.Add(LockFile.PathOf(definition.Path, definition.Name));
            paths.Add(WaiversReader.PathOf(definition.Path, definition.Name));
        }
        paths.AddRange(project.ProjectAssemblies);
        paths.AddRange(project.PackageAssemblies);
        paths.AddRange(project.BuiltInAssemblies);
        paths.Add(project.RuntimeConfig);
        foreach (var file in project.Content)
            paths.Add(file.Path);
        return paths;
    }

    /// <summary>The record of a plan; null where it leaves something to do.</summary>
    /// <param name="models">All models of the project, with what their last build left.</param>
    /// <param name="today">In UTC.</param>
    public static PlanRecord? Of(ModelProject project, IReadOnlyList<(ModelPlan Plan, ModelState State)> models, IInputDigests digests, DateOnly today)
    {
        var paths = new HashSet<string>(FilesOf(project), StringComparer.Ordinal);
        var variables = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (plan, _) in models)
        {
            foreach (var stage in plan.Definition.Stages)
            {
                if (!stage.Enabled)
                    continue;
                variables.UnionWith(stage.Access.Variables);
                foreach (var data in stage.Data.Values)
                    paths.Add(data.Path); // of a repeated stage the folder, whose members are others when one comes
            }
            foreach (var node in plan.Graph.Nodes.Concat(plan.GateNodes))
                foreach (var input in node.Inputs)
                    if (input is DataInput data)
                        paths.Add(data.Path);
            paths.Add(project.ModelFolder(plan.Name));
            if (project.ReportsFolder.Length > 0)
                paths.Add(project.ReportsOf(plan.Name));
            paths.UnionWith(plan.ChampionFiles(project));
        }
        var record = new PlanRecord(
            Describe(project),
            [.. models.Select(model => new PlannedModel(model.Plan.Name, model.State.Headline))],
            [.. paths.Order(StringComparer.Ordinal).Select(path => new PlannedFile(path, digests.FindReadable(path))),
                .. project.Sources.Select(path => new PlannedFile(path, digests.Find(path)) { IsSource = true })])
        {
            Variables = [.. variables.Order(StringComparer.Ordinal).Select(name => new PlannedVariable(name, digests.FindVariable(name)))],
            Commits = [.. models.SelectMany(model => model.Plan.CommittedLocks(project)).Distinct().Select(file => new PlannedCommit(file, digests.StampOf(file), digests.FindCommitted(file)))],
            Until = models.Min(model => model.State.WaivedUntil),
            Warnings = [.. models.SelectMany(model => model.State.Warnings)],
        };
        // Judged by what was written down, so that it does not matter who changes what meanwhile.
        var written = new Written(record);
        return models.All(model => (UpToDateCheck.LooksOutside(model.Plan, model.State, project) ?? UpToDateCheck.FirstReason(model.Plan, model.State, written, project, [], today)) is null) ? record : null;
    }

    /// <summary>Where the project keeps its state: a record that was copied elsewhere with it is about the old place.</summary>
    public string StateFolder => JsonMembers.Read(Project, json => json.Text("stateFolder"));

    /// <summary>Whether variables set the same values of definitions as they did then.</summary>
    public bool HasSameOverrides(IReadOnlyList<SetVariable> variables) => JsonMembers.Read(Project, RequestJson.ReadProject).Configuration.Variables.SequenceEqual(variables);

    /// <summary>Whether the answer is still the same: nothing to do.</summary>
    /// <exception cref="ArtifactException">There is something that cannot be an artifact.</exception>
    /// <param name="today">In UTC.</param>
    public bool Holds(ModelProject project, IInputDigests digests, DateOnly today) => Project == Describe(project) && !(today > Until) && FirstChange(digests) is null;

    /// <summary>The first file or variable that is not what it was, or cannot be read; null where all are.</summary>
    /// <exception cref="ArtifactException">There is something that cannot be an artifact.</exception>
    public string? FirstChange(IInputDigests digests)
    {
        foreach (var variable in Variables)
            if (digests.FindVariable(variable.Name) != variable.Value)
                return variable.Name;
        foreach (var (file, stamp, content) in Commits)
            if ((stamp.Length == 0 || digests.StampOf(file) != stamp) && digests.FindCommitted(file) != content)
                return file.Path;
        return FirstChange(digests, ofSources: false);
    }

    /// <summary>The first source that is not what it was, or cannot be read; null where all are.</summary>
    public string? FirstEdit(IInputDigests digests) => FirstChange(digests, ofSources: true);

    string? FirstChange(IInputDigests digests, bool ofSources)
    {
        foreach (var file in Files)
        {
            try
            {
                if (file.IsSource == ofSources && digests.Find(file.Path) != file.Content)
                    return file.Path;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return file.Path;
            }
        }
        return null;
    }

    /// <summary>Reads <see cref="ToText"/> back; null for anything else, and for what another version wrote.</summary>
    public static PlanRecord? Parse(string text)
    {
        var end = text.LastIndexOf('\n', Math.Max(0, text.Length - 2)) + 1;
        if (!text.StartsWith(Header + Planner + "\n", StringComparison.Ordinal) || text[end..] != Seal(text[..end]))
            return null;
        var lines = text[..end].Split('\n');
        var models = new List<PlannedModel>();
        var files = new List<PlannedFile>();
        var variables = new List<PlannedVariable>();
        var commits = new List<PlannedCommit>();
        var warnings = new List<Diagnostic>();
        DateOnly? until = null;
        // The seal fits, so the lines are as they were written.
        for (var i = 2; i < lines.Length - 1; i++)
        {
            if (lines[i].Split('\t') is not [var kind, var first, var second])
                return null;
            if (kind == "model")
                models.Add(new(first, second));
            else if (kind == "warning" && EngineEvent.FromJson(first) is DiagnosticEvent { Diagnostic: var warning })
                warnings.Add(warning);
            else if (kind == "until")
                until = DateOnly.ParseExact(first, Waiver.Day, CultureInfo.InvariantCulture);
            else if (kind == "commit" && second.Split(Bar, 3) is [var stamp, var revision, var path])
                commits.Add(new(new(path, revision.Length == 0 ? null : Uri.UnescapeDataString(revision)), stamp, first.Length == 0 ? null : Digest.Parse(first)));
            else if (kind == "variable")
                variables.Add(new(second, first.Length == 0 ? null : Digest.Parse(first)));
            else
                files.Add(new(second, first.Length == 0 ? null : new(kind == "folder" ? ArtifactKind.Folder : ArtifactKind.File, Digest.Parse(first))) { IsSource = kind == "source" });
        }
        return new(lines[1], models, files) { Variables = variables, Commits = commits, Warnings = warnings, Until = until };
    }

    /// <summary>Lines: what wrote it, the project, each model, each file and variable; at the end a digest of all that.</summary>
    public string ToText()
    {
        var text = new StringBuilder(Header).Append(Planner).Append('\n').Append(Project).Append('\n');
        foreach (var model in Models)
            text.Append("model\t").Append(model.Name).Append('\t').Append(model.Headline).Append('\n');
        foreach (var file in Files)
        {
            var (kind, digest) = file.Content is { } content ? (content.Kind == ArtifactKind.File ? "file" : "folder", content.Digest.ToString()) : ("absent", "");
            text.Append(file.IsSource ? "source" : kind).Append('\t').Append(digest).Append('\t').Append(file.Path).Append('\n');
        }
        foreach (var variable in Variables)
            text.Append("variable\t").Append(variable.Value?.ToString()).Append('\t').Append(variable.Name).Append('\n');
        foreach (var (file, stamp, content) in Commits)
            text.Append("commit\t").Append(content?.ToString()).Append('\t').Append(stamp).Append(Bar).Append(Uri.EscapeDataString(file.Revision ?? "")).Append(Bar).Append(file.Path).Append('\n');
        foreach (var warning in Warnings)
            text.Append("warning\t").Append(new DiagnosticEvent(warning).ToJson()).Append("\t\n");
        if (Until is { } last)
            text.Append("until\t").Append(Waiver.Text(last)).Append("\t\n");
        var all = text.ToString();
        return all + Seal(all);
    }

    /// <summary>Whether all names and paths can be written; a tab or line break in one is too rare to have a notation.</summary>
    public bool CanBeWritten => !Models.Any(model => IsUnwritable(model.Name) || IsUnwritable(model.Headline)) && !Files.Any(file => IsUnwritable(file.Path))
        && !Variables.Any(variable => IsUnwritable(variable.Name)) && !Commits.Any(commit => IsUnwritable(commit.File.Path) || commit.Stamp.Contains(Bar, StringComparison.Ordinal));

    static bool IsUnwritable(string text) => text.AsSpan().IndexOfAny('\t', '\n') >= 0;

    static string Seal(string text) => $"end {Digest.OfText(text)}\n";

    static string Describe(ModelProject project) => JsonMembers.Line(json => RequestJson.WriteProject(json, project));

    sealed class Written(PlanRecord record) : IInputDigests
    {
        readonly Dictionary<string, PlannedFile> byPath = record.Files.Where(file => !file.IsSource).ToDictionary(file => file.Path);

        public ArtifactDigest? Find(string path) => byPath[path].Content;

        public Digest? FindVariable(string name) => record.Variables.First(variable => variable.Name == name).Value;

        public Digest? FindCommitted(CommittedFile file) => record.Commits.First(commit => commit.File == file).Content;
    }
}
