using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

public class Profiling_a_table
{
    static ulong Noise(int i) => BitMixer.Mix((ulong)i + BitMixer.Step);

    static NumberProfile Numbers(params double[] values) => new ColumnProfiler().Of(new NumericColumn("x", values), isKey: false).Numbers!;

    [Fact]
    public void Counts_and_measures_numbers()
    {
        var column = new ColumnProfiler().Of(new NumericColumn("x", [3, double.NaN, -1, 0, 3, -0.0, 10, double.NaN]), isKey: false);
        (column.Missing, column.Distinct).ShouldBe((2, 4));
        var numbers = column.Numbers!;
        (numbers.Count, numbers.Min, numbers.Max, numbers.Zeros, numbers.Negatives).ShouldBe((6, -1, 10, 2, 1));
        numbers.Mean!.Value.ShouldBe(2.5, 1e-15);
        numbers.Deviation!.Value.ShouldBe(Math.Sqrt(81.5 / 5), 1e-14);
        numbers.Cumulative.ShouldBe([new(-1, 1), new(0, 3), new(3, 5), new(10, 6)]);
        (numbers.Quantile(0), numbers.Quantile(0.5), numbers.Quantile(0.51), numbers.Quantile(1)).ShouldBe((-1, 0, 3, 10));
        numbers.Histogram.Sum().ShouldBe(6);
        numbers.Histogram[0].ShouldBe(1);
        numbers.Histogram[^1].ShouldBe(1);
    }

    [Fact]
    public void Counts_texts()
    {
        var codes = new int[] { 1, 0, 1, -1, 2, 2, 3 };
        var column = new ColumnProfiler().Of(new CategoricalColumn("c", codes, ["bb", "a", "dddd", new string('x', 101)]), isKey: false);
        (column.Missing, column.Distinct).ShouldBe((1, 4));
        var texts = column.Texts!;
        (texts.MinLength, texts.MaxLength, texts.Other).ShouldBe((1, 101, 1));
        texts.MeanLength.ShouldBe((2 + 1 + 1 + 4 + 4 + 101) / 6.0);
        texts.Top.ShouldBe([new("a", 2), new("dddd", 2), new("bb", 1)]);
    }

    [Fact]
    public void Keeps_the_values_of_a_key_to_itself()
    {
        var profiler = new ColumnProfiler();
        profiler.Of(new NumericColumn("id", [1, 2, 2]), isKey: true).ShouldBe(new ColumnProfile("id", ColumnType.Numeric, 0, 2));
        profiler.Of(new CategoricalColumn("id", [0, 1, 1], ["ann", "bob"]), isKey: true).ShouldBe(new ColumnProfile("id", ColumnType.Categorical, 0, 2));
    }

    [Fact]
    public void Has_a_few_points_however_many_numbers_there_are()
    {
        var values = Enumerable.Range(0, 50_000).Select(i => (double)(Noise(i) % 1_000_000)).ToArray();
        var numbers = Numbers(values);
        numbers.Cumulative.Count.ShouldBe(101);
        foreach (var (value, atMost) in numbers.Cumulative)
            values.LongCount(other => other <= value).ShouldBe(atMost);
        for (var i = 1; i < 101; i++)
            (numbers.Cumulative[i].AtMost - numbers.Cumulative[i - 1].AtMost).ShouldBeLessThanOrEqualTo(510);
    }

