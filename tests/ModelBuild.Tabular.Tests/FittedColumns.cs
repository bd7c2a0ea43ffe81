using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

// Features fitted on a few rows with the label y, for tests of what becomes of columns x and c.
static class FittedColumns
{
    public static readonly Definition Plain = new(LearningTask.Regression, "y");

    public static readonly Column Label = new NumericColumn("y", [1, 2, 3, 4, 5]);

    public static readonly Table Test = new(1, [new NumericColumn("x", [1e9]), new CategoricalColumn("c", new[] { 0 }, ["unseen"]), new NumericColumn("y", [0])]);

    public static FittedFeatures Fit(Definition definition, params Column[] columns)
    {
        var label = columns.Any(column => column.Name == "y") ? columns : [.. columns, Label];
        return definition.Features(new TableSplit(new Table(label[0].Rows, label), Test)).Reread();
    }

    public static Definition With(params FeatureColumns[] sets) => Plain with { FeaturesOptions = new() { Sets = sets } };

    public static Definition Steps(params FeatureStep[] steps) => With(new FeatureColumns { Columns = ["x"], Steps = steps });

    // What the features give for rows: one row after the other.
    public static double[][] Rows(FeatureSet features, params Column[] columns)
    {
        var rows = columns[0].Rows;
        var block = new double[rows * features.Width];
        features.Transform(new Table(rows, columns).ToBatch(), 0, rows, block);
        return [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, features.Width).Select(j => block[j * rows + row]).ToArray())];
    }

    public static double[] Single(Definition definition, params double[] values)
    {
        var column = new NumericColumn("x", values);
        return [.. Rows(Fit(definition, column).Features, column).Select(row => row.ShouldHaveSingleItem())];
    }

    public static CategoricalColumn Texts(string name, params string?[] values)
    {
        var levels = values.OfType<string>().Distinct().ToArray();
        return new(name, [.. values.Select(value => value is null ? -1 : Array.IndexOf(levels, value))], levels);
    }
}
