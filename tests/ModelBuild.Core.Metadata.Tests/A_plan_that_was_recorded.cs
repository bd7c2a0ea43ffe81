using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Planning;

namespace ModelBuild.Core.Metadata.Tests;

public sealed class A_plan_that_was_recorded : PlannedSnippet
{
    static readonly DateOnly Day = new(2026, 11, 22);

    const string Source = """
        [Pipeline("toy", Model = "train")] public static class Toy { [Stage] public static Table Train(DataSource data, TrainOptions options) => new(); }
        public record TrainOptions { public int Depth { get; init; } }
        """;

    const string Text = """
        pipeline: toy
        data: { path: data.csv }
        train: { depth: 2, access: { variables: [WORDS, NONE] } }
        """;

    readonly Files files = new();

    string Data => Path.Combine(Folder, "data.csv");

    (ModelProject Project, PlanRecord? Record) Record()
    {
        var plan = Load(Source, Text, files, out var project);
        files.Contents.TryAdd(Data, Digest.OfText("data"));
        var model = plan.Models.ShouldHaveSingleItem();
        files.Contents.TryAdd(project.ModelFolder("toy"), Digest.OfText("model"));
        var nodes = new Dictionary<NodeId, NodeState>();
        foreach (var node in model.Graph.Nodes)
            nodes[node.Id] = new(
                StageKeyWriter.Write(node, source => nodes[source].Result.Output, _ => new(ArtifactKind.File, Digest.OfText("data"))),
                new(Digest.OfText("out"), Digest.OfText("log"), null, TimeSpan.Zero));
        return (project, PlanRecord.Of(project, [(model, new(nodes, model.Gates(files), Digest.OfText("model"), "auc 0.9") { Lock = Digest.OfText(""), ModelStage = model.Model.ToString(), EvaluationStage = model.Evaluation?.ToString() ?? "" })], files, Day));
    }

    [Fact]
    public void Holds_until_something_that_it_read_is_another()
    {
        var (project, record) = Record();
        record.ShouldNotBeNull().Holds(project, files, Day).ShouldBeTrue();
        record.Models.ShouldBe([new("toy", "auc 0.9")]);
        foreach (var path in new[] { Definition, Data, project.ProjectAssemblies[0], project.RuntimeConfig, project.StateFile("toy"), project.ModelFolder("toy") })
        {
            files.Contents.TryGetValue(path, out var was);
            files.Contents[path] = Digest.OfText("edited");
            record.FirstChange(files).ShouldBe(path);
            record.Holds(project, files, Day).ShouldBeFalse();
            if (was is null)
                files.Contents.Remove(path);
            else
                files.Contents[path] = was;
        }
        record.Holds(project, files, Day).ShouldBeTrue();
    }

    [Theory]
    [InlineData("WORDS", "other")]
    [InlineData("WORDS", null)]
    [InlineData("NONE", "")]
    public void Holds_while_declared_variables_are_what_they_were(string name, string? value)
    {
        var (project, record) = Record();
        files.Variables["OTHER"] = "other";
        record.ShouldNotBeNull().Holds(project, files, Day).ShouldBeTrue();

        files.Variables[name] = value;

        record.FirstChange(files).ShouldBe(name);
        PlanRecord.Parse(record.ToText()).ShouldNotBeNull().FirstChange(files).ShouldBe(name);
        record.ToText().ShouldNotContain("to be or not");
    }

    [Fact]
    public void Holds_while_the_committed_lock_is_what_it_was()
    {
        var (project, plain) = Record();
        var file = new CommittedFile("/repository/m.lock.json", "origin/main~1|2");
        var record = plain! with { Commits = [new(file, "stamp", Digest.OfText("lock"))] };
        files.Commits[file] = ("stamp", Digest.OfText("another one, which nobody looks at while the stamp is the same"));
        Holds(record).ShouldBe((true, null));
        files.Commits[file] = ("moved", Digest.OfText("lock"));
        Holds(record).ShouldBe((true, null));
        files.Commits[file] = ("moved", Digest.OfText("edited"));
        Holds(record).ShouldBe((false, file.Path));
        files.Commits[file] = ("moved", null);
        Holds(record).ShouldBe((false, file.Path));

        // What cannot be stamped is read each time.
        var unstamped = plain with { Commits = [new(file, "", null)] };
        files.Commits[file] = ("", null);
        Holds(unstamped).ShouldBe((true, null));
        files.Commits[file] = ("", Digest.OfText("lock"));
        Holds(unstamped).ShouldBe((false, file.Path));

        (bool, string?) Holds(PlanRecord record)
        {
            var read = PlanRecord.Parse(record.ToText()).ShouldNotBeNull();
            read.Commits.ShouldBe(record.Commits);
            return (read.Holds(project, files, Day), read.FirstChange(files));
        }
    }

