using System.Text;
using ModelBuild.Core.Configuration;
using ModelBuild.Core.Digests;
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

    /// <summary>All that stages declare. Default: none.</summary>
    public IReadOnlyList<PlannedVariable> Variables { get; init; } = [];

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
    public static PlanRecord? Of(ModelProject project, IReadOnlyList<(ModelPlan Plan, ModelState State)> models, IInputDigests digests)
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
            foreach (var node in plan.Graph.Nodes)
                foreach (var input in node.Inputs)
                    if (input is DataInput data)
                        paths.Add(data.Path);
            paths.Add(project.ModelFolder(plan.Name));
        }
        var record = new PlanRecord(
            Describe(project),
            [.. models.Select(model => new PlannedModel(model.Plan.Name, model.State.Headline))],
            [.. paths.Order(StringComparer.Ordinal).Select(path => new PlannedFile(path, digests.Find(path))),
                .. project.Sources.Select(path => new PlannedFile(path, digests.Find(path)) { IsSource = true })])
        {
            Variables = [.. variables.Order(StringComparer.Ordinal).Select(name => new PlannedVariable(name, digests.FindVariable(name)))],
        };
        // Judged by what was written down, so that it does not matter who changes what meanwhile.
        var written = new Written(record);
        return models.All(model => (UpToDateCheck.LooksOutside(model.Plan.Graph, project) ?? UpToDateCheck.FirstReason(model.Plan, model.State, written, project, [])) is null) ? record : null;
    }

    /// <summary>Where the project keeps its state: a record that was copied elsewhere with it is about the old place.</summary>
    public string StateFolder => JsonMembers.Read(Project, json => json.Text("stateFolder"));

    /// <summary>Whether variables set the same values of definitions as they did then.</summary>
    public bool HasSameOverrides(IReadOnlyList<SetVariable> variables) => JsonMembers.Read(Project, RequestJson.ReadProject).Configuration.Variables.SequenceEqual(variables);

    /// <summary>Whether the answer is still the same: nothing to do.</summary>
    /// <exception cref="ArtifactException">There is something that cannot be an artifact.</exception>
    public bool Holds(ModelProject project, IInputDigests digests) => Project == Describe(project) && FirstChange(digests) is null;

    /// <summary>The first file or variable that is not what it was, or cannot be read; null where all are.</summary>
    /// <exception cref="ArtifactException">There is something that cannot be an artifact.</exception>
    public string? FirstChange(IInputDigests digests)
    {
        foreach (var variable in Variables)
            if (digests.FindVariable(variable.Name) != variable.Value)
                return variable.Name;
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
        // The seal fits, so the lines are as they were written.
        for (var i = 2; i < lines.Length - 1; i++)
        {
            if (lines[i].Split('\t') is not [var kind, var first, var second])
                return null;
            if (kind == "model")
                models.Add(new(first, second));
            else if (kind == "variable")
                variables.Add(new(second, first.Length == 0 ? null : Digest.Parse(first)));
            else
                files.Add(new(second, first.Length == 0 ? null : new(kind == "folder" ? ArtifactKind.Folder : ArtifactKind.File, Digest.Parse(first))) { IsSource = kind == "source" });
        }
        return new(lines[1], models, files) { Variables = variables };
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
        var all = text.ToString();
        return all + Seal(all);
    }

    /// <summary>Whether all names and paths can be written; a tab or line break in one is too rare to have a notation.</summary>
    public bool CanBeWritten => !Models.Any(model => IsUnwritable(model.Name) || IsUnwritable(model.Headline)) && !Files.Any(file => IsUnwritable(file.Path))
        && !Variables.Any(variable => IsUnwritable(variable.Name));

    static bool IsUnwritable(string text) => text.AsSpan().IndexOfAny('\t', '\n') >= 0;

    static string Seal(string text) => $"end {Digest.OfText(text)}\n";

    static string Describe(ModelProject project) => JsonMembers.Line(json => RequestJson.WriteProject(json, project));

    sealed class Written(PlanRecord record) : IInputDigests
    {
        readonly Dictionary<string, PlannedFile> byPath = record.Files.Where(file => !file.IsSource).ToDictionary(file => file.Path);

        public ArtifactDigest? Find(string path) => byPath[path].Content;

        public Digest? FindVariable(string name) => record.Variables.First(variable => variable.Name == name).Value;
    }
}
