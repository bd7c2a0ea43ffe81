using System.Text.Json;
using ModelBuild.Prediction;
using static ModelBuild.Tabular.Tests.FittedColumns;

namespace ModelBuild.Tabular.Tests;

public class Fitting_features
{
    [Fact]
    public void Interactions_are_of_the_columns_of_a_set()
    {
        Column[] columns = [new NumericColumn("a", [1, 2, 3, 4, 5]), new NumericColumn("b", [5, 4, 3, 2, 2]), new NumericColumn("c", [0, 1, 0, 1, 0])];
        var features = Fit(With(new FeatureColumns { Columns = ["a", "b"], Steps = [new() { Interactions = true }] }), columns).Features;
        features.Outputs.Select(output => output.Name).ShouldBe(["a", "b", "a × b", "c"]);
        Rows(features, columns)[1][2].ShouldBe(8);
    }

    [Fact]
    public void Columns_are_selected_by_name_pattern_and_type_and_may_be_in_several_sets()
    {
        Column[] columns =
        [
            new NumericColumn("pay_1", [1, 2, 3, 4, 5]), new NumericColumn("pay_2", [2, 2, 3, 4, 5]), new NumericColumn("age", [3, 2, 3, 4, 5]),
            Texts("plan", "a", "b", "a", "b", "a"), Texts("region", "n", "s", "n", "s", "s"),
        ];
        var features = Fit(With(
            new FeatureColumns { Columns = ["pay_*"], Steps = [new() { Scale = Scaling.MinMax }] },
            new FeatureColumns { Columns = ["pay_1", "plan"] , Steps = [] } with { Columns = ["pay_1"], Steps = [new() { Bins = 2 }] },
            new FeatureColumns { Type = ColumnType.Categorical, Steps = [new() { Encode = TextEncoding.Count }] }), columns).Features;
        features.Outputs.Select(output => output.Name).ShouldBe(["pay_1", "pay_2", "pay_1", "share of plan", "share of region", "age"]);
    }

    [Fact]
    public void Boosted_trees_take_what_is_missing_and_categories_as_they_are()
    {
        var definition = Plain with { TrainOptions = new() { Trainer = Trainer.BoostedTrees } };
        Column[] columns = [new NumericColumn("x", [1, double.NaN, 3, 4, 5]), Texts("c", "b", "a", null, "a", "b")];
        var features = Fit(definition, columns).Features;
        features.Outputs.ShouldBe([new FeatureOutput("x", 0, "x"), new FeatureOutput("c", 2, null)]);
        Rows(features, columns)[1].ShouldBe([double.NaN, 0]);
        Rows(features, columns)[2].ShouldBe([3, double.NaN]);
    }

    [Fact]
    public void Label_key_and_declared_columns_are_no_features() =>
        Fit(Plain with { Key = ["k"], NotFeatures = ["s"] },
            new NumericColumn("k", [1, 2, 3, 4, 5]), new NumericColumn("s", [1, 2, 3, 4, 5]), new NumericColumn("x", [1, 2, 3, 4, 5]))
            .Features.Outputs.ShouldHaveSingleItem().Name.ShouldBe("x");

    // The distance from the smallest training number.
    sealed class Above(double least = 0) : CustomTransform
    {
        public override string Name => "above";

        public override int Inputs => 1;

        public override int Outputs => 1;

        public override string OutputName(IReadOnlyList<string> inputs, int output) => inputs[0];

        public override CustomTransform Fit(IReadOnlyList<ReadOnlyMemory<double>> columns) => new Above(columns[0].ToArray().Min());

        public override CustomTransform Read(JsonElement state) => new Above(state.GetDouble());

        public override void WriteState(Utf8JsonWriter json) => json.WriteNumberValue(least);

        public override void Apply(ReadOnlySpan<double> input, int rows, Span<double> output)
        {
            for (var i = 0; i < rows; i++)
                output[i] = input[i] - least;
        }
    }