    [Fact]
    public void Says_again_what_gates_warned_of()
    {
        var (_, plain) = Record();
        Diagnostic warning = new("MB4001", Severity.Warning, new("/p/a\tb.model.yaml", 3, 5), "auc\tis low");

        PlanRecord.Parse((plain! with { Warnings = [warning] }).ToText()).ShouldNotBeNull().Warnings.ShouldBe([warning]);
    }

    [Fact]
    public void Holds_until_the_last_day_of_a_waiver()
    {
        var (project, plain) = Record();
        var record = PlanRecord.Parse((plain! with { Until = Day }).ToText()).ShouldNotBeNull();

        record.Until.ShouldBe(Day);
        record.Holds(project, files, Day).ShouldBeTrue();
        record.Holds(project, files, Day.AddDays(1)).ShouldBeFalse();
        plain.Holds(project, files, DateOnly.MaxValue).ShouldBeTrue();
    }

    [Fact]
    public void Goes_by_the_content_that_the_project_copies()
    {
        var (project, _) = Record();
        PlanRecord.FilesOf(project with { Content = [new("lists/stop.txt", "/bin/lists/stop.txt")] }).ShouldContain("/bin/lists/stop.txt");
    }

    [Fact]
    public void Holds_for_no_other_project()
    {
        var (project, record) = Record();
        record!.Holds(project with { Environment = new("11.0.0", "any") }, files, Day).ShouldBeFalse();
        record.Holds(project with { PackageAssemblies = ["/new.dll"] }, files, Day).ShouldBeFalse();
        record.Holds(project with { Configuration = new("", [], [], "train.depth=3") }, files, Day).ShouldBeFalse();
    }

    [Fact]
    public void Is_none_where_data_is_not_what_the_last_build_read()
    {
        files.Contents[Data] = Digest.OfText("edited");
        Record().Record.ShouldBeNull();
    }

    [Fact]
    public void Is_none_where_the_model_is_not_what_the_last_build_left()
    {
        Load(Source, Text, files, out var project);
        files.Contents[project.ModelFolder("toy")] = Digest.OfText("edited");
        Record().Record.ShouldBeNull();
    }

    [Fact]
    public void Is_read_back_whole_or_not_at_all()
    {
        var record = Record().Record.ShouldNotBeNull();
        var text = record.ToText();
        var read = PlanRecord.Parse(text).ShouldNotBeNull();
        read.Project.ShouldBe(record.Project);
        read.Models.ShouldBe(record.Models);
        read.Files.ShouldBe(record.Files);
        read.Variables.ShouldBe(record.Variables);
        for (var length = 0; length < text.Length; length++)
            PlanRecord.Parse(text[..length]).ShouldBeNull();
        for (var i = 0; i < text.Length; i++)
            PlanRecord.Parse(text[..i] + (text[i] == 'x' ? 'y' : 'x') + text[(i + 1)..]).ShouldBeNull();
    }

    [Fact]
    public void Cannot_be_written_with_a_path_of_two_lines()
    {
        new PlanRecord("{}", [], [new("/a\nb", null)]).CanBeWritten.ShouldBeFalse();
        new PlanRecord("{}", [new("toy", "auc\t1")], []).CanBeWritten.ShouldBeFalse();
        new PlanRecord("{}", [], []) { Variables = [new("A\tB", null)] }.CanBeWritten.ShouldBeFalse();
        new PlanRecord("{}", [new("toy", "auc 1")], [new("/a b", null)]).CanBeWritten.ShouldBeTrue();
    }

    sealed class Files : IInputDigests
    {
        public Dictionary<CommittedFile, (string Stamp, Digest? Content)> Commits { get; } = [];

        public string StampOf(CommittedFile file) => Commits[file].Stamp;

        public Digest? FindCommitted(CommittedFile file) => Commits[file].Content;

        public Dictionary<string, Digest?> Contents { get; } = [];

        public Dictionary<string, string?> Variables { get; } = new() { ["WORDS"] = "to be or not" };

        public Digest? FindVariable(string name) => Variables.GetValueOrDefault(name) is { } value ? Digest.OfText(value) : null;

        public ArtifactDigest? Find(string path) => Contents.TryGetValue(path, out var digest) && digest is { } known
            ? new(path.EndsWith("toy", StringComparison.Ordinal) ? ArtifactKind.Folder : ArtifactKind.File, known)
            : null;
    }
}
