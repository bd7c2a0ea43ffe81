using ModelBuild;

namespace ToyPipelines;

[Pipeline("toy")]
public static class ToyPipeline
{
    [Stage]
    public static Text Load(DataSource data)
    {
        using var reader = new StreamReader(data.OpenRead());
        return new(reader.ReadToEnd());
    }

    [Stage]
    public static Text Members(DataSource data) =>
        new(string.Join(" ", Directory.GetFiles(data.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)));

    [Stage]
    public static Text Announces(Text load, AnnouncedOptions options) => new(load.Content + options.GetType().Name);

    [Stage]
    public static async ValueTask<Text> Awaits(Text load)
    {
        await Task.Yield();
        return new(load.Content + " later");
    }

    [Stage]
    public static Text Join(Text load, Text other) => new(load.Content + other.Content);

    [Stage]
    public static async Task<Text> Later(Text load)
    {
        await Task.Yield();
        return new(load.Content + " later");
    }

    [Stage]
    public static async Task<Text> LaterFails(Text load)
    {
        await Task.Yield();
        throw new InvalidDataException("no " + load.Content);
    }

    [Stage]
    static Text Settings(EveryOptions options) => new(options.Describe());

    [Stage]
    public static Text Needs(RequiredOptions options) => new($"{options.Rounds}");

    [Stage]
    public static Text Inherits(InheritingOptions options) => new($"{options.Rounds}");

    [Stage]
    public static Text Positional(PositionalOptions options) => new($"{options.Rounds} {options.Kind}");

    [Stage]
    public static Text Sections([Section("task")] string task, [Section("scale")] double scale = 1.5, [Section("penalty")] Penalty? penalty = Penalty.ElasticNet) =>
        new(FormattableString.Invariant($"{task} {scale} {penalty}"));

    [Stage]
    public static Text Context(StageContext context)
    {
        context.Log("a line");
        Console.WriteLine("a line of its own");
        Console.Error.WriteLine("a line on standard error");
        context.Metric("trainLoss", 0.5, 1);
        context.Metric("odd \"name\"", double.NaN, 2);
        return new($"{context.Seed} {context.Threads} {context.Cancellation.CanBeCanceled}");
    }

    [Stage]
    public static Text Collects(IReadOnlyList<Text> parts, [Section("folds")] int fold) => new($"{fold}: {string.Join(" ", parts.Select(part => part.Content))}");

    [Stage]
    public static Text TakesNull(Text? other) => new(other?.Content ?? "nothing");

    [Stage]
    public static Text Resources(StageContext context) => new($"{context.MemoryBytes?.ToString() ?? "all"} {context.Gpus} {Directory.Exists(context.TemporaryFolder)}");

    /// <summary>Fails at the first attempt, and goes on where that was at the second.</summary>
    [Stage]
    public static Text Checkpoints(StageContext context, AnnouncedOptions? options = null)
    {
        var file = Path.Combine(context.CheckpointFolder, "state");
        if (File.Exists(file))
            return new("after " + File.ReadAllText(file));
        File.WriteAllText(file, "round 1");
        throw new StageException("interrupted");
    }

    [Stage]
    public static Text Progress(StageContext context)
    {
        for (var i = 0; i <= 100_000; i++)
            context.Progress(i / 100_000.0, $"round {i}\nof 100000");
        return new("done");
    }

    [Stage]
    public static Text Throws(StageContext context)
    {
        context.Metric("before", 1, 1);
        throw new InvalidOperationException("this went wrong");
    }

    [Stage]
    public static Text Refuses() => throw new StageException(
        new StageError("row 3 has no label") { Code = "MB2003", Input = "data", Member = "a/b.csv", Line = 3, Column = 7 },
        new StageError("l2 and l1 exclude each other") { Option = "train.l2" });

    [Stage]
    public static Text RefusesInParallel()
    {
        Parallel.For(0, 2, i => throw new StageException($"part {i} is bad"));
        return new("");
    }

    [Stage]
    public static Text ThrowsOnItsOwnThread()
    {
        var thread = new Thread(() => throw new InvalidOperationException("on a thread"));
        thread.Start();
        thread.Join();
        return new("");
    }

    [Stage]
    public static Text LeavesAThread()
    {
        new Thread(() => new ManualResetEvent(false).WaitOne()) { IsBackground = false }.Start();
        return new("done");
    }

    [Stage]
    public static Text Exits0()
    {
        Environment.Exit(0);
        return new("");
    }

    [Stage]
    public static Text Exits7()
    {
        Environment.Exit(7);
        return new("");
    }

    [Stage]
    public static HalfWritten ExitsWhileWriting() => new();

    [Stage]
    public static Text ReadsHalf(HalfWritten load) => new(load.GetType().Name);

    /// <summary>As stubborn as a stage can be.</summary>
    [Stage]
    public static Text Loops()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => new ManualResetEvent(false).WaitOne();
        Console.WriteLine("looping");
        for (long i = 0; ; i++)
        {
            try
            {
                if (i % 2 == 0)
                    throw new InvalidOperationException("again");
            }
            catch (Exception)
            {
                // and again
            }
        }
    }

    /// <summary>Waits for a file in its working directory.</summary>
    [Stage]
    public static Text Waits()
    {
        Console.WriteLine("waiting");
        while (!File.Exists("go"))
            Thread.Yield();
        return new("gone");
    }

    [Stage]
    public static Text Prints()
    {
        for (var i = 0; i < 20_000; i++)
            Console.WriteLine($"line {i} of a log that is longer than any pipe");
        return new("done");
    }

    [Stage]
    public static Text Nothing() => null!;

    [Stage]
    public static string NoArtifact() => "text";

    [Stage]
    public static Text Culture() => new(FormattableString.CurrentCulture($"{1.5} {new DateTime(2020, 1, 2)}"));
}

public sealed class HalfWritten : IArtifact<HalfWritten>
{
    public void Write(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "first"), "half");
        Environment.Exit(0);
    }

    public static HalfWritten Read(string folder) => throw new InvalidDataException($"{Path.GetFileName(folder)} is half");
}
