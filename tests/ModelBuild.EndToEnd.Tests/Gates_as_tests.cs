using System.Xml.Linq;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>A project with the package ModelBuild.TestAdapter beside ModelBuild.</summary>
public class Gates_as_tests(PackedPackage package) : EndToEndTest(package)
{
    static readonly string[] AdapterFiles = ["ModelBuild.TestAdapter.dll", "BreastCancer.modeltests.json"];

    [Fact]
    public async Task Train_what_is_missing_and_pass()
    {
        var project = await TestedAsync(Fresh());

        var tests = await project.DotnetAsync("test", "--no-restore", "--logger", "trx");

        tests.ShouldSay(0, "Passed:     2, Skipped:     0, Total:     2");
        Results(project).ShouldBe([("auc-min", "Passed"), ("accuracy-min", "Passed")], ignoreOrder: true);
        Trx(project).Descendants().ShouldContain(element => element.Name.LocalName == "StdOut" && element.Value.StartsWith("auc 0.99", StringComparison.Ordinal));
        File.Exists(Path.Combine(project.Models, "breast-cancer", "model.json")).ShouldBeTrue();
        // It was trained as a build would have done it, which has nothing left to do.
        (await project.TrainWithoutEngineAsync()).ShouldRun();
    }

    [Fact]
    public async Task Are_listed_without_training()
    {
        var project = await TestedAsync(Fresh());

        var list = await project.DotnetAsync("test", "--no-restore", "--list-tests");

        list.ShouldSay(0, "    auc-min\n    accuracy-min\n");
        Directory.Exists(project.Models).ShouldBeFalse();
        project.RunRecords.ShouldBe(0);
    }

    [Fact]
    public async Task Fail_one_by_one_with_message_and_place_and_leave_the_last_good_model()
    {
        var project = await TestedAsync(Trained());
        var good = await Folders.IdentityAsync(project.Models);
        project.EditDefinition("accuracy, min: 0.93", "accuracy, min: 1.01");
        var line = Array.FindIndex(await File.ReadAllLinesAsync(project.Definition, TestContext.Current.CancellationToken), text => text.Contains("1.01", StringComparison.Ordinal)) + 1;

        var tests = await project.DotnetAsync("test", "--no-restore", "--logger", "trx");

        tests.ShouldSay(1, "Failed:     1, Passed:     1, Skipped:     0, Total:     2");
        tests.Text.ShouldContain($"in {project.Definition}:line {line}");
        Results(project).ShouldBe([("auc-min", "Passed"), ("accuracy-min", "Failed")], ignoreOrder: true);
        var error = Trx(project).Descendants().Single(element => element.Name.LocalName == "ErrorInfo");
        error.Elements().Select(part => part.Value).ShouldBe([
            "MB4001: accuracy 0.971830985915493 is below its minimum 1.01. Train a better model, or lower the gate's min and say why in the commit.",
            $"   at gate in {project.Definition}:line {line}"]);
        Trx(project).Descendants().ShouldNotContain(element => element.Name.LocalName == "RunInfo");
        (await Folders.IdentityAsync(project.Models)).ShouldBe(good);
    }

    [Fact]
    public async Task Are_chosen_by_a_filter()
    {
        var project = await TestedAsync(Trained());
        project.EditDefinition("accuracy, min: 0.93", "accuracy, min: 1.01"); // is not asked for, and so fails nothing
        (await project.BuildAsync()).ShouldSucceed();

        foreach (var filter in new[]
        {
            "auc", // FullyQualifiedName~auc
            "FullyQualifiedName=BreastCancer.breast-cancer.auc-min",
            "Name=auc-min",
            "DisplayName~auc&Category=Gate",
            "Model=breast-cancer&Name!=accuracy-min",
        })
        {
            var tests = await project.DotnetAsync("test", "--no-build", "--filter", filter, "--logger", "trx;LogFileName=of.trx");
            tests.ShouldSay(0, "Failed:     0, Passed:     1, Skipped:     0, Total:     1");
            Results(project).ShouldBe([("auc-min", "Passed")], filter);
        }
        (await project.DotnetAsync("test", "--no-build", "--filter", "Name=nobody")).ShouldSay(0, "No test matches");
        (await project.DotnetAsync("test", "--no-build", "--filter", "((")).ShouldSay(1, "Missing ')'");
        var list = await project.DotnetAsync("test", "--no-build", "--list-tests", "--filter", "Name=auc-min");
        list.ShouldSay(0, "    auc-min\n");
        list.Text.ShouldNotContain("accuracy-min", Case.Sensitive, list.Why);
    }

