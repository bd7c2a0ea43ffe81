using System.Globalization;
using System.Text;
using CsvHelper;
using FsCheck;
using FsCheck.Fluent;
using ModelBuild.Testing;

namespace ModelBuild.Tabular.Tests;

// The same table, or the same error, whatever the size of the chunks and the number of threads.
public sealed class Reading_in_chunks : IDisposable
{
    static readonly Config Fixed = Config.QuickThrowOnFailure.WithReplay(20240101, 1234567);

    // Texts over few characters, so that quotes, separators, line breaks and the ends of chunks meet often.
    static readonly Arbitrary<string> Awkward = Arb.From(
        Gen.Elements('a', '1', ',', '"', '\n', '\r', ' ', 'ü', '€', '\n', ',', '1').ArrayOf().Select(characters => new string(characters)),
        text => Enumerable.Range(0, text.Length).Select(i => text.Remove(i, 1)));

    static readonly IngestOptions Verbatim = new()
    {
        Separator = ",",
        Missing = [],
        Columns = new Dictionary<string, IngestColumn> { ["x"] = new() { Type = ColumnType.Categorical }, ["y"] = new() { Type = ColumnType.Categorical } },
    };

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Leaves_what_was_read_before_as_it_was()
    {
        using var context = new TestStageContext();
        Table Read(string text) => new TableIngestion(folder.Data(text), new(), context) { SmallestMap = 1 }.Run();
        var (one, other) = (Read("x,y\n1,2\n"), Read("x,y\n3,4\n"));
        (((NumericColumn)one.Find("x")!).Values[0], ((NumericColumn)other.Find("x")!).Values[0]).ShouldBe((1, 3));
    }

    [Fact]
    public void Gives_what_the_slow_reader_gives()
    {
        var (accepted, refused) = (0, 0);
        Check.One(Fixed.WithMaxTest(1500), Prop.ForAll(Awkward, Arb.From(Gen.Choose(1, 40)), Arb.From(Gen.Choose(1, 3)), (text, chunkSize, threads) =>
        {
            text = "x,y\n" + text;
            var expected = Slow(text);
            Fast(text, Verbatim, chunkSize, threads).ShouldBe(expected, $"{text} in chunks of {chunkSize}");
            if (expected.StartsWith("StageError", StringComparison.Ordinal))
                refused++;
            else
                accepted++;
        }));
        accepted.ShouldBeGreaterThan(50);
        refused.ShouldBeGreaterThan(500);
    }

    [Fact]
    public void Gives_the_cells_that_the_reference_wrote()
    {
        Check.One(Fixed.WithMaxTest(300), Prop.ForAll(
            Arb.From(Awkward.Generator.ArrayOf(2).Where(row => row.All(cell => cell.Length < 30)).NonEmptyListOf()), Arb.From(Gen.Choose(1, 64)), (rows, chunkSize) =>
        {
            var text = new StringWriter();
            using (var writer = CsvWriter.Create(text, CsvWriterOptions.Default, leaveOpen: true))
                foreach (var row in rows.Prepend(["x", "y"]))
                    writer.WriteRecord(row);
            var table = Ingest(text.ToString(), Verbatim, chunkSize, 2);
            var cells = table.Columns.Cast<CategoricalColumn>().Select(column => column.Codes.ToArray().Select(code => column.Levels[code]).ToArray()).ToArray();
            cells[0].Zip(cells[1], (x, y) => new[] { x, y }).ShouldBe(rows, text.ToString());
        }));
    }

    [Fact]
    public void Gives_the_same_bytes_and_errors_with_inferred_types()
    {
        Check.One(Fixed.WithMaxTest(700), Prop.ForAll(Awkward, Arb.From(Gen.Choose(1, 40)), (text, chunkSize) =>
        {
            text = "x,y\n" + text;
            Fast(text, new(), chunkSize, 3).ShouldBe(Fast(text, new(), 1 << 20, 1), $"{text} in chunks of {chunkSize}");
        }));
    }

    [Theory]
    [InlineData("u,2\n\"a\r\n\n\"\"b\",3\r\n\r\n4,5")]
    [InlineData("1,2\r3,4\r\r\"\r\",5\r")]
    [InlineData("2024-01-01,2\n,3\n2024-01-01T10:00,4\n")]
    [InlineData("1,ü\n2,€\n3,𝒳\n4,ü")]
    [InlineData("1,2\n3,4\n5,\"6\n7,8\n9,10\n")]
    [InlineData("1,2\n3,4\"\n5,6\n\"7,8\n")]
    [InlineData("1,2\n\"3\"4,4\n5\n")]
    [InlineData("1,2\n3,4\n5,6,7\n8,9\n")]
    [InlineData("1,2\n3,4\n5,\n6,1e999\n7,x\n")]
    [InlineData("1,2\n3,12345678901234567890\n5,6\n")]
    public void Gives_the_same_for_every_size(string rows)
    {
        var text = "x,y\n" + rows;
        var expected = Fast(text, new(), 1 << 20, 1, longestRow: 16);
        for (var chunkSize = 1; chunkSize <= 64; chunkSize++)
            foreach (var threads in new[] { 1, 2, 8 })
                Fast(text, new(), chunkSize, threads, longestRow: 16).ShouldBe(expected, $"{chunkSize} bytes, {threads} threads");
    }

