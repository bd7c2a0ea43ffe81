namespace ModelBuild.Runner.Tests;

public sealed class A_stage_that_fails
{
    static StageFolder RunFailing(string method, params string[] parameters)
    {
        var stage = new StageFolder(method, parameters);
        stage.Write("inputs/load/text.txt", "text");
        stage.Run().ShouldBe(3, stage.Log);
        stage.HasOutput.ShouldBeFalse();
        return stage;
    }

    [Fact]
    public void By_any_exception_is_one_error_and_its_stack_is_in_the_log()
    {
        using var stage = RunFailing("Throws", "context:context");

        stage.Errors.ShouldBe("""{"message": "System.InvalidOperationException: this went wrong", "code": "MB3001"}""");
        stage.Log.ShouldContain("at ToyPipelines.ToyPipeline.Throws");
        stage.Read("metrics.jsonl").ShouldBe("{\"name\": \"before\", \"value\": 1, \"step\": 1}\n");
    }

    [Fact]
    public void In_its_task_is_the_same()
    {
        using var stage = RunFailing("LaterFails", "load:artifact");

        stage.Errors.ShouldBe("""{"message": "System.IO.InvalidDataException: no text", "code": "MB3001"}""");
    }

    [Fact]
    public void While_it_reads_an_artifact_is_the_same()
    {
        using var stage = RunFailing("ReadsHalf", "load:artifact");

        stage.Errors.ShouldBe("""{"message": "System.IO.InvalidDataException: load is half", "code": "MB3001"}""");
    }

    [Fact]
    public void On_a_thread_of_its_own_is_the_same()
    {
        using var stage = RunFailing("ThrowsOnItsOwnThread");

        stage.Errors.ShouldBe("""{"message": "System.InvalidOperationException: on a thread", "code": "MB3001"}""");
    }

    [Fact]
    public void By_a_StageException_tells_each_error_with_its_place_and_no_stack()
    {
        using var stage = RunFailing("Refuses");

        stage.Errors.ShouldBe("""
            {"message": "row 3 has no label", "code": "MB2003", "input": "data", "member": "a/b.csv", "line": 3, "column": 7}
            {"message": "l2 and l1 exclude each other", "option": "train.l2"}
            """);
        stage.Log.ShouldBeEmpty();
    }

    [Fact]
    public void In_several_parallel_parts_tells_all_of_them()
    {
        using var stage = RunFailing("RefusesInParallel");

        stage.Errors.Split('\n').ShouldAllBe(line => line.StartsWith("{\"message\": \"part ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Nothing", "returned nothing")]
    [InlineData("NoArtifact", "System.String, which is no IArtifact")]
    [InlineData("Absent", "no static method ToyPipelines.ToyPipeline.Absent at token 06ffffff")]
    [InlineData("Load", "takes (data), not () as was planned")]
    public void By_its_shape_says_so(string method, string problem)
    {
        using var stage = RunFailing(method);

        stage.Errors.ShouldContain("MB3002");
        stage.Errors.ShouldContain(problem);
    }

    [Fact]
    public void For_another_method_at_its_token_says_so()
    {
        using var stage = new StageFolder("Load", "data:data");
        var planned = stage.Read("stage.json");
        stage.Write("stage.json", planned.Replace("\"method\": \"Load\"", "\"method\": \"Members\""));

        stage.Run().ShouldBe(3, stage.Log);

        stage.Errors.ShouldContain("no static method ToyPipelines.ToyPipeline.Members at token");
    }

    [Theory]
    [InlineData("Absent", "ToyPipelines.ToyPipeline", "assembly Absent cannot be loaded")]
    [InlineData("ToyPipelines", "ToyPipelines.Absent", "no static method ToyPipelines.Absent.Load at token")]
    public void For_lack_of_its_code_says_so(string assembly, string type, string problem)
    {
        using var stage = new StageFolder("Load");
        stage.WriteStage(assembly, type, "Load");

        stage.Run().ShouldBe(3, stage.Log);

        stage.Errors.ShouldContain("MB3002");
        stage.Errors.ShouldContain(problem);
    }

    [Theory]
    [InlineData("Exits0", 0)]
    [InlineData("Exits7", 7)]
    [InlineData("ExitsWhileWriting", 0)]
    public void By_ending_its_process_leaves_no_output(string method, int exitCode)
    {
        using var stage = new StageFolder(method);

        stage.Run().ShouldBe(exitCode);

        stage.HasOutput.ShouldBeFalse();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"version": 2}""")]
    [InlineData("""{"version": 1, "stage": "train"}""")]
    public void Because_its_folder_is_wrong_is_the_executors_fault(string stageFile)
    {
        using var stage = new StageFolder("Load");
        stage.Write("stage.json", stageFile);

        stage.Run().ShouldBe(1);

        stage.Log.ShouldNotBeEmpty();
    }
}
