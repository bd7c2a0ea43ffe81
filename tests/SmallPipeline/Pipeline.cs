using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ModelBuild;

namespace SmallPipeline;

public sealed record Words(IReadOnlyList<string> All) : IArtifact<Words>
{
    public void Write(string folder)
    {
        File.WriteAllLines(Path.Combine(folder, "words.txt"), All);
        // Two files of one content, one of none, and a folder in the folder.
        Directory.CreateDirectory(Path.Combine(folder, "more"));
        File.WriteAllLines(Path.Combine(folder, "more", "words.txt"), All);
        File.WriteAllText(Path.Combine(folder, "more", "empty.txt"), "");
    }

    public static Words Read(string folder) => new(File.ReadAllLines(Path.Combine(folder, "more", "words.txt")));
}

public sealed record Weights(string Text) : IArtifact<Weights>
{
    public void Write(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "weights.txt"), Text);
        Directory.CreateDirectory(Path.Combine(folder, "parts"));
        for (var part = 0; part < 2; part++)
            File.WriteAllText(Path.Combine(folder, "parts", $"{part}.txt"), Text[(part * 30)..(part * 30 + 30)]);
    }

    public static Weights Read(string folder) => new(File.ReadAllText(Path.Combine(folder, "weights.txt")));
}

public sealed record TrainOptions
{
    public int Rounds { get; init; } = 20;

    /// <summary>An attempt that begins from the beginning fails before this round.</summary>
    public int FailAt { get; init; } = int.MaxValue;
}

[Pipeline("small")]
public static class Pipeline
{
    [Stage]
    public static Words Load(DataSource data) => new(File.ReadAllText(data.Path).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    [Stage]
    public static Words Sort(Words load) => new([.. load.All.Order(StringComparer.Ordinal)]);

    /// <summary>Each round needs the one before, and can go on from what another attempt left.</summary>
    [Stage]
    public static Weights Train(Words sort, TrainOptions options, StageContext context)
    {
        var file = Path.Combine(context.CheckpointFolder, "round.txt");
        var goesOn = File.Exists(file);
        var (round, state) = goesOn && File.ReadAllText(file).Split(' ') is [var done, var text]
            ? (int.Parse(done, CultureInfo.InvariantCulture), text)
            : (0, string.Join(' ', sort.All));
        for (; round < options.Rounds; round++)
        {
            if (round == options.FailAt && !goesOn)
                throw new StageException("interrupted");
            state = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)));
            File.WriteAllText(file + ".tmp", $"{(round + 1).ToString(CultureInfo.InvariantCulture)} {state}");
            File.Move(file + ".tmp", file, overwrite: true);
            context.Metric("round", round, round);
        }
        return new(state);
    }

    [Stage]
    public static Evaluation Evaluate(Weights train, Words sort) => new()
    {
        Rows = sort.All.Count,
        Metrics = [new("length", train.Text.Length)],
    };
}
