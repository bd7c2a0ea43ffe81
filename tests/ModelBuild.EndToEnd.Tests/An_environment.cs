using System.Text.RegularExpressions;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>One definition, configured for where it is built: overlay, variables, items, property.</summary>
public partial class An_environment(PackedPackage package) : EndToEndTest(package)
{
    const string Staging = "-p:ModelEnvironment=staging";
    const string Overlay = "breast-cancer.model.staging.yaml";

    [Fact]
    public async Task Has_a_model_of_its_own_that_is_trained_once()
    {
        var project = Trained();
        var usual = Folders.Content(project.Models);
        project.Write(Overlay, "train: { l2: 2.0 }\ngates:\n  - { metric: auc, min: 0.97 }\n");

        (await project.TrainAsync(Staging)).ShouldRun("train", "threshold", "evaluate");
        var staging = Folders.Content(project.Models);
        (await project.TrainWithoutEngineAsync(Staging)).ShouldRun();
        staging.ShouldNotBe(usual);

        (await project.TrainAsync()).ShouldRun();
        Folders.Content(project.Models).ShouldBe(usual);
        (await project.TrainAsync(Staging)).ShouldRun();
        Folders.Content(project.Models).ShouldBe(staging);
    }

    [Fact]
    public async Task That_says_what_the_definition_says_runs_nothing()
    {
        var project = Trained();
        project.Write(Overlay, "split: { seed: 7, test: .25 }\ngates:\n  - { name: auc-min, min: 98e-2 }\n");
        project.Variables["MODELBUILD__TRAIN__L2"] = "1";

        (await project.TrainWithoutEngineAsync(Staging, "-p:ModelSet=data.positive=malignant evaluate.slices=[]")).ShouldRun();
    }

    [Fact]
    public async Task Of_variables_items_and_the_property_reruns_what_they_change()
    {
        var project = Trained();
        UserProject.Edit(project.ProjectFile, "</Project>", """<ItemGroup><ModelSet Include="train.l2=3" Definition="breast-cancer" /></ItemGroup></Project>""");
        (await project.TrainAsync()).ShouldRun("train", "threshold", "evaluate");

        project.Variables["MODELBUILD__train__l2"] = "9"; // the item wins
        (await project.TrainWithoutEngineAsync()).ShouldRun();
        project.Variables["MODELBUILD__FEATURES__SCALE"] = "min-max";
        (await project.TrainAsync()).ShouldRun("features", "train", "threshold", "evaluate");
        (await project.TrainAsync("-p:ModelSet=train.l2=4 features.scale=standard")).ShouldRun("train", "threshold", "evaluate");
    }

    [Fact]
    public async Task Is_explained_value_by_value_with_the_last_word()
    {
        var project = Trained();
        UserProject.Edit(project.ProjectFile, "</Project>", """<ItemGroup><ModelSet Include="train.l2=3;split.seed=3" /></ItemGroup></Project>""");
        project.Write(Overlay, "train: { l2: 2.0 }\ngates:\n  - { metric: auc, min: 0.97 }\nfeatures: { scale: min-max }\n");
        project.Variables["MODELBUILD__SPLIT__SEED"] = "5";
        project.Variables["MODELBUILD__FEATURES__IMPUTE"] = "median";

        var build = await ExplainAsync(project, Staging, "-p:ModelSet=split.seed=4");

        var lines = Explained(project);
        lines[0].ShouldBe("configuration of breast-cancer in the environment staging:");
        lines.ShouldContain("  split.test = 0.25   (breast-cancer.model.yaml:11)");
        lines.ShouldContain("  split.seed = 4   (ModelSet)");
        lines.ShouldContain("  features.impute = \"median\"   (MODELBUILD__FEATURES__IMPUTE)");
        lines.ShouldContain("  features.scale = \"min-max\"   (breast-cancer.model.staging.yaml:4)");
        lines.ShouldContain("  train.l2 = 3   (BreastCancer.csproj)");
        lines.ShouldContain("  gates.auc-min.min = 0.97   (breast-cancer.model.staging.yaml:3)");
        lines.ShouldContain("  ingest: up to date");
        lines.ShouldContain("  split: would run: split.seed 7 → 4");
        lines.ShouldContain("  train: may run: it waits for the output of split, and train.l2 1 → 3");
        build.Text.ShouldContain("split: would run: split.seed 7 → 4", Case.Sensitive, build.Why);
        build.Text.ShouldContain($"BreastCancer -> {Path.Combine(project.State, "breast-cancer.explain.txt")}", Case.Sensitive, build.Why);
    }

