namespace ModelBuild.EndToEnd.Tests;

/// <summary>When ModelBuild works, and when it keeps out of the way.</summary>
public class A_target(PackedPackage package) : EndToEndTest(package)
{
    [Fact]
    public async Task Build_trains_nothing()
    {
        var project = Fresh();

        (await project.BuildAsync()).ShouldRun();

        Directory.Exists(project.Models).ShouldBeFalse();
    }

    [Fact]
    public async Task Build_trains_when_the_project_says_so()
    {
        var project = Fresh();
        UserProject.Edit(project.ProjectFile, "</PropertyGroup>", "<TrainModelOnBuild>true</TrainModelOnBuild></PropertyGroup>");

        (await project.BuildAsync()).StagesRun.Count.ShouldBe(7);

        File.Exists(Path.Combine(project.Models, "breast-cancer", "model.json")).ShouldBeTrue();
        (await project.BuildAsync("-p:ModelBuildEngine=nowhere")).ShouldRun();
        (await project.TrainWithoutEngineAsync()).ShouldRun();
    }

    /// <summary>Whatever trains, what the project lists comes first: it may fetch the data.</summary>
    [Theory]
    [InlineData("-p:TrainModelOnBuild=true")]
    [InlineData("-t:TrainModel")]
    [InlineData("-t:PackModel")]
    public async Task TrainModel_waits_for_what_the_project_makes_it_depend_on(string argument)
    {
        var project = Fresh();
        File.Move(project.Data, project.In("elsewhere.csv"));
        UserProject.Edit(project.ProjectFile, "</PropertyGroup>", """
            <TrainModelDependsOn>FetchData</TrainModelDependsOn></PropertyGroup>
            <Target Name="FetchData"><Copy SourceFiles="elsewhere.csv" DestinationFiles="data/breast-cancer.csv" /></Target>
            """);

        (await project.BuildAsync(argument)).StagesRun.Count.ShouldBe(7);
    }

    [Fact]
    public async Task ValidateModel_trains_nothing_even_where_every_build_trains() =>
        (await Fresh().BuildAsync("-t:ValidateModel", "-p:TrainModelOnBuild=true")).ShouldRun("ingest", "validate");

    [Fact]
    public async Task TrainModel_does_nothing_in_a_design_time_build()
    {
        var project = Fresh();

        (await project.TrainWithoutEngineAsync("-p:DesignTimeBuild=true", "-p:TrainModelOnBuild=true")).ShouldRun();

        Directory.Exists(project.Models).ShouldBeFalse();
        Directory.Exists(project.State).ShouldBeFalse();
    }

    [Fact]
    public async Task Build_does_nothing_more_where_ModelBuild_is_switched_off()
    {
        var project = Fresh();

        (await project.BuildAsync("-p:ModelBuildEnabled=false", "-p:TrainModelOnBuild=true")).ShouldRun();

        Directory.Exists(project.Models).ShouldBeFalse();
        Directory.Exists(project.State).ShouldBeFalse();
    }

    [Fact]
    public async Task ValidateModel_checks_the_data_and_trains_nothing()
    {
        var project = Fresh();

        (await project.BuildAsync("-t:ValidateModel")).ShouldRun("ingest", "validate");

        Directory.Exists(project.Models).ShouldBeFalse();
        UserProject.Edit(project.Data, "\n2,20.57,", "\n2,-20.57,");
        var build = await project.BuildAsync("-t:ValidateModel");
        build.ShouldFailWith("MB2028").File.ShouldBe(project.Data);
        build.StagesRun.ShouldBe(["ingest"]);
    }

    [Fact]
    public async Task ValidateModel_starts_nothing_for_a_model_that_was_trained() =>
        (await Trained().BuildAsync("-t:ValidateModel", "-p:ModelBuildEngine=nowhere")).ShouldRun();

    [Fact]
    public async Task Clean_removes_models_and_state_and_the_cache_brings_them_back()
    {
        var project = Trained();
        var good = Folders.Content(project.Models);

        (await project.BuildAsync("-t:Clean")).ShouldSucceed();
        Directory.Exists(project.Models).ShouldBeFalse();
        Directory.Exists(project.State).ShouldBeFalse();

        (await project.TrainAsync()).ShouldRun();
        Folders.Content(project.Models).ShouldBe(good);
    }

