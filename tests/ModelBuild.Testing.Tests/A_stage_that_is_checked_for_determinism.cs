namespace ModelBuild.Testing.Tests;

public sealed class A_stage_that_is_checked_for_determinism
{
    [Theory]
    [InlineData("draws")]
    [InlineData("moves")]
    public async Task Passes_when_it_writes_the_same_bytes(string stage)
    {
        using var test = new PipelineTest(typeof(FaultPipeline));

        await test.ShouldBeDeterministicAsync(stage, cancellation: TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("counts", "value.json differs at offset 0")]
    [InlineData("countsThreads", "of the run with 1 thread and the run with 4 threads, b differs at offset 9 (0x31 and 0x34)")]
    [InlineData("namesThreads", "only the run with 1 thread wrote 1")]
    public async Task Fails_with_the_first_byte_that_differs(string stage, string says)
    {
        using var test = new PipelineTest(typeof(FaultPipeline));

        var wrong = await Should.ThrowAsync<PipelineTestException>(test.ShouldBeDeterministicAsync(stage, cancellation: TestContext.Current.CancellationToken));

        wrong.Message.ShouldContain(says);
    }

    [Fact]
    public async Task Is_checked_for_each_of_its_items()
    {
        using var test = new PipelineTest(typeof(RepeatPipeline)).With("folds", 3).With(new FitOptions { Rounds = 1 });

        await test.ShouldBeDeterministicAsync("check", cancellation: TestContext.Current.CancellationToken);
    }
}
