namespace ModelBuild.EndToEnd.Tests;

public class A_lock_file(PackedPackage package) : EndToEndTest(package)
{
    const string Locked = "-p:ModelLockedMode=true";

    [Fact]
    public async Task Says_what_training_accepted_and_not_what_was_tried()
    {
        var project = Trained();
        var accepted = await ReadAsync(project);
        accepted.ShouldContain("\"train.l2\": 1,");

        (await project.TrainAsync("-p:ModelSet=train.l2=2")).ShouldRun("train", "threshold", "evaluate");
        (await ReadAsync(project)).ShouldBe(accepted);

        project.EditDefinition("l2: 1.0", "l2: 2.0");
        (await project.TrainAsync()).ShouldRun();
        var retrained = await ReadAsync(project);
        retrained.ShouldContain("\"train.l2\": 2,");
        retrained.Split('\n').Length.ShouldBe(accepted.Split('\n').Length);
    }

    [Fact]
    public async Task Lets_a_locked_build_restore_the_accepted_model()
    {
        var project = Trained();
        var accepted = await ReadAsync(project);
        var good = Folders.Content(project.Models);
        Folders.Delete(project.In("bin"));
        Folders.Delete(project.In("obj"));
        (await project.DotnetAsync("restore")).ShouldSucceed();

        (await project.TrainAsync(Locked)).ShouldRun();

        Folders.Content(project.Models).ShouldBe(good);
        (await project.TrainWithoutEngineAsync(Locked)).ShouldRun();
        (await ReadAsync(project)).ShouldBe(accepted);
    }

    [Theory]
    [InlineData("l2: 1.0", "l2: 2.0", "train.l2 is 2, and the lock file says 1 ")]
    [InlineData("seed: 7", "seed: 8", "split.seed is 8, and the lock file says 7 ")]
    public async Task Refuses_a_locked_build_of_other_options(string old, string @new, string says)
    {
        var project = Trained();
        var accepted = await ReadAsync(project);
        var good = await Folders.IdentityAsync(project.Models);
        project.EditDefinition(old, @new);

        var build = await project.TrainAsync(Locked);

        var error = build.ShouldFailWith("MB3041");
        error.File.ShouldBe(project.Definition);
        error.Message.ShouldStartWith(says);
        build.StagesRun.ShouldBeEmpty(build.Why);
        (await Folders.IdentityAsync(project.Models)).ShouldBe(good);
        (await ReadAsync(project)).ShouldBe(accepted);
    }

    /// <summary>A cache is not needed to keep to a lock file: what comes out is compared.</summary>
    [Fact]
    public async Task Holds_stages_in_CSharp_to_their_code_and_their_outputs()
    {
        var project = TrainedWords();
        var accepted = await ReadAsync(project);
        Folders.Delete(project.Cache);
        Folders.Delete(project.State);
        UserProject.Edit(project.In("WordsPipeline.cs"), "static void Misbehave", "/* as it is told */ static void Misbehave");
        (await project.TrainAsync(Locked)).ShouldRun("load", "train", "evaluate");

        UserProject.Edit(project.In("WordsPipeline.cs"), "these words", "those words");
        var build = await project.TrainAsync(Locked);

        build.ShouldFailWith("MB3041").Message.ShouldStartWith("code of stage 'train' is ");
        build.StagesRun.ShouldBeEmpty(build.Why);
        (await ReadAsync(project)).ShouldBe(accepted);
    }

    static Task<string> ReadAsync(UserProject project) =>
        File.ReadAllTextAsync(project.Definition.Replace(".yaml", ".lock.json", StringComparison.Ordinal), TestContext.Current.CancellationToken);
}
