using System.Text.Json;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>What the package's props and targets make of a project, without building it.</summary>
public class An_evaluated_project(PackedPackage package) : EndToEndTest(package)
{
    [Fact]
    public async Task Has_every_definition_but_those_among_build_outputs()
    {
        var project = Trained();
        project.Write("more/churn.model.yaml", "pipeline: tabular");
        project.Write("bin/Debug/copied.model.yaml", "pipeline: tabular");
        project.Write("obj/copied.model.yaml", "pipeline: tabular");

        (await DefinitionsAsync(project)).ShouldBe(["breast-cancer.model.yaml", "more/churn.model.yaml"], ignoreOrder: true);
        (await DefinitionsAsync(project, "-p:EnableDefaultModelDefinitions=false")).ShouldBeEmpty();
        (await DefinitionsAsync(project, "-p:ModelBuildEnabled=false")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Can_be_run_by_the_runner()
    {
        var project = Trained();

        (await PropertyAsync(project, "EnableDynamicLoading")).ShouldBe("true");
        (await PropertyAsync(project, "EnableDynamicLoading", "-p:ModelBuildEnabled=false")).ShouldBe("");
    }

    [Fact]
    public async Task Finds_every_part_in_the_package_compiled_for_this_platform()
    {
        var project = Trained();
        var platform = await PropertyAsync(project, "NETCoreSdkPortableRuntimeIdentifier");

        foreach (var name in new[] { "ModelBuildTasksAssembly", "ModelBuildEngine", "ModelBuildRunner", "ModelBuildHelpPage" })
        {
            var path = Path.GetFullPath(await PropertyAsync(project, name));
            File.Exists(path).ShouldBeTrue(path);
            path.ShouldStartWith(Package.Extracted);
            if (name != "ModelBuildHelpPage")
                path.ShouldContain($"{Path.DirectorySeparatorChar}{platform}{Path.DirectorySeparatorChar}");
        }
    }

    [Fact]
    public async Task Can_put_its_models_elsewhere()
    {
        var project = Trained();
        UserProject.Edit(project.ProjectFile, "</PropertyGroup>", "<ModelsOutputPath>out of the way/</ModelsOutputPath></PropertyGroup>");

        (await project.TrainAsync()).ShouldRun();

        Folders.Content(project.In("out of the way")).ShouldBe(Folders.Content(project.Models));
    }

    static async Task<string[]> DefinitionsAsync(UserProject project, params string[] more)
    {
        var evaluation = await project.DotnetAsync(["msbuild", "-getItem:ModelDefinition", .. more]);
        evaluation.ShouldSucceed();
        using var json = JsonDocument.Parse(evaluation.Text);
        return [.. json.RootElement.GetProperty("Items").GetProperty("ModelDefinition").EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!.Replace('\\', '/'))];
    }

    static async Task<string> PropertyAsync(UserProject project, string name, params string[] more)
    {
        var evaluation = await project.DotnetAsync(["msbuild", "-getProperty:" + name, .. more]);
        evaluation.ShouldSucceed();
        return evaluation.Text.Trim();
    }
}
