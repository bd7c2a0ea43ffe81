namespace ModelBuild.EndToEnd.Tests;

public class A_gate_of_the_users_own(PackedPackage package) : EndToEndTest(package)
{
    const string Method = """
            [Gate]
            public static GateVerdict NoStopWords(WordList train, Evaluation evaluate, Evaluation? champion, GateOptions options)
            {
                var found = train.Words.Intersect(options.Words).ToList();
                return new(found.Count == 0, found.Count == 0 ? "" : $"the model has the stop words {string.Join(", ", found)}, and the champion has {champion?.Metrics[0].Value.ToString() ?? "no"} words. Remove them.")
                {
                    Value = found.Count,
                    Demand = "none",
                };
            }

            static void Misbehave
        """;

    UserProject WithGate()
    {
        var project = TrainedWords();
        UserProject.Edit(project.In("WordsPipeline.cs"), "static void Misbehave", Method.Trim());
        UserProject.Edit(project.In("WordsPipeline.cs"), "[Pipeline(", """
            public sealed record GateOptions
            {
                public IReadOnlyList<string> Words { get; init; } = [];
            }

            [Pipeline(
            """.TrimEnd());
        return project;
    }

    [Fact]
    public async Task Is_judged_without_being_named_and_reruns_no_stage()
    {
        var project = WithGate();

        (await project.TrainAsync()).ShouldSay(0, "noStopWords");

        (await project.TrainWithoutEngineAsync()).ShouldRun();
    }

    [Fact]
    public async Task Fails_at_its_method_or_where_the_definition_names_it()
    {
        var project = WithGate();
        await File.AppendAllTextAsync(project.Definition, "\nnoStopWords: { words: [be] }\n", TestContext.Current.CancellationToken);

        var error = (await project.TrainAsync()).ShouldFailWith("MB4040");
        error.File.ShouldBe(project.In("WordsPipeline.cs"));
        error.Message.ShouldBe("the model has the stop words be, and the champion has no words. Remove them.");

        project.EditDefinition("  - { metric: words, min: 1 }", "  - { metric: words, min: 1 }\n  - { gate: noStopWords, severity: warning, reason: they say nothing }");
        var build = await project.TrainAsync();
        build.ShouldSucceed();
        build.Warnings.ShouldHaveSingleItem(build.Why).File.ShouldBe(project.Definition);
    }

    [Fact]
    public async Task Is_given_the_champions_evaluation()
    {
        var project = WithGate();
        project.Write(".gitignore", "bin/\nobj/\n");
        await Git.RunAsync(project, "init", "--quiet", "--initial-branch=main");
        await Git.CommitAsync(project);
        project.EditDefinition("minimum: 2", "minimum: 1");
        await File.AppendAllTextAsync(project.Definition, "\nnoStopWords: { words: [or] }\n", TestContext.Current.CancellationToken);

        var error = (await project.TrainAsync()).ShouldFailWith("MB4040");

        error.Message.ShouldContain("the champion has 2 words");
    }

    [Fact]
    public async Task That_throws_has_failed()
    {
        var project = WithGate();
        UserProject.Edit(project.In("WordsPipeline.cs"), "var found = train", "if (options.Words.Count == 0) throw new InvalidOperationException(\"no words to look for\");\n                var found = train");

        var error = (await project.TrainAsync()).ShouldFailWith("MB4041");

        error.Message.ShouldContain("no words to look for");
    }

    [Fact]
    public async Task That_the_pipeline_has_not_is_an_error_with_the_nearest_one()
    {
        var project = WithGate();
        project.EditDefinition("  - { metric: words, min: 1 }", "  - { gate: noStopWord }");

        (await project.TrainAsync()).ShouldFailWith("MB1030").Message.ShouldContain("did you mean 'noStopWords'?");
    }
}
