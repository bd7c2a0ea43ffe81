using System.Globalization;

namespace ModelBuild.Testing.Tests;

public enum Mode { Plain, Doubled }

public sealed record LoadOptions(string Separator = ",");

public sealed record TrainOptions
{
    public double Rate { get; init; } = 0.5;
}

public sealed record FitOptions
{
    public required int Rounds { get; init; }
}

public sealed record Sum(double Value, long Seed, int Threads);

/// <summary>Stages with all kinds of parameters.</summary>
[Pipeline("sums")]
public static class SumPipeline
{
    [Stage]
    public static Json<double[]> Load(DataSource data, LoadOptions options) => new(
        [.. File.ReadAllText(data.Path).Split([options.Separator, "\n"], StringSplitOptions.RemoveEmptyEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture))]);

    [Stage]
    public static async ValueTask<Json<double[]>> Scale([Input("load")] Json<double[]> numbers, [Section("factor")] double factor = 1, [Section("mode")] Mode? mode = Mode.Doubled)
    {
        await Task.Yield();
        return new([.. numbers.Value.Select(number => number * factor * (mode == Mode.Doubled ? 2 : 1))]);
    }

    [Stage]
    public static async Task<Json<Sum>> Train(Json<double[]> scale, TrainOptions options, StageContext context)
    {
        await Task.Yield();
        context.Log($"{scale.Value.Length} numbers");
        context.Progress(0.5, "half");
        context.Metric("loss", 0.25, 1);
        return new(new(scale.Value.Sum() * options.Rate, context.Seed, context.Threads));
    }

    [Stage(Optional = true)]
    public static Json<Sum> Calibrate(Json<Sum> train) => new(train.Value with { Value = train.Value.Value + 100 });

    [Stage]
    public static Evaluation Evaluate(Json<Sum> train, Json<Sum>? calibrate) => new()
    {
        Rows = 1,
        Metrics = [new("sum", (calibrate ?? train).Value.Value), new("nothing", double.NaN)],
        Slices = [new("kind", "odd", 1, [new("sum", 1)])],
    };
}

/// <summary>Takes over the stages of another one, and replaces one.</summary>
[Pipeline("others", Base = typeof(SumPipeline))]
public static class OtherPipeline
{
    [Stage]
    public static Json<double[]> Load([Section("numbers")] int numbers) => new([.. Enumerable.Range(1, numbers).Select(number => (double)number)]);

    [Stage]
    public static Json<string> Report(Evaluation evaluate) => new($"sum {evaluate.Metrics[0].Value}");
}

/// <summary>With a gate of its own.</summary>
[Pipeline("judged", Base = typeof(SumPipeline))]
public static class JudgedPipeline
{
    [Gate]
    public static GateVerdict Large(Evaluation evaluate, Evaluation? champion) =>
        new(evaluate.Metrics[0].Value > 100, champion is null ? "no champion" : "beside a champion") { Value = evaluate.Metrics[0].Value, Demand = "> 100" };
}

/// <summary>The three forms of [ForEach].</summary>
[Pipeline("repeats")]
public static class RepeatPipeline
{
    [Stage]
    public static Json<string> Fit([ForEach("folds")] int fold, FitOptions options, StageContext context) => new($"{fold}:{options.Rounds}:{context.Seed}");

    [Stage]
    public static Json<string> Check([ForEach] Json<string> fit, [ForEach("folds")] int fold) => new($"{fold} {fit.Value}");

    [Stage]
    public static Json<string> Read([ForEach] DataSource texts) => new($"{Path.GetFileName(texts.Path)} {File.ReadAllText(texts.Path)}");

    [Stage]
    public static Json<string> Vary([ForEach("variants")] Mode mode) => new(mode.ToString());

    [Stage]
    public static Json<string> Train(IReadOnlyList<Json<string>> read, IReadOnlyList<Json<string>> check) =>
        new(string.Join(", ", read.Concat(check).Select(text => text.Value)));
}

/// <summary>Folds that are judged each, and stages that may be off, as in docs/pipelines.md.</summary>
[Pipeline("folds")]
public static class FoldPipeline
{
    [Stage(Optional = true)]
    public static Number Fold([ForEach("folds")] int fold) => new(fold);

    [Stage]
    public static Evaluation EvaluateFold([ForEach] Number? fold) => new() { Rows = 1, Metrics = [new("mae", fold?.Value ?? 0)] };

    [Stage]
    public static Evaluation Evaluate(IReadOnlyList<Evaluation> evaluateFold) => new()
    {
        Rows = evaluateFold.Count,
        Metrics = [new("mae", evaluateFold.Average(fold => fold.Metrics[0].Value))],
    };

    [Stage(Optional = true)]
    public static Number Bias() => new(100);

    [Stage]
    public static Json<int> Train(IReadOnlyList<Number> fold, Number? bias) => new(fold.Sum(number => number.Value) + (bias?.Value ?? 0));
}

/// <summary>An artifact that is a structure.</summary>
public readonly record struct Number(int Value) : IArtifact<Number>
{
    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, "number"), $"{Value}");

    public static Number Read(string folder) => new(int.Parse(File.ReadAllText(Path.Combine(folder, "number")), CultureInfo.InvariantCulture));
}

/// <summary>Two that gates could judge.</summary>
[Pipeline("judges")]
public static class JudgePipeline
{
    [Stage]
    public static Evaluation One() => new() { Rows = 1, Metrics = [] };