    [Fact]
    public void Bears_numbers_of_any_size()
    {
        var numbers = Numbers(1.7e308, 1.7e308, -1.7e308);
        (numbers.Mean is null, numbers.Deviation, numbers.Histogram.Count).ShouldBe((true, null, 0));
        Numbers(1.7e308, 1.7e308).Mean.ShouldBeNull();
        var point = Numbers(5, 5);
        (point.Deviation, point.Histogram.Single(), point.Cumulative.Single()).ShouldBe((0, 2, new CumulativeCount(5, 2)));
        Numbers(7).Deviation.ShouldBeNull();
        Numbers(5e-324, -5e-324, 0).Histogram.Sum().ShouldBe(3);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(100_000)]
    public void Sorts_numbers_of_any_kind(int count)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++)
            values[i] = (i % 5) switch
            {
                0 => BitConverter.UInt64BitsToDouble(Noise(i)) is var any && double.IsFinite(any) ? any : 1e-310 * i,
                1 => Noise(i) % 7,
                2 => -(double)(Noise(i) % 1000),
                3 => i % 2 == 0 ? 0.0 : -0.0,
                _ => i % 10 == 4 ? double.NaN : double.Epsilon * i,
            };
        var sorted = new SortedNumbers().Sort(values).ToArray();
        sorted.Select(BitConverter.DoubleToInt64Bits).ShouldBe(values.Where(value => !double.IsNaN(value)).Order().Select(value => BitConverter.DoubleToInt64Bits(value + 0.0)));
    }

    [Fact]
    public void Sorts_one_column_after_another()
    {
        var sorter = new SortedNumbers();
        for (var i = 1; i < 40; i++)
        {
            var values = Enumerable.Range(0, Noise(i) % 2 == 0 ? 9000 : 50).Select(row => (double)(Noise(row * i) % 5000) - 2500).ToArray();
            sorter.Sort(values).ToArray().ShouldBe(values.Order());
        }
    }

    [Fact]
    public void Finds_equal_rows_wherever_they_are()
    {
        var table = new Table(6, [new NumericColumn("x", [1, 1, double.NaN, 1, double.NaN, -0.0]), new CategoricalColumn("c", [0, 1, -1, 0, -1, 0], ["a", "b"])]);
        new RowGroups(table.Columns, 6).First.ShouldBe([0, 1, 2, 0, 2, 5]);
        new RowGroups([table.Columns[1]], 6).First.ShouldBe([0, 1, 2, 0, 2, 0]);
        var many = new NumericColumn("x", [.. Enumerable.Range(0, 20_000).Select(i => (double)(Noise(i) % 5000))]);
        var known = new Dictionary<double, int>();
        new RowGroups([many], 20_000).First.ShouldBe(many.Values.ToArray().Select((value, row) => known.TryAdd(value, row) ? row : known[value]));
    }

    [Fact]
    public void Refuses_more_different_rows_than_it_can_look_up()
    {
        var column = new NumericColumn("x", [.. Enumerable.Range(0, 30).Select(i => (double)(i % 15))]);
        new RowGroups([column], 30, mostGroups: 16).First[29].ShouldBe(14);
        column = new("x", [.. Enumerable.Range(0, 30).Select(i => (double)(i % 16))]);
        var error = Outcome.Error(() => _ = new RowGroups([column], 30, mostGroups: 16));
        error.Code.ShouldBe(Codes.TooManyRows);
        error.Message.ShouldStartWith("The data has 16 or more different rows in column 'x'");
    }

    [Fact]
    public void Stops_looking_for_equal_rows_when_it_is_cancelled() =>
        Should.Throw<OperationCanceledException>(() => _ = new RowGroups([new NumericColumn("x", [1, 2])], 2, cancellation: new(canceled: true)));

    [Fact]
    public void Tells_rows_apart_whose_hashes_are_the_same()
    {
        static ulong Bits(double value) => BitConverter.DoubleToUInt64Bits(value);

        // The second number makes up for the first.
        var (first, second) = (2.0, double.NaN);
        for (; !double.IsFinite(second); first++)
            second = BitConverter.UInt64BitsToDouble(BitMixer.Mix(Bits(1) + BitMixer.Step) ^ BitMixer.Mix(Bits(first) + BitMixer.Step) ^ Bits(7));
        var rows = new RowGroups([new NumericColumn("x", [1, first - 1, 1]), new NumericColumn("y", [7, second, 7])], 3);
        rows.First.ShouldBe([0, 1, 0]);
    }

    [Fact]
    public void Samples_rows_from_everywhere_and_in_no_pattern()
    {
        RowSample.Of(50, 50).ShouldBe(Enumerable.Range(0, 50));
        var sample = RowSample.Of(200_000, 10_000);
        sample.Length.ShouldBeInRange(9_500, 10_500);
        sample.ShouldBe(sample.Order().Distinct());
        for (var part = 0; part < 10; part++)
        {
            sample.Count(row => row / 20_000 == part).ShouldBeInRange(850, 1150);
            sample.Count(row => row % 10 == part).ShouldBeInRange(850, 1150);
        }
    }

    [Fact]
    public void Measures_how_columns_go_together()
    {
        var x = Enumerable.Range(0, 100).Select(i => (double)(Noise(i) % 100)).ToArray();
        Column[] columns = [new NumericColumn("x", x), new NumericColumn("key", x), new CategoricalColumn("c", new int[100], ["a"]), new NumericColumn("minus", [.. x.Select(value => 3 - 2 * value)]), new NumericColumn("one", [.. x.Select(_ => 1.0)]), new NumericColumn("some", [.. x.Select((value, i) => i < 50 ? value : double.NaN)])];
        var correlations = Correlations.Of(columns, ["key"], 100);
        correlations.Columns.ShouldBe(["x", "minus", "one", "some"]);
        correlations.Rows.ShouldBe(100);
        correlations.Values[1][0]!.Value.ShouldBe(-1, 1e-12);
        correlations.Values[2].ShouldBe([null, null]);
        correlations.Values[3][0]!.Value.ShouldBe(1, 1e-12);
        Correlations.Of([1, 2, 3, 4], [1, 3, 2, 5])!.Value.ShouldBe(MathNet.Numerics.Statistics.Correlation.Pearson([1, 2, 3, 4], [1, 3, 2, 5]), 1e-14);
    }

    [Fact]
    public void Comes_back_from_its_file_as_it_was()
    {
        var data = Definition.File("breast-cancer.csv");
        var report = Definition.BreastCancer.Validate(Definition.BreastCancer.Ingest(data), data);
        report.Reread().Digest().ShouldBe(report.Digest());
        report.Profile.Columns.Count.ShouldBe(31);
    }

    [Fact]
    public void Gives_the_same_bytes_with_any_number_of_threads()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Data(Generated.Csv(6000, seed: 4));
        var table = Generated.Binary.Ingest(data);
        new[] { 1, 2, 3, 8 }.Select(threads => Generated.Binary.Validate(table, data, new RecordingContext(threads)).Digest()).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void Finds_the_same_errors_with_any_number_of_threads()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Data(Generated.Csv(500, seed: 4));
        var strict = Generated.Binary with { Rules = new() { ["a"] = new() { Min = 0.5 }, ["b"] = new() { Max = 1 }, ["c"] = new() { Required = true }, ["d"] = new() { Unique = true }, ["size"] = new() { Pattern = "s.*" } } };
        var table = strict.Ingest(data);
        var errors = new[] { 1, 2, 8 }.Select(threads => Outcome.Errors(() => strict.Validate(table, data, new RecordingContext(threads)))).ToArray();
        errors[1].ShouldBe(errors[0]);
        errors[2].ShouldBe(errors[0]);
        errors[0].Count.ShouldBe(55);
    }
}
