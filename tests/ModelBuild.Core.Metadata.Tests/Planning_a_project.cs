using ModelBuild.Core.Configuration;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Planning;

namespace ModelBuild.Core.Metadata.Tests;

public sealed class Planning_a_project : PipelineSnippet
{
    const string OnePipeline = "[Pipeline(\"one\")] public static class One { [Stage] public static Table Train() => new(); }\n";

    [Fact]
    public void A_warning_about_the_code_leaves_no_model_out()
    {
        var plan = Load(OnePipeline + "public static class Stray { [Stage] public static Table Train() => new(); }", "one");

        plan.Models.ShouldHaveSingleItem();
        plan.Diagnostics.ShouldHaveSingleItem().Severity.ShouldBe(Severity.Warning);
    }

    [Fact]
    public void Two_definitions_of_one_name_are_an_error_and_neither_is_planned()
    {
        var plan = Load(OnePipeline, "one", "one");

        plan.Models.ShouldBeEmpty();
        plan.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("MB1076");
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public void A_file_that_names_no_model_is_an_error(string name)
    {
        var plan = Load(OnePipeline, name);

        plan.Models.ShouldBeEmpty();
        plan.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("MB1079");
    }

    [Theory]
    [InlineData("sed=1", "MB1013")]
    [InlineData("sed", "MB1080")]
    [InlineData("two:seed=1", "MB1083")]
    public void An_override_that_nobody_understands_leaves_no_model(string set, string code)
    {
        Configuration = ConfigurationSources.None with { Property = set };

        var plan = Load(OnePipeline, "one");

        plan.Models.ShouldBeEmpty();
        var error = plan.Diagnostics.ShouldHaveSingleItem();
        (error.Code, error.Place.ToString()).ShouldBe((code, "ModelSet"));
    }

    [Fact]
    public void A_variable_for_another_project_leaves_the_models()
    {
        Configuration = new("", [new("MODELBUILD__churn__trees", "1")], [], "");

        var plan = Load(OnePipeline, "one");

        plan.Models.ShouldHaveSingleItem();
        var warning = plan.Diagnostics.ShouldHaveSingleItem();
        (warning.Code, warning.Severity, warning.Place.ToString()).ShouldBe(("MB1086", Severity.Warning, "MODELBUILD__churn__trees"));
    }

    [Fact]
    public void An_override_changes_the_key()
    {
        const string Seeded = "[Pipeline(\"one\")] public static class One { [Stage] public static Table Train(StageContext context) => new(); }\n";
        var plain = Load(Seeded, "one").Models.ShouldHaveSingleItem();
        Configuration = new("", [new("MODELBUILD__SEED", "1")], [], "");
        var other = Load(Seeded, "one").Models.ShouldHaveSingleItem();
        Configuration = new("", [], [], "seed=0");

        Key(other).ShouldNotBe(Key(plain));
        Key(Load(Seeded, "one").Models[0]).ShouldBe(Key(plain));
    }

    [Fact]
    public void Stages_of_one_name_in_two_pipelines_have_keys_of_their_own()
    {
        var plan = Load(OnePipeline + "[Pipeline(\"two\")] public static class Two { [Stage] public static Table Train() => new(); }", "one", "two");

        plan.Models.Select(Key).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void A_setting_of_the_runtime_is_part_of_the_key()
    {
        var plain = Load(OnePipeline, "one").Models.ShouldHaveSingleItem();
        RuntimeConfig = """{"runtimeOptions": {"configProperties": {"My.Switch": true}}}""";
        var switched = Load(OnePipeline, "one").Models.ShouldHaveSingleItem();

        Manifest(switched).FirstDifferenceFrom(Manifest(plain)).ShouldBe("runtime setting My.Switch added: true");
    }

    [Fact]
    public void A_built_in_assembly_counts_where_the_project_calls_it()
    {
        const string Caller = "[Pipeline(\"one\")] public static class One { [Stage] public static Table Train() { Trainer.Run(); return new(); } }\n";
        string[] versions = [.. new[] { "1", "2" }.Select(body =>
            Compiler.Compile($"public static class Trainer {{ public static int Run() => {body}; }}", new() { Assembly = "Trainers" }))];

        versions.Select(trainers => Key(Load(Caller, [trainers], "one").Models[0])).Distinct().Count().ShouldBe(2);
        versions.Select(trainers => Key(Load(OnePipeline, [trainers], "one").Models[0])).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void Content_that_is_copied_beside_the_assembly_counts_by_its_path_and_bytes()
    {
        var none = Load(OnePipeline, "one").Models.ShouldHaveSingleItem();
        Content = [new("b.txt", "/bin/b.txt"), new("a.txt", "/bin/gone")];
        var there = Load(OnePipeline, "one").Models.ShouldHaveSingleItem();
        Content = [new("a.txt", "/bin/gone"), new("b.txt", "/bin/other")];
        var other = Load(OnePipeline, "one").Models.ShouldHaveSingleItem();

        Manifest(there).FirstDifferenceFrom(Manifest(none)).ShouldBe("content a.txt added: missing");
        Manifest(other).FirstDifferenceFrom(Manifest(there)).ShouldBe("content b.txt changed");
    }

    [Fact]
    public void Content_is_not_for_stages_with_an_algorithm_version()
    {
        const string Versioned = "[Pipeline(\"one\")] public static class One { [Stage(AlgorithmVersion = 1)] public static Table Train() => new(); }\n";
        var none = Load(Versioned, "one").Models.ShouldHaveSingleItem();
        Content = [new("b.txt", "/bin/b.txt")];

        Key(Load(Versioned, "one").Models[0]).ShouldBe(Key(none));
    }

    [Fact]
    public void A_declared_variable_is_looked_up_where_the_build_runs()
    {
        Sections = "train: { access: { variables: [A, B] } }\n";

        var manifest = Manifest(Load(OnePipeline, "one").Models.ShouldHaveSingleItem());

        manifest.Parts.Where(part => part.Kind == "variable").ShouldBe([new("variable", "A", Digest.OfText("A=1").ToString()), new("variable", "B", "not set")]);
    }

    string Sections { get; set; } = "";

    IReadOnlyList<ContentFile> Content { get; set; } = [];

    string RuntimeConfig { get; set; } = """{"runtimeOptions": {}}""";

    ConfigurationSources Configuration { get; set; } = ConfigurationSources.None;

    static KeyManifest Manifest(ModelPlan plan) => StageKeyWriter.Write(plan.Graph.Nodes[0], _ => default, _ => default);

    static Digest Key(ModelPlan plan) => Manifest(plan).Key;

    ProjectPlan Load(string source, params string[] pipelines) => Load(source, [], pipelines);

    ProjectPlan Load(string source, string[] builtIn, params string[] pipelines)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Compiler.Folder, "project")).FullName;
        File.WriteAllText(Path.Combine(folder, "runtimeconfig.json"), RuntimeConfig);
        foreach (var pipeline in pipelines)
            File.WriteAllText(Path.Combine(folder, pipeline + ".model.yaml"), $"pipeline: {pipeline}\n{Sections}");
        return ProjectPlan.Load(new ModelProject
        {
            Name = "Project",
            Definitions = [.. pipelines.Select(pipeline => new DefinitionFile(pipeline, Path.Combine(folder, pipeline + ".model.yaml")))],
            Configuration = Configuration,
            Content = Content,
            ProjectAssemblies = [Compiler.Compile(Usings + source + Artifacts, new() { References = builtIn })],
            PackageAssemblies = [],
            BuiltInAssemblies = builtIn,
            DepsFile = "none",
            RuntimeConfig = Path.Combine(folder, "runtimeconfig.json"),
            Environment = new("10.0.0", "any"),
            StateFolder = Path.Combine(folder, "obj"),
            ModelsFolder = Path.Combine(folder, "bin"),
        }, new FewFiles());
    }

    sealed class FewFiles : IInputDigests
    {
        public ArtifactDigest? Find(string path) => path.StartsWith("/bin/", StringComparison.Ordinal) && path != "/bin/gone" ? new(ArtifactKind.File, Digest.OfText(path)) : null;

        public Digest? FindVariable(string name) => name == "A" ? Digest.OfText("A=1") : null;
    }
}
