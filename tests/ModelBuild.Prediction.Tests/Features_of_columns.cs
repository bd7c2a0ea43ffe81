using System.Text.Json;

namespace ModelBuild.Prediction.Tests;

public sealed class Features_of_columns : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // One row after the other, each with all features, as the chain gives them after it was saved and read.
    static double[][] Rows(FeatureChain chain, RowBatch batch, params CustomTransform[] custom)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            FeatureJson.Write(json, "features", new FeatureSet([chain]));
            json.WriteEndObject();
        }
        using var document = JsonDocument.Parse(stream.ToArray());
        var features = FeatureJson.Read(document.RootElement, "features", custom);
        features.Outputs.ShouldBe(chain.Outputs);
        var block = new double[batch.Rows * features.Width];
        features.Transform(batch, 0, batch.Rows, block);
        return [.. Enumerable.Range(0, batch.Rows).Select(row => Enumerable.Range(0, features.Width).Select(j => block[j * batch.Rows + row]).ToArray())];
    }

    static RowBatch Numbers(params double[] values)
    {
        var batch = new RowBatch(values.Length);
        batch.AddNumeric("x", values);
        return batch;
    }

    static RowBatch Texts(params string?[] values)
    {
        var batch = new RowBatch(values.Length);
        batch.AddCategorical("x", values);
        return batch;
    }

    static double[][] Numeric(Transform transform, params double[] values) => Rows(new(["x"], FeatureType.Numeric, null, [transform]), Numbers(values));

    static double[][] Encoded(Encoder encoder, params string?[] values) => Rows(new(["x"], FeatureType.Categorical, encoder, []), Texts(values));

    [Fact]
    public void Fill_what_is_missing() => Numeric(new ImputeTransform([7]), 1, double.NaN).ShouldBe([[1], [7]]);

    [Fact]
    public void Say_what_is_missing()
    {
        Numeric(new IndicatorTransform(1), 1, double.NaN).ShouldBe([[0], [1]]);
        new FeatureChain(["x"], FeatureType.Numeric, null, [new IndicatorTransform(1)]).Outputs.ShouldBe([new("x is missing", 0, null)]);
    }

    [Fact]
    public void Scale_and_leave_missing_what_is() => Numeric(new ScaleTransform([10], [4]), 12, double.NaN).ShouldBe([[0.5], [double.NaN]]);

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(2.0)]
    [InlineData(-1.5)]
    public void Are_raised_to_a_power_as_the_formula_has_it(double lambda)
    {
        var values = new[] { -3.0, -0.5, 0, 1e-9, 0.5, 20 };
        var expected = values.Select(x =>
            x >= 0 ? lambda == 0 ? Math.Log(1 + x) : (Math.Pow(1 + x, lambda) - 1) / lambda
            : lambda == 2 ? -Math.Log(1 - x) : -(Math.Pow(1 - x, 2 - lambda) - 1) / (2 - lambda)).ToArray();
        var actual = Numeric(new PowerTransform([lambda], boxCox: false), values);
        for (var i = 0; i < values.Length; i++)
            actual[i][0].ShouldBe(expected[i], 1e-13 * Math.Max(1, Math.Abs(expected[i])));
        Numeric(new PowerTransform([lambda], boxCox: true), 3, 0, -1)[0][0].ShouldBe(lambda == 0 ? Math.Log(3) : (Math.Pow(3, lambda) - 1) / lambda, 1e-14);
        Numeric(new PowerTransform([lambda], boxCox: true), 3, 0, -1).Skip(1).ShouldAllBe(row => double.IsNaN(row[0]));
    }

    [Fact]
    public void Never_become_infinite_by_a_power() =>
        Numeric(new PowerTransform([3], boxCox: false), 1e300, -1e300).ShouldAllBe(row => double.IsFinite(row[0]));

    [Fact]
    public void Are_placed_among_quantiles()
    {
        double[][] quantiles = [[0, 10, 10, 10, 20]];
        Numeric(new QuantileTransform(quantiles, normal: false), -1, 0, 5, 10, 15, 20, 21, double.NaN)
            .Select(row => row[0]).ShouldBe([0, 0, 0.125, 0.5, 0.875, 1, 1, double.NaN]);
        var normal = Numeric(new QuantileTransform(quantiles, normal: true), -1, 10, 21).Select(row => row[0]).ToArray();
        normal[0].ShouldBe(-5.19933758, 1e-7);
        normal[1].ShouldBe(0);
        normal[2].ShouldBe(5.19933758, 1e-7);
    }

    [Fact]
    public void Fall_into_bins_that_begin_with_their_edge()
    {
        Numeric(new BinTransform([[1, 2]], oneHot: false), 0, 1, 1.5, 2, double.NaN).Select(row => row[0]).ShouldBe([0, 1, 1, 2, double.NaN]);
        Numeric(new BinTransform([[1, 2]], oneHot: true), 0, 1, 2, double.NaN).ShouldBe([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]]);
    }

    [Fact]
    public void Are_multiplied_two_by_two()
    {
        var batch = new RowBatch(2);
        batch.AddNumeric("a", [2, 3]);
        batch.AddNumeric("b", [5, double.NaN]);
        batch.AddNumeric("c", [7, 1]);
        var chain = new FeatureChain(["a", "b", "c"], FeatureType.Numeric, null, [new InteractionTransform(3)]);
        chain.Outputs.Select(output => output.Name).ShouldBe(["a", "b", "c", "a × b", "a × c", "b × c"]);
        Rows(chain, batch).ShouldBe([[2, 5, 7, 10, 14, 35], [3, double.NaN, 1, double.NaN, 3, double.NaN]]);
    }

    [Theory]
    [InlineData("2026-11-22T13:45:30Z")]
    [InlineData("1969-12-31T23:59:59Z")]
    [InlineData("2024-02-29T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public void Of_dates_are_their_parts(string text)
    {
        var date = DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime;
        var seconds = (date - DateTime.UnixEpoch).TotalSeconds;
        var parts = new DateTransform(Enum.GetValues<DateField>(), [DateField.Month, DateField.Hour]);
        var row = Rows(new(["x"], FeatureType.Date, null, [parts]), Numbers(seconds, double.NaN))[0];
        row[..9].ShouldBe([date.Year, (date.Month + 2) / 3, date.Month, date.Day, (int)date.DayOfWeek == 0 ? 7 : (int)date.DayOfWeek, date.DayOfYear, date.Hour, date.Minute, seconds / 86400]);
        row[9].ShouldBe(Math.Sin(2 * Math.PI * (date.Month - 1) / 12), 1e-15);
        row[10].ShouldBe(Math.Cos(2 * Math.PI * (date.Month - 1) / 12), 1e-15);
        row[11].ShouldBe(Math.Sin(2 * Math.PI * date.Hour / 24), 2e-15);
    }

    [Fact]
    public void Of_texts_are_one_hot_with_rare_unknown_and_missing_ones()
    {
        Encoded(new OneHotEncoder(["a", "b"], rare: false, missing: false), "a", "b", "?", null).ShouldBe([[1, 0], [0, 1], [0, 0], [0, 0]]);
        Encoded(new OneHotEncoder(["a", "b"], rare: true, missing: true), "a", "b", "?", null).ShouldBe([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]);
    }

    [Fact]
    public void Of_texts_are_the_place_of_the_level()
    {
        Encoded(new OrdinalEncoder(["low", "high"], category: false), "high", "low", "?", null).Select(row => row[0]).ShouldBe([1, 0, double.NaN, double.NaN]);
        new FeatureChain(["x"], FeatureType.Categorical, new OrdinalEncoder(["low", "high"], category: true), []).Outputs[0].Categories.ShouldBe(2);
    }

    [Fact]
    public void Of_texts_are_the_numbers_of_the_level() =>
        Encoded(new ValueEncoder(["a", "b"], [[1, 2], [10, 20]], [3, 30], [4, 40], ["p", "q"]), "a", "b", "?", null).ShouldBe([[1, 10], [2, 20], [3, 30], [4, 40]]);

    [Fact]
    public void Of_texts_fill_buckets_that_are_the_same_everywhere()
    {
        var rows = Encoded(new HashEncoder(8), "red", "green", "blue", null);
        rows.Select(row => Array.IndexOf(row, 1)).ShouldBe([TextHash.Bucket("red", 8), TextHash.Bucket("green", 8), TextHash.Bucket("blue", 8), -1]);
        // Written down: another bucket would be another model.
        new[] { "", "red", "green", "äöü" }.Select(text => TextHash.Bucket(text, 1 << 20)).ShouldBe([1004193, 640743, 339101, 55541]);
    }

    [Fact]
    public void Of_words_are_weighted_and_have_length_one()
    {
        var weights = Enumerable.Repeat(1.0, 64).ToArray();
        weights[TextHash.Bucket("the", 64)] = 0.5;
        var encoder = new TextEncoder(weights, 1, 2);
        var rows = Encoded(encoder, "The cat, the CAT!", "", null, "--");
        var counts = TextEncoder.Counts("The cat, the CAT!", 64, 1, 2);
        counts.Values.Sum().ShouldBe(4 + 3); // words and pairs of neighbours
        counts[TextHash.Bucket("the cat", 64)].ShouldBe(2);
        Math.Sqrt(rows[0].Sum(value => value * value)).ShouldBe(1, 1e-15);
        (rows[0][TextHash.Bucket("cat", 64)] / rows[0][TextHash.Bucket("the", 64)]).ShouldBe(2, 1e-15);
        rows.Skip(1).ShouldAllBe(row => row.All(value => value == 0));
    }

    [Fact]
    public void Are_the_same_in_blocks_of_any_size()
    {
        var random = new Random(5);
        var batch = new RowBatch(300);
        batch.AddNumeric("n", [.. Enumerable.Range(0, 300).Select(i => i % 11 == 0 ? double.NaN : random.NextDouble() * 100)]);
        batch.AddCategorical("t", Enumerable.Range(0, 300).Select(i => i % 13 == 0 ? null : $"word{random.Next(5)} word{random.Next(5)}").ToArray());
        var features = new FeatureSet(
        [
            new(["n"], FeatureType.Numeric, null, [new ImputeTransform([3]), new PowerTransform([0.3], false)]),
            new(["n"], FeatureType.Numeric, null, [new IndicatorTransform(1)]),
            new(["t"], FeatureType.Categorical, new TextEncoder([.. Enumerable.Repeat(1.0, 32)], 1, 2), []),
        ]);
        var whole = new double[300 * features.Width];
        features.Transform(batch, 0, 300, whole);
        foreach (var size in new[] { 1, 7, 64, 299 })
            for (var first = 0; first < 300; first += size)
            {
                var rows = Math.Min(size, 300 - first);
                var block = new double[rows * features.Width];
                features.Transform(batch, first, rows, block);
                for (var i = 0; i < rows; i++)
                    for (var j = 0; j < features.Width; j++)
                        BitConverter.DoubleToInt64Bits(block[j * rows + i]).ShouldBe(BitConverter.DoubleToInt64Bits(whole[j * 300 + first + i]));
            }
    }

    [Fact]
    public void Say_which_column_they_rise_with()
    {
        new FeatureChain(["x"], FeatureType.Numeric, null, [new ImputeTransform([1]), new ScaleTransform([0], [1])]).Outputs[0].Column.ShouldBe("x");
        new FeatureChain(["x"], FeatureType.Numeric, null, [new BinTransform([[1]], oneHot: true)]).Outputs.ShouldAllBe(output => output.Column == null);
        new FeatureChain(["x"], FeatureType.Categorical, new HashEncoder(3), []).Outputs.ShouldAllBe(output => output.Column == null);
    }

    [Fact]
    public void Of_parts_that_do_not_fit_are_refused()
    {
        Should.Throw<ArgumentException>(() => new FeatureChain(["x"], FeatureType.Numeric, null, [new ImputeTransform([1, 2])])).Message.ShouldContain("takes 2 columns and is given 1");
        Should.Throw<ArgumentException>(() => new FeatureChain(["x"], FeatureType.Categorical, null, []));
        Should.Throw<ArgumentException>(() => new FeatureChain(["x"], FeatureType.Numeric, new HashEncoder(3), []));
        Should.Throw<ArgumentException>(() => new FeatureChain(["x", "x"], FeatureType.Numeric, null, []));
        Should.Throw<ArgumentException>(() => new FeatureChain(["x"], FeatureType.Categorical, new OrdinalEncoder(["a"], category: true), [new ScaleTransform([0], [1])])).Message.ShouldContain("category");
        Should.Throw<ArgumentException>(() => new FeatureSet([]));
    }

    // A transform of a user's own: how far a number is from the mean of the training rows.
    sealed class Distance(double mean = 0) : CustomTransform
    {
        public override string Name => "distance";

        public override int Inputs => 1;

        public override int Outputs => 1;

        public override string OutputName(IReadOnlyList<string> inputs, int output) => $"distance of {inputs[0]}";

        public override CustomTransform Fit(IReadOnlyList<ReadOnlyMemory<double>> columns) => new Distance(columns[0].ToArray().Average());

        public override CustomTransform Read(JsonElement state) => new Distance(state.GetDouble());

        public override void WriteState(Utf8JsonWriter json) => json.WriteNumberValue(mean);

        public override void Apply(ReadOnlySpan<double> input, int rows, Span<double> output)
        {
            for (var i = 0; i < rows; i++)
                output[i] = Math.Abs(input[i] - mean);
        }
    }

    [Fact]
    public void Of_a_transform_of_ones_own_need_its_code_to_be_given()
    {
        var fitted = new Distance().Fit([new[] { 1.0, 2, 6 }]);
        Rows(new(["x"], FeatureType.Numeric, null, [fitted]), Numbers(1, 5), new Distance()).ShouldBe([[2], [2]]);
        var model = new TabularModel(ModelTask.Regression, "y", [], new FeatureSet([new(["x"], FeatureType.Numeric, null, [fitted])]), new LinearScorer([0], [[1.0]]));
        model.Save(folder.Path);
        Should.Throw<InvalidDataException>(() => TabularModel.Load(folder.Path)).Message.ShouldContain("transform 'distance', which is code of the model's author");
        TabularModel.Load(folder.Path, [new Distance()]).Predict([new Dictionary<string, object?> { ["x"] = 10 }]).Value(0).ShouldBe(7);
    }

    [Fact]
    public void Of_dates_are_taken_from_any_kind_of_date()
    {
        var model = new TabularModel(ModelTask.Regression, "y", [],
            new FeatureSet([new(["when"], FeatureType.Date, null, [new DateTransform([DateField.Hour], [])])]), new LinearScorer([0], [[1.0]]));
        object[] dates = [new DateTimeOffset(2026, 1, 2, 5, 0, 0, TimeSpan.FromHours(2)), new DateTime(2026, 1, 2, 3, 0, 0, DateTimeKind.Utc), new DateTime(2026, 1, 2, 3, 59, 0), "2026-01-02T03:00:00Z", "2026-01-02 05:00:00+02:00"];
        foreach (var date in dates)
            model.Predict([new Dictionary<string, object?> { ["when"] = date }]).Value(0).ShouldBe(3, date.ToString());
        model.Predict([new Dictionary<string, object?> { ["when"] = new DateOnly(2026, 1, 2) }]).Value(0).ShouldBe(0);
        Should.Throw<ArgumentException>(() => model.Predict([new Dictionary<string, object?> { ["when"] = "soon" }])).Message.ShouldBe("Column 'when' is the text 'soon' in row 0; the model needs a date (DateTimeOffset, DateTime, DateOnly or ISO 8601 text).");
    }
}
