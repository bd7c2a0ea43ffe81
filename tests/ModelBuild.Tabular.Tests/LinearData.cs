using System.Globalization;

namespace ModelBuild.Tabular.Tests;

// Features in memory, and the data sets of linear_sklearn.py.
sealed class ArrayRows(double[][] rows, IReadOnlyList<FeatureColumnInfo>? columns = null)
    : FeatureRows(rows.Length, columns ?? [.. rows[0].Select((_, j) => new FeatureColumnInfo($"x{j}"))])
{
    public override void Read(int block, Span<double> target)
    {
        var count = RowsOf(block);
        for (var i = 0; i < count; i++)
            for (var j = 0; j < Width; j++)
                target[j * count + i] = rows[block * BlockRows + i][j];
    }
}

sealed record LinearData(double[][] Features, Dictionary<string, double[]> Targets, double[] Weights)
{
    public static LinearData Of(string name) => name switch
    {
        "breast-cancer" => File("breast-cancer.csv", "diagnosis", "binary", ["id"]),
        "wine" => File("wine.csv", "cultivar", "multiclass"),
        "digits" => File("digits.csv", "digit", "multiclass"),
        "diabetes" => File("diabetes.csv", "progression", "regression"),
        "generated" => Generated(1500, 6, sparse: false),
        "wide" => Generated(600, 1100, sparse: true),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    public TrainingRows Rows(string target, bool weighted) => new(new ArrayRows(Features), Targets[target], weighted ? Weights : null);

    public TrainingData Training(string target, bool weighted = false)
    {
        var task = TaskOf(target);
        return new(task, task == LearningTask.Regression ? 0 : (int)Targets[target].Max() + 1, Rows(target, weighted), null);
    }

    public static LearningTask TaskOf(string target) => target switch
    {
        "binary" => LearningTask.BinaryClassification,
        "multiclass" => LearningTask.MulticlassClassification,
        _ => LearningTask.Regression,
    };

    // Whole numbers of a linear congruential generator, as in linear_sklearn.py.
    public static LinearData Generated(int rows, int columns, bool sparse)
    {
        var state = 11UL;
        int Below(int limit)
        {
            state = unchecked(state * 6364136223846793005 + 1442695040888963407);
            return (int)((state >> 33) % (ulong)limit);
        }
        var features = new double[rows][];
        var targets = new[] { "binary", "multiclass", "regression", "count" }.ToDictionary(name => name, _ => new double[rows]);
        var weights = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            features[i] = new double[columns];
            for (var j = 0; j < columns; j++)
            {
                var value = (Below(2001) - 1000) / 500.0;
                features[i][j] = !sparse || Below(20) == 0 ? value : 0;
            }
            var score = 0.0;
            for (var j = 0; j < Math.Min(columns, 20); j++)
                score += (j % 5 - 2) * features[i][j] / 2;
            var noise = (Below(2001) - 1000) / 500.0;
            targets["binary"][i] = score + noise > 0 ? 1 : 0;
            targets["multiclass"][i] = Math.Min(2, Math.Max(0, Math.Floor(score + noise + 1.5)));
            targets["regression"][i] = score + noise;
            targets["count"][i] = Below(1 + (int)Math.Floor(4 + Math.Abs(2 * score)));
            weights[i] = 1 + Below(4);
        }
        return new(features, targets, weights);
    }

    static LinearData File(string file, string label, string target, params string[] ignore)
    {
        var lines = System.IO.File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "data", file));
        var names = lines[0].Split(',');
        var columns = Enumerable.Range(0, names.Length).Where(j => names[j] != label && !ignore.Contains(names[j])).ToArray();
        var cells = lines.Skip(1).Select(line => line.Split(',')).ToArray();
        var features = cells.Select(row => Array.ConvertAll(columns, j => double.Parse(row[j], CultureInfo.InvariantCulture))).ToArray();
        for (var j = 0; j < columns.Length; j++)
        {
            var mean = features.Average(row => row[j]);
            var deviation = Math.Sqrt(features.Average(row => (row[j] - mean) * (row[j] - mean)));
            foreach (var row in features)
                row[j] = (row[j] - mean) / (deviation > 0 ? deviation : 1);
        }
        var at = Array.IndexOf(names, label);
        var targets = Array.ConvertAll(cells, row => row[at] switch
        {
            "malignant" => 1,
            "benign" => 0,
            var number => double.Parse(number, CultureInfo.InvariantCulture),
        });
        return new(features, new() { [target] = targets }, []);
    }
}