    [Stage]
    public static Evaluation Two() => new() { Rows = 1, Metrics = [] };
}

/// <summary>Stages that make what a build would find or suffer from.</summary>
[Pipeline("faults")]
public static class FaultPipeline
{
    static int calls;

    public static CancellationTokenSource? Stop { get; set; }

    [Stage]
    public static Json<string> Refuses() => throw new StageException("row 3 has no label");

    [Stage]
    public static async Task<Json<string>> RefusesLater()
    {
        await Task.Yield();
        throw new StageException("row 3 has no label");
    }

    [Stage]
    public static Json<int> Counts() => new(Interlocked.Increment(ref calls));

    [Stage]
    public static FolderArtifact CountsThreads(StageContext context) => FolderArtifact.Create(folder =>
    {
        File.WriteAllText(Path.Combine(folder, "a"), "same");
        File.WriteAllText(Path.Combine(folder, "b"), $"threads: {context.Threads}");
    });

    [Stage]
    public static FolderArtifact NamesThreads(StageContext context) => FolderArtifact.Create(folder => File.WriteAllText(Path.Combine(folder, $"{context.Threads}"), ""));

    [Stage]
    public static Json<long> Draws(StageContext context) => new(context.Seed);

    [Stage]
    public static Forgetful Forgets() => new(7);

    [Stage]
    public static Json<int> Remembers(Forgetful forgets) => new(forgets.Number);

    [Stage]
    public static Json<string> Stops(StageContext context)
    {
        var checkpoint = Path.Combine(context.CheckpointFolder, "half");
        var found = File.Exists(checkpoint);
        File.WriteAllText(checkpoint, "");
        Stop?.Cancel();
        context.Cancellation.ThrowIfCancellationRequested();
        return new(found ? "went on" : "began");
    }

    [Stage]
    public static FileArtifact Moves(StageContext context)
    {
        var path = Path.Combine(context.TemporaryFolder, "made.txt");
        File.WriteAllText(path, "made");
        return FileArtifact.Move(path);
    }

    [Stage]
    public static FileArtifact MovesMember(DataSource data) => FileArtifact.Move(Path.Combine(data.Path, "a.txt"));

    [Stage]
    public static FolderArtifact MovesData(DataSource data) => FolderArtifact.Move(data.Path);

    [Stage]
    public static FileArtifact MovesItsInput(FileArtifact moves) => FileArtifact.Move(moves.Path);

    [Stage]
    public static FolderArtifact MovesItsFolder(StageContext context) => FolderArtifact.Move(context.TemporaryFolder);

    [Stage]
    public static FolderArtifact MovesCheckpoints(StageContext context) => FolderArtifact.Move(Directory.CreateDirectory(Path.Combine(context.CheckpointFolder, "half")).FullName);

    [Stage]
    public static Local Culture(Local culturesAsync) => new($"{culturesAsync.Text}, {1.5}");

    [Stage]
    public static async Task<Local> CulturesAsync(LocalOptions options)
    {
        await Task.Yield();
        return new($"{options.Text}, {1.5}");
    }
}

/// <summary>Its default is written in the culture that binds it.</summary>
public sealed record LocalOptions
{
    public string Text { get; init; } = $"{1.5}";
}

/// <summary>Adds to its text what the culture makes of a number when it is written and read.</summary>
public sealed record Local(string Text) : IArtifact<Local>
{
    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, "text"), $"{Text} w {1.5}");

    public static Local Read(string folder) => new($"{File.ReadAllText(Path.Combine(folder, "text"))} r {1.5}");
}

/// <summary>Its Read is wrong.</summary>
public sealed record Forgetful(int Number) : IArtifact<Forgetful>
{
    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, "number"), $"{Number}");

    public static Forgetful Read(string folder) => new(0);
}

[Pipeline("circle")]
public static class CirclePipeline
{
    [Stage]
    public static Json<int> One(Json<int> two) => two;

    [Stage]
    public static Json<int> Two(Json<int> one) => one;
}

[Pipeline("misfits")]
public static class MisfitPipeline
{
    [Stage]
    public static Json<int> Load([ForEach("folds")] int fold) => new(fold);

    [Stage]
    public static Json<int> TakesOne(Json<int> load) => load;

    [Stage]
    public static Json<int> TakesAnother(Json<string> load) => new(load.Value.Length);

    [Stage]
    public static Json<int> TakesAll(IReadOnlyList<Json<int>> takesOnce) => new(takesOnce.Count);

    [Stage]
    public static Json<int> TakesOnce() => new(1);

    [Stage]
    public static Json<int> TakesEach([ForEach] Json<int> takesOnce) => takesOnce;

    [Stage]
    public static Json<int> TakesUnknown(Json<int> laod) => laod;

    [Stage(Optional = true)]
    public static Json<int> MayBeOff() => new(1);

    [Stage]
    public static Json<int> NeedsIt(Json<int> mayBeOff) => mayBeOff;

    [Stage(Optional = true)]
    public static Number Number() => new(1);

    [Stage]
    public static Json<int> NeedsNumber(Number number) => new(number.Value);
}

public static class NoPipeline
{
    [Stage]
    public static Json<int> Load() => new(1);
}

/// <summary>Takes data that need not be there.</summary>
[Pipeline("limits")]
public static class LimitPipeline
{
    [Stage]
    public static Json<string> Train(DataSource? reference) => new(reference is null ? "nothing" : File.ReadAllText(reference.Path));
}
