namespace ModelBuild.EndToEnd.Tests;

public class Two_builds_at_once(PackedPackage package) : EndToEndTest(package)
{
    [Fact]
    public async Task Of_one_project_are_both_right()
    {
        var project = Fresh();
        // MSBuild itself does not compile one project twice at once.
        (await project.BuildAsync()).ShouldSucceed();

        var builds = await Task.WhenAll(project.TrainAsync(), project.TrainAsync());

        foreach (var build in builds)
            build.ShouldSucceed();
        Folders.Content(project.Models).ShouldBe(Folders.Content(Trained().Models));
        Directory.GetFileSystemEntries(project.Models).ShouldHaveSingleItem();
        (await project.TrainWithoutEngineAsync()).ShouldRun();
    }

    [Fact]
    public async Task Of_two_projects_share_a_cache()
    {
        var one = Fresh();
        var other = one.At("other");
        Folders.Copy(one.Folder, other.Folder);
        (await other.DotnetAsync("restore")).ShouldSucceed();

        var builds = await Task.WhenAll(one.TrainAsync(), other.TrainAsync());

        foreach (var build in builds)
            build.ShouldSucceed();
        Folders.Content(one.Models).ShouldBe(Folders.Content(Trained().Models));
        Folders.Content(other.Models).ShouldBe(Folders.Content(one.Models));
        (await one.TrainWithoutEngineAsync()).ShouldRun();
        (await other.TrainWithoutEngineAsync()).ShouldRun();
    }
}