    [Fact]
    public async Task Clean_of_a_chosen_folder_removes_only_models_that_this_project_put_there()
    {
        var project = Trained();
        var model = Path.GetFileName(Directory.GetDirectories(project.Models).Single());
        var chosen = Directory.CreateDirectory(Path.Combine(project.Folder, "chosen")).FullName;
        var own = Directory.CreateDirectory(Path.Combine(chosen, "own")).FullName;
        File.WriteAllText(Path.Combine(own, "precious.txt"), "");
        (await project.TrainAsync("-p:ModelsOutputPath=chosen")).ShouldSucceed();
        Directory.Exists(Path.Combine(chosen, model)).ShouldBeTrue();

        (await project.BuildAsync("-t:Clean", "-p:ModelsOutputPath=chosen")).ShouldSucceed();

        Directory.GetFileSystemEntries(chosen).ShouldBe([own]);
        // Of a model that was never put there, a folder of its name is somebody else's.
        Directory.CreateDirectory(Path.Combine(chosen, model));
        (await project.BuildAsync("-t:Clean", "-p:ModelsOutputPath=chosen")).ShouldSucceed();
        Directory.Exists(Path.Combine(chosen, model)).ShouldBeTrue();
    }

    [Fact]
    public async Task Build_leaves_the_models_where_they_are()
    {
        var project = Trained();
        var good = await Folders.IdentityAsync(project.Models);

        (await project.BuildAsync()).ShouldSucceed();
        (await project.BuildAsync("-t:Rebuild", "-p:ModelBuildEnabled=false")).ShouldSucceed();

        (await Folders.IdentityAsync(project.Models)).ShouldBe(good);
    }

    [Fact]
    public async Task TrainModel_with_question_answers_by_its_exit_code()
    {
        var project = Trained();
        // The SDK's own targets answer too, and a compiler's outputs that were copied here are not up to date for them.
        (await project.TrainAsync()).ShouldRun();

        var upToDate = await project.DotnetAsync("msbuild", "-t:TrainModel", "-question");
        project.EditDefinition("l2: 1.0", "l2: 2.0");
        var stale = await project.DotnetAsync("msbuild", "-t:TrainModel", "-question");

        upToDate.ExitCode.ShouldBe(0, upToDate.Why);
        stale.ShouldFailWith("MB3020").Message.ShouldContain("l2");
        stale.StagesRun.ShouldBeEmpty();
        project.RunRecords.ShouldBe(0);
    }

    [Fact]
    public async Task TrainModel_trains_for_the_only_target_framework()
    {
        var project = Trained();
        UserProject.Edit(project.ProjectFile, "<TargetFramework>net10.0</TargetFramework>", "<TargetFrameworks>net10.0</TargetFrameworks>");
        Directory.Delete(project.Models, recursive: true);
        (await project.DotnetAsync("restore")).ShouldSucceed();

        (await project.TrainAsync()).ShouldRun();
        (await project.BuildAsync("-t:ValidateModel")).ShouldRun();
        (await project.BuildAsync()).ShouldRun();
        (await project.BuildAsync("-t:InferModelSchema")).ShouldSay(0, "mean_radius: ");

        File.Exists(Path.Combine(project.Models, "breast-cancer", "model.json")).ShouldBeTrue();
    }

    [Fact]
    public async Task TrainModel_asks_which_of_two_target_frameworks_trains()
    {
        var project = Trained();
        UserProject.Edit(project.ProjectFile, "<TargetFramework>net10.0</TargetFramework>",
            "<TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks><EnableWindowsTargeting>true</EnableWindowsTargeting><DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>");
        Directory.Delete(project.Models, recursive: true);
        (await project.DotnetAsync("restore")).ShouldSucceed();

        (await project.TrainAsync()).ShouldFailWith("MB0003").Message.ShouldContain("net10.0;net10.0-windows");
        (await project.BuildAsync("-p:TrainModelOnBuild=true")).ShouldFailWith("MB0003");
        Directory.Exists(project.Models).ShouldBeFalse();
        (await project.TrainAsync("-p:ModelBuildTargetFramework=net10.0")).ShouldRun();
        (await project.BuildAsync()).ShouldRun();

        File.Exists(Path.Combine(project.Models, "breast-cancer", "model.json")).ShouldBeTrue();
    }

    [Fact]
    public async Task Publish_and_pack_of_the_project_work_as_ever()
    {
        var project = Trained();

        (await project.DotnetAsync("publish", "--no-restore", "-c", "Debug", "-p:PublishDir=published/")).ShouldRun();
        (await project.DotnetAsync("pack", "--no-restore", "-c", "Debug", "-p:PackageOutputPath=packed/")).ShouldRun();

        File.Exists(project.In("published", "BreastCancer.dll")).ShouldBeTrue();
        File.Exists(project.In("packed", "Contoso.BreastCancer.Model.1.0.0.nupkg")).ShouldBeTrue();
        (await project.TrainWithoutEngineAsync()).ShouldRun();
    }
}