    [Fact]
    public async Task Is_explained_before_the_first_training_and_without_training_though_every_build_trains()
    {
        var project = Fresh();
        UserProject.Edit(project.ProjectFile, "</PropertyGroup>", "<TrainModelOnBuild>true</TrainModelOnBuild></PropertyGroup>");
        UserProject.Edit(project.ProjectFile, "</Project>", """
            <Target Name="One" AfterTargets="BeforeExplainModel"><Message Importance="high" Text="before it" /></Target>
            <Target Name="Two" BeforeTargets="AfterExplainModel"><Message Importance="high" Text="after it" /></Target></Project>
            """);

        var build = await ExplainAsync(project);

        Explained(project).ShouldContain("  ingest: would run: it was not built here before");
        Explained(project).ShouldContain("  evaluate: may run: it waits for the output of threshold");
        Directory.Exists(project.Models).ShouldBeFalse();
        project.RunRecords.ShouldBe(0);
        string[] said = ["before it", "configuration of", "after it"];
        said.ShouldAllBe(text => build.Text.Contains(text), build.Why);
        said.Select(text => build.Text.IndexOf(text, StringComparison.Ordinal)).ShouldBeInOrder(SortDirection.Ascending, build.Why);
    }

    [Fact]
    public async Task Is_explained_for_the_only_target_framework()
    {
        var project = Trained();
        UserProject.Edit(project.ProjectFile, "<TargetFramework>net10.0</TargetFramework>", "<TargetFrameworks>net10.0</TargetFrameworks>");
        (await project.DotnetAsync("restore")).ShouldSucceed();

        await ExplainAsync(project);

        Explained(project).ShouldContain("  evaluate: up to date");
    }

    /// <summary>As a process is given them: a shell takes its own quotes away before.</summary>
    [Theory]
    [InlineData("-p:ModelSet=evaluate.slices=[a%2C b] split.seed=8", "evaluate.slices = [\"a\",\"b\"]")]
    [InlineData("-p:ModelSet=\"evaluate.slices=[a, b] split.seed=8\"", "evaluate.slices = [\"a\",\"b\"]")]
    [InlineData("-p:ModelSet=split.seed=8 data.positive='1'", "data.positive = \"1\"")]
    [InlineData("-p:ModelSet=data.positive=%221%22 split.seed=8", "data.positive = \"1\"")]
    [InlineData("-p:ModelSet=data.positive='two words; and more' split.seed=8", null)]
    [InlineData("-p:ModelSet=data.positive='two words%3B and more' split.seed=8", "data.positive = \"two words; and more\"")]
    [InlineData("-p:ModelSet=breast-cancer:data.positive='two words' split.seed=8", "data.positive = \"two words\"")]
    [InlineData("-p:ModelSet=data.columns={ mean_area: { min: 1 } } split.seed=8", "data.columns.mean_area.min = 1")]
    public async Task Is_set_by_one_property_with_quotes(string argument, string? line)
    {
        var project = Trained();

        var build = await project.BuildAsync("-t:ExplainModel", argument);

        if (line is null)
        {
            build.ExitCode.ShouldBe(1, build.Why); // MSBuild takes the semicolon for the next property
            return;
        }
        build.ShouldSucceed();
        Explained(project).ShouldContain($"  {line}   (ModelSet)");
        Explained(project).ShouldContain("  split.seed = 8   (ModelSet)");
    }

    [Fact]
    public async Task Is_wrong_at_the_line_of_the_overlay()
    {
        var project = Trained();
        project.Write(Overlay, "# more\ntrain: { l2: -1 }\n");

        var error = (await project.TrainAsync(Staging)).ShouldFailWith("MB1016");

        error.ShouldBeAt(project.In(Overlay), 2, 14);
        (await project.TrainAsync()).ShouldRun(); // the reports were those of the failure
        (await project.TrainWithoutEngineAsync()).ShouldRun();
    }

    [Fact]
    public async Task Is_wrong_at_the_gate_of_the_overlay_that_does_not_hold()
    {
        var project = Trained();
        project.Write(Overlay, "gates:\n  - metric: auc\n    min: 0.9999\n");

        (await project.TrainAsync(Staging)).ShouldFailWith("MB4001").ShouldBeAt(project.In(Overlay), 2, 5);
    }

