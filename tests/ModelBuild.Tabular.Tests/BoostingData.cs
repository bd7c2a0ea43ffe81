using System.Security.Cryptography;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

// Columns in memory as trainers read them, and what boosting makes of them.
sealed class BoostingData(IReadOnlyList<FeatureColumnInfo> columns, double[][] values, double[] targets, double[]? weights = null)
{
    public int Rows => targets.Length;

    public double[] Targets => targets;

    public double[][] Values => values;

    // Made with whole numbers only, so that it is the same everywhere: two numbers (one at times missing), one of few values,
    // and a category; and what follows from them with noise.
    public static BoostingData Generated(int rows, string task, int seed = 1, bool weighted = false)
    {
        var state = (ulong)seed;
        int Next(int below)
        {
            state = state * 6364136223846793005 + 1442695040888963407;
            return (int)((state >> 33) % (ulong)below);
        }
        var columns = new double[4][];
        for (var j = 0; j < 4; j++)
            columns[j] = new double[rows];
        var (targets, weights) = (new double[rows], weighted ? new double[rows] : null);
        for (var i = 0; i < rows; i++)
        {
            var (a, b, c, d) = (Next(20001) - 10000, Next(2001) - 1000, Next(7), Next(12));
            var score = a / 10 + (b > 300 ? 900 : 0) - 400 * (c % 3) + (d is 1 or 5 or 6 ? 1500 : 0) + Next(2000) - 1000;
            (columns[0][i], columns[1][i], columns[2][i], columns[3][i]) = (a / 1024.0, Next(10) == 0 ? double.NaN : b / 8.0, c, Next(20) == 0 ? double.NaN : d);
            targets[i] = task switch
            {
                "binary" => score > 300 ? 1 : 0,
                "multiclass" => score > 900 ? 2 : score > -500 ? 1 : 0,
                "poisson" => Math.Max(0, score / 400),
                _ => score / 256.0,
            };
            if (weights is not null)
                weights[i] = Next(4) / 2.0 + 0.25;
        }
        return new([new("a"), new("b"), new("c"), new("d", 12)], columns, targets, weights);
    }

    public FeatureRows Features => new InMemory(columns, values, targets.Length);

    public TrainingRows ToRows() => new(Features, targets, weights);

    public TrainingData Of(LearningTask task, int classes = 0, BoostingData? validation = null) => new(task, classes, ToRows(), validation?.ToRows());

    public TreeEnsemble Boost(BoostedTreesOptions options, LearningTask task = LearningTask.Regression, int classes = 0, BoostingData? validation = null, StageContext? context = null)
    {
        using var folder = new TemporaryFolder();
        return (TreeEnsemble)new BoostedTreesTrainer(options).Train(Of(task, classes, validation), context ?? new BoostingContext(folder.Path));
    }

    // Row by row, by the raw features.
    public double[] Scores(Scorer scorer)
    {
        var features = Features;
        var scores = new double[Rows * scorer.Outputs];
        for (var block = 0; block < features.Blocks; block++)
        {
            var size = features.RowsOf(block);
            var buffer = new double[size * features.Width];
            features.Read(block, buffer);
            scorer.Score(buffer, size, scores.AsSpan(block * features.BlockRows * scorer.Outputs, size * scorer.Outputs));
        }
        return scores;
    }

    public static byte[] Bytes(TreeEnsemble trees)
    {
        using var stream = new MemoryStream();
        trees.Write(stream);
        return stream.ToArray();
    }

    public static string Digest(TreeEnsemble trees) => Convert.ToHexStringLower(SHA256.HashData(Bytes(trees)));

    sealed class InMemory(IReadOnlyList<FeatureColumnInfo> columns, double[][] values, int rows) : FeatureRows(rows, columns)
    {
        public override void Read(int block, Span<double> target)
        {
            var size = RowsOf(block);
            for (var j = 0; j < Width; j++)
                values[j].AsSpan(block * BlockRows, size).CopyTo(target[(j * size)..]);
        }
    }
}

sealed class BoostingContext(string folder, int threads = 1, long seed = 0, CancellationToken cancellation = default) : StageContext
{
    public List<(string Name, double Value, long Step)> Metrics { get; } = [];

    public List<string> Messages { get; } = [];

    public List<string> Lines { get; } = [];

    public Action<string, double, long> OnMetric { get; init; } = (_, _, _) => { };

    public override long Seed => seed;

    public override int Threads => threads;

    public override long? MemoryBytes => null;

    public override int Gpus => 0;

    public override string TemporaryFolder => throw new NotSupportedException();

    public override string CheckpointFolder => folder;

    public override CancellationToken Cancellation => cancellation;

    public override void Log(string message) => Lines.Add(message);

    public override void Progress(double fraction, string message) => Messages.Add(message);

    public override void Metric(string name, double value, long step)
    {
        OnMetric(name, value, step);
        Metrics.Add((name, value, step));
    }
}