    [Theory]
    [InlineData("abcdefgh,1234567\n")]
    [InlineData("abcdefgh,1234567\r\n1,2")]
    [InlineData("abcdefgh,12345678\n")]
    [InlineData("1,2\r\nabcdefgh,\"23456\r\"\r\n")]
    [InlineData("1,2\r\nabcdefgh,12345678")]
    [InlineData("1,2\r\nabcdefgh,1234567")]
    [InlineData("1,2\n\n\r\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n3,4")]
    [InlineData("1,2\n\n\r\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n")]
    [InlineData("1,2\n1,\"\n3,4\n3,4\n3,4\n3,4\n3,4\n3,4\n3,4\n3,4\n3,4\n3,4\n3,4\n3,4\n3,4\n3,4\n3,4\n3,4\n3,4\n")]
    public void Refuses_the_same_rows_for_their_length(string rows)
    {
        var text = "x,y\n" + rows;
        var expected = Slow(text, longestRow: 16);
        for (var chunkSize = 1; chunkSize <= 64; chunkSize++)
            Fast(text, Verbatim, chunkSize, 2, longestRow: 16).ShouldBe(expected, $"{chunkSize} bytes");
    }

    [Fact]
    public void Gives_the_same_bytes_of_a_larger_table()
    {
        var text = Generated.Csv(3000, seed: 5);
        var expected = Fast(text, new(), 1 << 20, 1);
        expected.ShouldNotStartWith("StageError");
        foreach (var (chunkSize, threads) in new[] { (777, 1), (64, 2), (1000, 8), (100_000, 2) })
            Fast(text, new(), chunkSize, threads).ShouldBe(expected);
    }

    [Fact]
    public void Finds_the_first_of_several_errors()
    {
        var text = new StringBuilder("x,y\n");
        for (var i = 0; i < 2000; i++)
            text.Append(i is 700 or 1200 or 1999 ? "1,2,3\n" : "1,2\n");
        for (var i = 0; i < 5; i++)
            Outcome.Error(() => Ingest(text.ToString(), new(), 64, 8)).Line.ShouldBe(702);
    }

    Table Ingest(string text, IngestOptions options, int chunkSize, int threads, int longestRow = CsvReader.LongestRow)
    {
        using var context = new TestStageContext(threads: threads);
        return new TableIngestion(folder.Data(text), options, context) { ChunkSize = chunkSize, LongestRow = longestRow }.Run();
    }

    // The cells with their lines (where they are texts) and the digest; or the errors.
    string Fast(string text, IngestOptions options, int chunkSize, int threads, int longestRow = CsvReader.LongestRow)
    {
        try
        {
            var table = Ingest(text, options, chunkSize, threads, longestRow);
            if (options != Verbatim)
                return $"{string.Join(' ', table.Lines!)} {table.Digest()}";
            var columns = table.Columns.Cast<CategoricalColumn>().ToArray();
            var cells = new StringBuilder();
            for (var row = 0; row < table.Rows; row++)
                cells.Append(CultureInfo.InvariantCulture, $"{table.Lines![row]}: {string.Join('|', columns.Select(column => column.Levels[column.Codes[row]]))}\u2029");
            return cells.ToString();
        }
        catch (StageException e)
        {
            return string.Join('\n', e.Errors);
        }
    }

    // The same from the reader that knows no chunks.
    static string Slow(string text, int longestRow = CsvReader.LongestRow)
    {
        using var reader = new CsvReader("data", new MemoryStream(Encoding.UTF8.GetBytes(text)), ',', longestRow: longestRow);
        var cells = new StringBuilder();
        try
        {
            reader.Read();
            while (reader.Read())
            {
                if (reader.Count != 2)
                    return reader.Error(Codes.RaggedRow, $"The row has {reader.Count} cells and the header 2. " + (reader.Count > 2
                        ? "Quote a cell that has the separator in it, or remove what is too much."
                        : "Add the cells that are missing; an empty cell is one too."), reader.Place(Math.Min(reader.Count - 1, 2))).Errors[0].ToString();
                cells.Append(CultureInfo.InvariantCulture, $"{reader.Line}: {Encoding.UTF8.GetString(reader[0])}|{Encoding.UTF8.GetString(reader[1])}\u2029");
            }
        }
        catch (StageException e)
        {
            return e.Errors[0].ToString();
        }
        return cells.Length > 0 ? cells.ToString()
            : reader.Error(Codes.NoRows, "The data has a header and no rows. A model needs rows to learn from.", (1, 1)).Errors[0].ToString();
    }
}