    [Fact]
    public void A_transform_of_ones_own_is_fitted_and_read_back()
    {
        var column = new NumericColumn("x", [11, 12, 13, 14, 15]);
        var split = new TableSplit(new Table(5, [column, Label]), Test);
        var fitted = Steps(new FeatureStep { Transform = "above" }).Features(split, new Above()).Reread();
        Should.Throw<InvalidDataException>(() => fitted.Features).Message.ShouldContain("'above'");
        Rows(fitted.With([new Above()]), column).Select(row => row[0]).ShouldBe([0, 1, 2, 3, 4]);
        var error = Outcome.Error(() => Steps(new FeatureStep { Transform = "abov" }).Features(split, new Above()));
        (error.Code, error.Option).ShouldBe((Codes.StepDoesNotFit, "features.sets[0]"));
        error.Message.ShouldContain("'above'");
    }

    [Fact]
    public void Only_training_rows_count()
    {
        var data = Definition.File("breast-cancer.csv");
        var table = Definition.BreastCancer.Ingest(data);
        var split = Definition.BreastCancer.Split(table, Definition.BreastCancer.Validate(table, data));
        var features = Definition.BreastCancer.Features(split);
        var changed = split.Test.Columns.Select(column => column is NumericColumn numeric
            ? new NumericColumn(column.Name, [.. numeric.Values.ToArray().Select(value => value * 1000 + 7)])
            : column).ToArray();
        Definition.BreastCancer.Features(new TableSplit(split.Train, new Table(split.Test.Rows, changed))).Digest().ShouldBe(features.Digest());
        var radius = ((NumericColumn)split.Train.Find("mean_radius")!).Values;
        ((ScaleTransform)features.Features.Chains[0].Transforms[1]).Shifts[0].ShouldBe(radius.ToArray().Average(), 1e-12);
    }

    [Fact]
    public void More_numbers_than_an_array_has_are_not_held_at_once()
    {
        const int Count = 2048;
        var split = new TableSplit(new Table(Count, [Texts("x", [.. Enumerable.Range(0, Count).Select(i => $"t{i}")]), new NumericColumn("y", new double[Count])]), Test);
        Steps(new FeatureStep { Encode = TextEncoding.Hash, Buckets = 1 << 20 }, new FeatureStep { Scale = Scaling.None }).Features(split).Features.Width.ShouldBe(1 << 20);
    }

    [Theory]
    [InlineData(1)] // a column at a time
    [InlineData(7000)] // two columns
    [InlineData(1 << 20)]
    public void Steps_are_fitted_on_the_same_numbers_however_many_columns_are_held(long mostNumbers)
    {
        const int Count = 3000;
        double Number(int column, int row) => row % (7 + column) == 3 ? double.NaN : (row * 31 + column * 7) % 97 - 0.1 * column;
        var batch = new RowBatch(Count);
        string[] names = ["a", "b", "c"];
        for (var column = 0; column < names.Length; column++)
            batch.AddNumeric(names[column], Enumerable.Range(0, Count).Select(row => Number(column, row)).ToArray());
        var rows = new ChainRows("a", new NumberSource(batch, names), Count, mostNumbers);
        rows.Add(new ImputeTransform([1, 2, 3]));
        rows.Add(new InteractionTransform(3));

        double Filled(int column, int row) => double.IsNaN(Number(column, row)) ? column + 1 : Number(column, row);
        double[] Product(int a, int b) => [.. Enumerable.Range(0, Count).Select(row => Filled(a, row) * Filled(b, row))];
        rows.Columns.ShouldBe(6);
        foreach (var (column, a, b) in new[] { (3, 0, 1), (5, 1, 2), (3, 0, 1), (4, 0, 2) })
            rows[column].ToArray().ShouldBe(Product(a, b), $"{column}");
        rows[0].ToArray().ShouldBe([.. Enumerable.Range(0, Count).Select(row => Filled(0, row))]);
        rows.All()[5].ToArray().ShouldBe(Product(1, 2));
    }
}
