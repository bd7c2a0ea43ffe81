namespace ModelBuild.Runner.Tests;

public sealed class A_stage_that_hands_on_an_artifact : IDisposable
{
    readonly List<StageFolder> stages = [];

    public void Dispose() => stages.ForEach(stage => stage.Dispose());

    [Fact]
    public void May_use_every_ready_made_type()
    {
        var load = New("Load", "data:data");
        load.Write("inputs/data", "be\nto\nor");
        Run(load);
        load.Read("output/lines.jsonl").ShouldStartWith("""
            {"text":"be","weight":0}
            {"text":"to","weight":0.3333333333333333}

            """);

        var group = Run(New("Group", "load:artifact"), load, "load");
        group.Read("output/value.json").ShouldContain("\"weight\": 0.6666666666666666");

        var pack = Run(New("Pack", "group:artifact", "context:context"), group, "group");
        pack.Read("output/packed.txt").ShouldBe("be*2 or*2 to*2");
        Directory.GetFiles(Path.Combine(pack.Root, "tmp")).ShouldBeEmpty("it was moved");

        var unpack = Run(New("Unpack", "pack:artifact"), pack, "pack");
        unpack.Read("output/or-2").ShouldBe("or*2");

        var box = Run(New("Box", "unpack:artifact"), unpack, "unpack");
        Run(New("Train", "box:artifact"), box, "box").Output.ShouldBe("be-2 or-2 to-2");
    }

    [Theory]
    [InlineData("artifact", "1110")]
    [InlineData("none", "1209")]
    public void May_take_structures(string kind, string sum)
    {
        var stage = New("Adds", $"one:{kind}", "two:artifact", "others:artifacts:train:2");
        if (kind == "artifact")
            stage.Write("inputs/one/number", "1");
        stage.Write("inputs/two/number", "9");
        stage.Write("inputs/others/0/number", "100");
        stage.Write("inputs/others/1/number", "1000");

        Run(stage).Read("output/number").ShouldBe(sum);
    }

    [Theory]
    [InlineData("MovesData", "data:data")]
    [InlineData("MovesMember", "data:data")]
    [InlineData("MovesLink", "data:data", "context:context")]
    public void Moves_only_what_it_wrote_itself(string method, params string[] parameters)
    {
        var stage = New(method, parameters);
        stage.Write("../mine/a.txt", "mine");
        Directory.CreateSymbolicLink(Path.Combine(stage.Root, "inputs", "data"), Path.Combine(stage.Root, "..", "mine"));

        stage.Run().ShouldBe(3, stage.Log);

        stage.Errors.ShouldContain("is not in the stage's temporary folder");
        stage.Log.ShouldBeEmpty();
        stage.Read("../mine/a.txt").ShouldBe("mine");
    }

    StageFolder New(string method, params string[] parameters)
    {
        var stage = new StageFolder(method);
        stage.WriteStage("ToyPipelines", "ToyPipelines.ArtifactPipeline", method, parameters);
        stages.Add(stage);
        return stage;
    }

    static StageFolder Run(StageFolder stage, StageFolder? source = null, string input = "")
    {
        if (source is not null)
            Directory.CreateSymbolicLink(Path.Combine(stage.Root, "inputs", input), Path.Combine(source.Root, "output"));
        stage.Run().ShouldBe(0, stage.Log);
        return stage;
    }
}
