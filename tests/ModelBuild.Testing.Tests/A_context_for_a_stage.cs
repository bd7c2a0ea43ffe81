namespace ModelBuild.Testing.Tests;

public sealed class A_context_for_a_stage
{
    [Fact]
    public void Says_what_it_was_told_to()
    {
        using var stop = new CancellationTokenSource();
        using var context = new TestStageContext(seed: 3, threads: 2, memoryBytes: 1024, gpus: 1, cancellation: stop.Token);

        (context.Seed, context.Threads, context.MemoryBytes, context.Gpus, context.Cancellation).ShouldBe((3, 2, 1024, 1, stop.Token));
        using var plain = new TestStageContext();
        (plain.Seed, plain.Threads, plain.MemoryBytes, plain.Gpus, plain.Cancellation).ShouldBe((0, 1, null, 0, CancellationToken.None));
    }

    [Fact]
    public void Keeps_what_many_threads_report()
    {
        using var context = new TestStageContext();

        Parallel.For(0, 1000, i =>
        {
            context.Log($"{i}");
            context.Metric("loss", i, i);
        });

        context.LoggedLines.Distinct().Count().ShouldBe(1000);
        context.ValuesOf("loss").Sum().ShouldBe(999 * 500);
    }

    [Fact]
    public void Has_real_folders_until_it_is_disposed()
    {
        string temporary, checkpoints;
        using (var context = new TestStageContext())
        {
            (temporary, checkpoints) = (context.TemporaryFolder, context.CheckpointFolder);
            File.WriteAllText(Path.Combine(temporary, "file"), "");
            Directory.Exists(checkpoints).ShouldBeTrue();
        }

        Directory.Exists(temporary).ShouldBeFalse();
        Directory.Exists(checkpoints).ShouldBeFalse();
    }

    [Fact]
    public void Leaves_checkpoints_that_it_was_given()
    {
        using var first = new TestStageContext();
        using (var second = new TestStageContext(checkpointFolder: first.CheckpointFolder))
            File.WriteAllText(Path.Combine(second.CheckpointFolder, "half"), "");

        File.Exists(Path.Combine(first.CheckpointFolder, "half")).ShouldBeTrue();
    }
}