    [Theory]
    [InlineData("MODELBUILD__train__l2", "-1", "MB1016", "train.l2 must be at least 0, but is -1.")]
    [InlineData("MODELBUILD__data__path", "none.csv", "MB2060", "none.csv")]
    [InlineData("MODELBUILD__data__label", "diagnosys", "MB2020", "diagnosys")]
    [InlineData("MODELBUILD__gates__auc_min__min", "0.9999", "MB4001", "below its minimum 0.9999")]
    public async Task Is_wrong_at_the_name_of_the_variable(string name, string value, string code, string says)
    {
        var project = Trained();
        var good = await Folders.IdentityAsync(project.Models);
        project.Variables[name] = value;

        var build = await project.TrainAsync();

        var error = build.ShouldFailWith(code);
        error.ShouldBeAt(name, 0, 0);
        error.Message.ShouldContain(says, Case.Sensitive, build.Why);
        (await Folders.IdentityAsync(project.Models)).ShouldBe(good);
        // Nothing but these variables is read: a secret beside them is nowhere.
        project.Variables.Clear();
        project.Variables["MODELBUILD_train__l2"] = "-1";
        (await project.TrainAsync()).ShouldRun(); // the reports were those of the failure
        (await project.TrainWithoutEngineAsync()).ShouldRun();
    }

    [Fact]
    public async Task With_a_variable_for_another_project_is_built_with_a_warning()
    {
        var project = Trained();
        project.Variables["MODELBUILD__train__l3"] = "1";

        var build = await project.TrainWithoutEngineAsync();

        build.ShouldRun();
        var warning = build.Warnings.ShouldHaveSingleItem(build.Why);
        (warning.File, warning.Code, warning.Message).ShouldBe(
            ("MODELBUILD__train__l3", "MB1086", "no definition of this project knows train.l3, so that the variable sets nothing here: unknown key 'l3' in 'train'; did you mean 'l1'?"));
    }

    [Fact]
    public async Task Is_wrong_at_the_project_that_has_the_item()
    {
        var project = Trained();
        project.Write("more.props", """<Project><ItemGroup><ModelSet Include="train.l2=-1" /></ItemGroup></Project>""");
        UserProject.Edit(project.ProjectFile, "</Project>", """<Import Project="more.props" /></Project>""");

        var error = (await project.TrainAsync()).ShouldFailWith("MB1016");

        error.ShouldBeAt(project.In("more.props"), 0, 0);
        error.Message.ShouldBe("ModelSet 'train.l2=-1': train.l2 must be at least 0, but is -1.");
    }

    [Fact]
    public async Task Is_wrong_at_the_property() =>
        (await Trained().TrainAsync("-p:ModelSet=train.l2=-1")).ShouldFailWith("MB1016").ShouldBeAt("ModelSet", 0, 0);

    [Fact]
    public async Task Is_wrong_where_no_definition_has_an_overlay_for_it()
    {
        var project = Trained();
        project.Write(Overlay, "");

        var error = (await project.TrainAsync("-p:ModelEnvironment=stagign")).ShouldFailWith("MB1081");

        error.ShouldBeAt("ModelEnvironment", 0, 0);
        error.Message.ShouldContain("did you mean 'staging'? There are overlays for staging.");
    }

    [Fact]
    public async Task Is_no_definition()
    {
        var project = Trained();
        project.Write(Overlay, "");

        var evaluation = await project.DotnetAsync("msbuild", "-getItem:ModelDefinition");

        evaluation.Text.ShouldContain("breast-cancer.model.yaml");
        evaluation.Text.ShouldNotContain(Overlay);
    }

    static async Task<Build> ExplainAsync(UserProject project, params string[] more)
    {
        var build = await project.BuildAsync(["-t:ExplainModel", "-p:ModelBuildEngine=nowhere", .. more]);
        build.ShouldRun();
        return build;
    }

    /// <summary>Without how long stages took, which is shown where it was noticeable.</summary>
    static string[] Explained(UserProject project) =>
        [.. File.ReadAllLines(Path.Combine(project.State, "breast-cancer.explain.txt")).Select(line => LastTime().Replace(line, ""))];

    [GeneratedRegex(@" \(\d+\.\d s last time\)$")]
    private static partial Regex LastTime();
}
