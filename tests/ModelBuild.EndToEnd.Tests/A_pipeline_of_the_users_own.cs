namespace ModelBuild.EndToEnd.Tests;

public class A_pipeline_of_the_users_own(PackedPackage package) : EndToEndTest(package)
{
    [Fact]
    public async Task Makes_its_own_model()
    {
        var project = TrainedWords();

        (await File.ReadAllLinesAsync(Path.Combine(project.Models, "words", "words.txt"), TestContext.Current.CancellationToken)).ShouldBe(["be", "to"]);
        (await project.TrainWithoutEngineAsync()).ShouldRun();
    }

    [Theory]
    [InlineData("public static WordList Load", "/* of all texts */ public static WordList Load")]
    [InlineData("word => word.Key", "group => group.Key")]
    public async Task Runs_nothing_for_comments_and_names_of_locals(string old, string @new)
    {
        var project = TrainedWords();
        UserProject.Edit(project.In("WordsPipeline.cs"), old, @new);

        (await project.TrainWithoutEngineAsync()).ShouldRun();

        project.RunRecords.ShouldBe(0);
    }

    [Theory]
    [InlineData("WordsPipeline.cs", ">= options.Minimum", "> options.Minimum - 1", "train")]
    [InlineData("WordsPipeline.cs", "cannot be counted", "can not be counted", "train")]
    [InlineData("WordsPipeline.cs", "int Minimum { get; init; } = 1", "int Minimum { get; init; } = 3", "train")]
    [InlineData("WordsPipeline.cs", "new(\"words\", train.Words.Count)", "new(\"words\", train.Words.Count), new(\"more\", 1)", "evaluate")]
    [InlineData("WordsPipeline.cs", "File.ReadAllText(data.Path)", "File.ReadAllText(data.Path).ToUpperInvariant()", "load train evaluate")]
    [InlineData("WordList.cs", "WriteAllLines", "AppendAllLines", "load train evaluate")]
    public async Task Reruns_the_stages_that_reach_what_was_edited(string file, string old, string @new, string stages)
    {
        var project = TrainedWords();
        UserProject.Edit(project.In(file), old, @new);

        (await project.TrainAsync()).ShouldRun(stages.Split(' '));

        (await project.TrainWithoutEngineAsync()).ShouldRun();
    }

    [Fact]
    public async Task Reruns_what_an_option_changed()
    {
        var project = TrainedWords();
        project.EditDefinition("minimum: 2", "minimum: 1");

        (await project.TrainAsync()).ShouldRun("train", "evaluate");

        (await File.ReadAllLinesAsync(Path.Combine(project.Models, "words", "words.txt"), TestContext.Current.CancellationToken)).ShouldBe(["be", "not", "or", "to"]);
    }

    [Fact]
    public async Task That_throws_fails_with_the_message_and_without_the_stack()
    {
        var project = TrainedWords();
        project.Behave("throws");

        var error = (await project.TrainAsync()).ShouldFailWith("MB3001");

        error.File.ShouldBe(project.Definition);
        error.Line.ShouldBe(3);
        error.Message.ShouldContain("stage 'train'");
        error.Message.ShouldContain("these words cannot be counted");
        // Who wants the stack finds it in the log that the message names.
        var log = error.Message[(error.Message.LastIndexOf("Log: ", StringComparison.Ordinal) + 5)..];
        (await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken)).ShouldContain("   at Words.WordsPipeline.Train(");
    }

    [Theory]
    [InlineData("exits0", "MB3011", "exit code 0")]
    [InlineData("exits7", "MB3010", "exit code 7")]
    public async Task That_ends_its_process_fails(string behaviour, string code, string says)
    {
        var project = TrainedWords();
        var good = await Folders.IdentityAsync(project.Models);
        project.Behave(behaviour);

        var error = (await project.TrainAsync()).ShouldFailWith(code);

        error.Message.ShouldContain(says);
        (await Folders.IdentityAsync(project.Models)).ShouldBe(good);
        // It is no result: the next build tries again.
        (await project.TrainAsync()).ShouldFailWith(code);
    }

    [Fact]
    public async Task That_refuses_its_data_points_into_the_data()
    {
        var project = TrainedWords();
        project.Behave("refuses");

        var error = (await project.TrainAsync()).ShouldFailWith("WORD7");

        error.ShouldBeAt(project.Data, 1, 7);
        error.Message.ShouldBe("'or' is not a word");
    }

    [Fact]
    public async Task That_failed_works_when_it_was_corrected()
    {
        var project = TrainedWords();
        project.Behave("throws");
        (await project.TrainAsync()).ShouldFailWith("MB3001");
        project.EditDefinition("behaviour: throws", "behaviour: good");

        (await project.TrainAsync()).ShouldRun();
    }
}
