using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// What the columns do to a model's predictions, asked of the model itself: permutation importance and partial dependence
// (see ImportanceOptions and PartialDependenceOptions). By column of the data, whatever features the model makes of it.
sealed class ColumnEffects(TabularModel model, Table rows, double[]? weights, double quantile, long seed, int threads, CancellationToken cancellation)
{
    const ulong SamplePurpose = 2;
    const ulong PermutationPurpose = 3;
    const int MostColumns = 50;
    const double FirstQuantile = 0.05;

    static readonly string[] Losses = ["logLoss", "brier", "calibrationError", "rmse", "mae", "medianAbsoluteError", "maxError", "mape", "pinball"];
    static readonly string[] Unranked = ["bias", "prevalence"];

    // From the most important column to the least; of equal ones by name.
    public PermutationImportance Importance(ImportanceOptions options)
    {
        var (table, some) = Sample(options.Rows);
        var metrics = new ModelMetrics(model.Schema, table, some, quantile);
        var all = new int[table.Rows];
        for (var row = 0; row < all.Length; row++)
            all[row] = row;
        var once = metrics.Of(model.Predict(table.ToBatch()), all);
        var name = options.Metric ?? (model.Schema.Task == ModelTask.Regression ? "rmse" : "logLoss");
        var place = once.Names.ToList().IndexOf(name);
        if (place < 0 || Unranked.Contains(name))
            throw DoesNotFit("importance.metric", $"'{name}' is not a metric of this task that tells better from worse.{NearestName.Hint(name, [.. once.Names.Except(Unranked)], "metrics")}");
        var value = once.Once()[place].Value;
        var sign = Losses.Contains(name) ? 1 : -1;

        // The label is the last column.
        var columns = new ColumnImportance[table.Columns.Count - 1];
        var increases = new double[columns.Length * options.Repeats];
        InParallel(increases.Length, i =>
        {
            var order = new RandomNumbers(seed, PermutationPurpose, (ulong)i).Permutation(table.Rows);
            var shuffled = With(table, table.Columns[i / options.Repeats].Select(order));
            increases[i] = sign * (metrics.Of(model.Predict(shuffled.ToBatch()), all).Once()[place].Value - value);
        });

        for (var i = 0; i < columns.Length; i++)
            columns[i] = Summary(table.Columns[i].Name, increases.AsSpan(i * options.Repeats, options.Repeats));
        Array.Sort(columns, (a, b) => b.Mean.CompareTo(a.Mean) is var order and not 0 ? order : string.CompareOrdinal(a.Column, b.Column));
        return new(name, value, options.Repeats, table.Rows, columns);
    }

    // In the order of the options; of a multiclass classification each class.
    public List<PartialDependence> Dependence(PartialDependenceOptions options)
    {
        if (options.Columns.Count is 0 or > MostColumns)
            throw DoesNotFit("partialDependence.columns", $"Partial dependence is of 1 to {MostColumns} columns, and {options.Columns.Count} are named.");
        var (table, some) = Sample(options.Rows);
        var outputs = Math.Max(1, model.Schema.Labels.Count);
        var dependence = new List<PartialDependence>();
        foreach (var name in options.Columns)
        {
            if (table.Find(name) is not { } column || name == model.Schema.Label)
                throw DoesNotFit("partialDependence.columns", $"The model does not read a column '{name}'.{NearestName.Hint(name, [.. Names()], "columns")}");
            var (values, columns) = Grid(rows.Find(name)!, options.Points, table.Rows);
            var means = new double[columns.Count][];
            InParallel(means.Length, i => means[i] = Mean(model.Predict(With(table, columns[i]).ToBatch()), some, outputs));
            for (var k = 0; k < outputs; k++)
                if (model.Schema.Task != ModelTask.BinaryClassification || k == 1)
                    dependence.Add(new(column.Name, outputs == 1 ? null : model.Schema.Labels[k], values, Array.ConvertAll(means, mean => mean[k])));
        }
        return dependence;
    }

    // Some of the rows, with the columns that the model reads and the label after them.
    (Table Rows, double[]? Weights) Sample(int most)
    {
        var sample = new RandomNumbers(seed, SamplePurpose, 0).Sample(rows.Rows, most);
        var columns = new List<Column>();
        foreach (var name in Names().Append(model.Schema.Label))
            columns.Add((rows.Find(name) ?? throw new ArgumentException($"The table has no column '{name}'.")).Select(sample));
        return (new(sample.Length, columns), weights is null ? null : Array.ConvertAll(sample, row => weights[row]));
    }

    IEnumerable<string> Names() => model.Schema.Columns.Select(column => column.Name).Distinct(StringComparer.Ordinal);

    static Table With(Table table, Column replacement) =>
        new(table.Rows, [.. table.Columns.Select(column => column.Name == replacement.Name ? replacement : column)]);

    // The values to try of a column, in words, and as a column that has the value in every row.
    static (string[] Values, List<Column> Columns) Grid(Column column, int points, int count)
    {
        if (column is CategoricalColumn categorical)
        {
            var rowsOfLevel = new int[categorical.Levels.Count];
            foreach (var code in categorical.Codes)
                if (code >= 0)
                    rowsOfLevel[code]++;
            var most = Enumerable.Range(0, rowsOfLevel.Length).OrderByDescending(level => rowsOfLevel[level]).ThenBy(level => level).Take(points).Order();
            var levels = most.Select(level => categorical.Levels[level]).ToArray();
            return (levels, [.. levels.Select(level => new CategoricalColumn(column.Name, new int[count], [level]))]);
        }
        var numbers = Numbers((NumericColumn)column, points);
        return (Array.ConvertAll(numbers, number => NumberNames.Of(number, column)), [.. numbers.Select(number => Constant(column.Name, number, count))]);
    }

    static double[] Numbers(NumericColumn column, int points)
    {
        var sorted = Array.FindAll(column.Values.ToArray(), value => !double.IsNaN(value));
        Array.Sort(sorted);
        var distinct = sorted.Distinct().ToArray();
        if (distinct.Length <= points)
            return distinct;
        var quantiles = new double[points];
        for (var i = 0; i < points; i++)
            quantiles[i] = Quantiles.Of(sorted, FirstQuantile + (1 - 2 * FirstQuantile) * i / (points - 1));
        return [.. quantiles.Distinct()];
    }

    static NumericColumn Constant(string name, double number, int count)
    {
        var values = new double[count];
        Array.Fill(values, number);
        return new(name, values);
    }

    static double[] Mean(Predictions predictions, double[]? weights, int outputs)
    {
        var sums = new double[outputs];
        var total = 0.0;
        for (var row = 0; row < predictions.Rows; row++)
        {
            var weight = weights is null ? 1 : weights[row];
            total += weight;
            for (var k = 0; k < outputs; k++)
                sums[k] += weight * predictions[row][k];
        }
        return Array.ConvertAll(sums, sum => sum / total);
    }

    static ColumnImportance Summary(string column, ReadOnlySpan<double> increases)
    {
        double sum = 0, squares = 0;
        foreach (var increase in increases)
            sum += increase;
        var mean = sum / increases.Length;
        foreach (var increase in increases)
            squares += (increase - mean) * (increase - mean);
        return new(column, mean, Math.Sqrt(squares / increases.Length));
    }

    // Each call writes what is its own only.
    void InParallel(int count, Action<int> each) =>
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, each);

    static StageException DoesNotFit(string option, string message) =>
        new(new StageError(message) { Code = Codes.EvaluationDoesNotFit, Option = $"evaluate.{option}" });
}