    [Fact]
    public async Task Of_one_model_train_no_other_and_show_each_slice()
    {
        var project = await TestedAsync(Fresh());
        var other = (await File.ReadAllTextAsync(project.Definition, TestContext.Current.CancellationToken))
            .Replace("slices: []", "slices: [mean_radius], quantiles: { mean_radius: 4 }", StringComparison.Ordinal).Replace("min: 0.93 }", "min: 0.5, slices: mean_radius }", StringComparison.Ordinal);
        project.Write("sliced.model.yaml", other);

        (await project.DotnetAsync("test", "--no-restore", "--list-tests")).ShouldSay(0, "    breast-cancer: auc-min\n    breast-cancer: accuracy-min\n    sliced: ");
        var tests = await project.DotnetAsync("test", "--no-build", "--filter", "Model=sliced", "--logger", "trx");

        tests.ShouldSay(0, "Failed:     0, Passed:     5, Skipped:     0, Total:     5");
        Results(project).ShouldAllBe(result => result.Name.StartsWith("sliced: ", StringComparison.Ordinal));
        Results(project).Count(result => result.Name.StartsWith("sliced: accuracy-min[mean_radius] [", StringComparison.Ordinal)).ShouldBe(4, tests.Why);
        Directory.Exists(Path.Combine(project.Models, "breast-cancer")).ShouldBeFalse();
        // What is left is to be trained by whoever asks for it.
        (await project.TrainAsync()).StagesRun.ShouldBeSubsetOf(["ingest", "validate", "split", "features", "train", "threshold", "evaluate"]);
        Directory.Exists(Path.Combine(project.Models, "breast-cancer")).ShouldBeTrue();
    }

    /// <summary>As editors do, which know the assembly and nothing of the project.</summary>
    [Fact]
    public async Task Are_found_by_the_assembly_alone()
    {
        var project = await TestedAsync(Trained());
        (await project.BuildAsync()).ShouldSucceed();
        var assembly = project.In("bin", "Debug", "net10.0", "BreastCancer.dll");

        (await project.DotnetAsync("vstest", assembly, "--ListTests")).ShouldSay(0, "    auc-min\n    accuracy-min\n");
        (await project.DotnetAsync("vstest", assembly, "--Tests:auc-min")).ShouldSay(0, "Failed:     0, Passed:     1, Skipped:     0, Total:     1");
    }

