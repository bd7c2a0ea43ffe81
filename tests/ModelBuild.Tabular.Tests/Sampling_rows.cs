using ModelBuild.Testing;

namespace ModelBuild.Tabular.Tests;

public class Sampling_rows
{
    static Table Rows(int count) => new(count, [new NumericColumn("x", [.. Enumerable.Range(0, count).Select(row => (double)row)])])
    {
        Lines = [.. Enumerable.Range(2, count)],
        Dropped = ["id"],
        Files = [new("a.csv", 0), new("b.csv", count / 2), new("c.csv", count)],
    };

    static double[] Values(Table table) => ((NumericColumn)table.Columns[0]).Values.ToArray();

    [Fact]
    public void Draws_about_the_share_and_keeps_the_order_the_lines_and_the_files()
    {
        var sample = TableSample.Of(Rows(10_000), 0.05, seed: 3);

        sample.Rows.ShouldBeInRange(400, 600);
        Values(sample).ShouldBeInOrder();
        sample.Lines.ShouldBe(Values(sample).Select(value => (int)value + 2));
        sample.Dropped.ShouldBe(["id"]);
        for (var row = 0; row < sample.Rows; row++)
            sample.FileOf(row).ShouldBe(Values(sample)[row] < 5000 ? "a.csv" : "b.csv");
        sample.Files[^1].FirstRow.ShouldBe(sample.Rows);
    }

    [Fact]
    public void Draws_the_same_again_and_others_for_another_seed()
    {
        Values(TableSample.Of(Rows(1000), 0.1, seed: 3)).ShouldBe(Values(TableSample.Of(Rows(1000), 0.1, seed: 3)));
        Values(TableSample.Of(Rows(1000), 0.1, seed: 4)).ShouldNotBe(Values(TableSample.Of(Rows(1000), 0.1, seed: 3)));
    }

    [Fact]
    public void Draws_what_a_smaller_share_draws_and_more() =>
        Values(TableSample.Of(Rows(1000), 0.1, seed: 3)).Except(Values(TableSample.Of(Rows(1000), 0.3, seed: 3))).ShouldBeEmpty();

    [Fact]
    public void Of_no_share_is_the_table()
    {
        var table = Rows(10);

        TableSample.Of(table, null, seed: 3).ShouldBeSameAs(table);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.5)]
    [InlineData(double.NaN)]
    [InlineData(1e-9)]
    public void That_is_none_is_an_error(double share)
    {
        var error = Should.Throw<StageException>(() => TableSample.Of(Rows(10), share, seed: 3)).Errors.ShouldHaveSingleItem();

        (error.Code, error.Option).ShouldBe(("MB2098", "sample"));
    }

    [Fact]
    public void Leaves_what_is_wrong_with_a_row_at_its_own_line()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "x.csv");
        File.WriteAllText(path, "a,b\n" + string.Concat(Enumerable.Range(0, 1000).Select(row => row % 10 == 0 ? $"\"t{row}\n\",{row}\n" : $"t{row},{row}\n")));
        var data = new DataSource("data", path);
        using var context = new TestStageContext();
        var table = TableSample.Of(TabularPipeline.Ingest(data, new(), context), 0.05, seed: 1);
        var row = table.Rows - 1;

        var place = CellPlaces.Find(data, null, table, [(row, "b")])[(row, "b")];

        var number = ((NumericColumn)table.Find("b")!).Values[row];
        var lines = File.ReadAllLines(path);
        place.Line.ShouldBe(Array.FindIndex(lines, line => line == $"t{number},{number}" || line == $"\",{number}") + 1);
    }
}