    [Fact]
    public async Task Behind_a_training_error_are_skipped_and_the_run_fails()
    {
        var project = await TestedAsync(Trained());
        var rows = await File.ReadAllLinesAsync(project.Data, TestContext.Current.CancellationToken);
        rows[7] += ",1,2,3";
        await File.WriteAllLinesAsync(project.Data, rows, TestContext.Current.CancellationToken);

        var tests = await project.DotnetAsync("test", "--no-restore", "--logger", "trx");

        tests.ExitCode.ShouldBe(1, tests.Why);
        tests.Text.ShouldMatch(@"breast-cancer\.csv\(8(,\d+)?\): error MB20\d\d: ", tests.Why);
        tests.ShouldShowNoStack();
        Results(project).ShouldBe([("auc-min", "NotExecuted"), ("accuracy-min", "NotExecuted")], ignoreOrder: true);
        Trx(project).Descendants().Where(element => element.Name.LocalName == "Message").ShouldAllBe(message => message.Value.StartsWith("not judged: training failed: MB20", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_wrong_definition_are_not_there_and_the_run_fails()
    {
        var project = await TestedAsync(Trained());
        project.EditDefinition("trainer: linear", "trainer: liner");

        var tests = await project.DotnetAsync("test", "--no-restore");

        tests.ExitCode.ShouldBe(1, tests.Why);
        tests.Text.ShouldMatch(@"breast-cancer\.model\.yaml\(\d+,\d+\): error MB10\d\d: ", tests.Why);
    }

    [Fact]
    public async Task That_a_release_needs_and_nobody_declared_fail_the_run()
    {
        var project = await TestedAsync(Trained());
        var definition = await File.ReadAllTextAsync(project.Definition, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(project.Definition, definition[..definition.IndexOf("gates:", StringComparison.Ordinal)], TestContext.Current.CancellationToken);

        (await project.DotnetAsync("test", "--no-restore", "-p:ModelRequireGates=true")).ShouldSay(1, "error MB4050: 'breast-cancer' has no gate that can fail");
    }

    [Fact]
    public async Task Change_nothing_that_stages_see_and_write_nothing_that_is_there()
    {
        var project = await TestedAsync(Trained());

        (await project.TrainAsync()).ShouldRun(); // no stage: what came with the adapter is in no stage key
        var output = await Folders.IdentityAsync(project.In("bin"));
        (await project.BuildAsync()).ShouldSucceed();
        (await project.With("MODELBUILD__train__l2", "3").BuildAsync()).ShouldSucceed(); // is whoever's who runs the tests
        (await Folders.IdentityAsync(project.In("bin"))).ShouldBe(output);
        foreach (var file in AdapterFiles)
            File.Exists(project.In("bin", "Debug", "net10.0", file)).ShouldBeTrue(file);

        (await project.DotnetAsync("clean")).ShouldSucceed();
        foreach (var file in AdapterFiles)
            File.Exists(project.In("bin", "Debug", "net10.0", file)).ShouldBeFalse(file);
    }

    /// <summary>NuGet packs no test projects; models are packed all the same.</summary>
    [Fact]
    public async Task Leave_the_model_packable()
    {
        var project = await TestedAsync(Trained());

        (await project.DotnetAsync("pack", "--no-restore")).ShouldSucceed();

        Directory.GetFiles(project.In("bin"), "Contoso.BreastCancer.Model.1.0.0.nupkg", SearchOption.AllDirectories).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Wait_for_what_the_project_makes_training_depend_on()
    {
        var project = await TestedAsync(Fresh());
        File.Move(project.Data, project.In("elsewhere.csv"));
        UserProject.Edit(project.ProjectFile, "</PropertyGroup>", """
            <TrainModelDependsOn>FetchData</TrainModelDependsOn></PropertyGroup>
            <Target Name="FetchData"><Copy SourceFiles="elsewhere.csv" DestinationFiles="data/breast-cancer.csv" /></Target>
            """);

        (await project.DotnetAsync("test", "--no-restore")).ShouldSay(0, "Passed:     2");
    }

    [Theory]
    [InlineData("-p:ModelTests=false")]
    [InlineData("-p:ModelBuildEnabled=false")]
    public async Task Are_none_where_the_project_says_so(string property)
    {
        var project = await TestedAsync(Fresh());

        var tests = await project.DotnetAsync("test", "--no-restore", property);

        tests.ExitCode.ShouldBe(0, tests.Why);
        tests.Text.ShouldNotContain("Test run for", Case.Sensitive, tests.Why);
        Directory.Exists(project.Models).ShouldBeFalse();
    }

    [Fact]
    public async Task Are_none_without_the_package()
    {
        var project = Fresh();

        var tests = await project.DotnetAsync("test", "--no-restore");

        tests.ExitCode.ShouldBe(0, tests.Why);
        tests.Text.ShouldNotContain("Test run for", Case.Sensitive, tests.Why);
        Directory.Exists(project.Models).ShouldBeFalse();
    }

    /// <summary>As docs/testing-gates.md says; the test host's packages are those that this repository's own tests were restored with.</summary>
    internal static async Task<UserProject> TestedAsync(UserProject project)
    {
        project.Write("nuget.config", $"""
            <configuration>
              <packageSources><add key="restored" value="{A_sample.PackagesOfTests}" /></packageSources>
            </configuration>
            """);
        (await project.DotnetAsync("add", "package", "ModelBuild.TestAdapter", "--version", "0.1.0")).ShouldSucceed();
        return project;
    }

    internal static XDocument Trx(UserProject project) => XDocument.Load(Directory.GetFiles(project.In("TestResults"), "*.trx").ShouldHaveSingleItem());

    static IEnumerable<(string Name, string Outcome)> Results(UserProject project) => Trx(project).Descendants()
        .Where(element => element.Name.LocalName == "UnitTestResult").Select(result => (result.Attribute("testName")!.Value, result.Attribute("outcome")!.Value));
}
