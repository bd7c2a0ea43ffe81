using System.Globalization;
using System.Text;
using CsvHelper;
using FsCheck;
using FsCheck.Fluent;

namespace ModelBuild.Tabular.Tests;

public class Reading_csv
{
    static readonly Config Fixed = Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20240101, 1234567);

    // Texts over few characters, so that quotes, separators and line breaks meet often.
    static readonly Arbitrary<string> Awkward = Arb.From(
        Gen.Elements('a', ',', '"', '\n', '\r', ' ', 'ü', '€', ';').ArrayOf().Select(characters => new string(characters)),
        text => Enumerable.Range(0, text.Length).Select(i => text.Remove(i, 1)));

    [Theory]
    [InlineData("a,b\n1,2\n", "a|b 1|2")]
    [InlineData("a,b\r\n1,2", "a|b 1|2")]
    [InlineData("a,b\r1,2\r", "a|b 1|2")]
    [InlineData("\uFEFFa,b\n1,2", "a|b 1|2")]
    [InlineData("a,b\n\n\r\n1,2\n\n", "a|b 1|2")]
    [InlineData("a,b\n\"1,5\",\"\"\"x\"\"\"", "a|b 1,5|\"x\"")]
    [InlineData("a,b\n\"1\r\n\n2\",", "a|b 1\r\n\n2|")]
    [InlineData("a,b\n,\n", "a|b |")]
    [InlineData("a\n\"\"\n", "a ")]
    [InlineData("", "")]
    public void Gives_these_cells(string text, string expected) =>
        string.Join(' ', Ours(text)!.Select(row => string.Join('|', row.Skip(1)))).ShouldBe(expected);

    [Fact]
    public void Gives_what_the_reference_wrote() => Check.One(Fixed, Prop.ForAll(
        Arb.From(Awkward.Generator.ArrayOf(3).ArrayOf(4)),
        Arb.From(Gen.Choose(4, 40)),
        (rows, bufferSize) =>
        {
            var text = new StringWriter();
            using (var writer = CsvWriter.Create(text, CsvWriterOptions.Default, leaveOpen: true))
                foreach (var row in rows)
                    writer.WriteRecord(row);
            Same(Ours(text.ToString(), bufferSize)!.ConvertAll(row => row[1..]), rows).ShouldBeTrue(text.ToString());
        }));

    [Fact]
    public void Accepts_and_refuses_what_the_reference_does_and_reads_the_same_cells_and_lines()
    {
        var accepted = 0;
        Check.One(Fixed.WithMaxTest(5000), Prop.ForAll(Awkward, Arb.From(Gen.Choose(4, 12)), (text, bufferSize) =>
        {
            var ours = Ours(text, bufferSize);
            var theirs = Theirs(text);
            (ours is null).ShouldBe(theirs is null, text);
            if (ours is null)
                return;
            accepted++;
            Same(ours, theirs!).ShouldBeTrue(text);
        }));
        accepted.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Does_not_depend_on_the_size_of_its_buffer() => Check.One(Fixed.WithMaxTest(2000), Prop.ForAll(
        Awkward, Arb.From(Gen.Choose(4, 12)),
        (text, bufferSize) => (Places(text, bufferSize) == Places(text, 1000)).ShouldBeTrue(text)));

    [Fact]
    public void Reads_the_same_numbers_as_the_reference_from_real_data()
    {
        foreach (var name in new[] { "breast-cancer.csv", "wine.csv", "diabetes.csv" })
        {
            var text = File.ReadAllText(Definition.File(name).Path);
            Same(Ours(text)!, Theirs(text)!).ShouldBeTrue(name);
        }
    }

    [Theory]
    [InlineData("a,b\n1,\"2\n3\n", Codes.UnclosedQuote, 2, 3)]
    [InlineData("a,b\n1,\"2\n\"3\n", Codes.MisplacedQuote, 3, 2)]
    [InlineData("a,b\n1,2\"\n", Codes.MisplacedQuote, 2, 4)]
    [InlineData("a,b\nü€𝒳,x\"\n", Codes.MisplacedQuote, 2, 7)]
    [InlineData("\uFEFFa\",b\n", Codes.MisplacedQuote, 1, 2)]
    [InlineData("a,b\n\"x\"\"\ny\",\"z\" ,\n", Codes.MisplacedQuote, 3, 7)]
    public void Says_where_it_cannot(string text, string code, int line, int column)
    {
        foreach (var bufferSize in new[] { 4, 7, 1000 })
        {
            using var reader = new CsvReader("data", new MemoryStream(Encoding.UTF8.GetBytes(text)), ',', bufferSize);
            var error = Outcome.Error(() => { while (reader.Read()) { } });
            (error.Code, error.Input, error.Line, error.Column).ShouldBe((code, "data", line, column));
        }
    }

    [Fact]
    public void Says_where_a_cell_began_whose_closing_quote_is_on_another_line()
    {
        static string Message(string text)
        {
            using var reader = new CsvReader("data", new MemoryStream(Encoding.UTF8.GetBytes(text)), ',');
            return Outcome.Error(() => { while (reader.Read()) { } }).Message;
        }

        Message("a,b\n1,\"2\n3,4\n5,\"6\n").ShouldStartWith("Text follows the closing quote. The cell began at line 2. Double a quote");
        Message("a,b\n1,\"2\"3\n").ShouldStartWith("Text follows the closing quote. Double a quote");
    }

    [Fact]
    public void Refuses_a_row_that_never_ends()
    {
        using var reader = new CsvReader("data", new MemoryStream(Encoding.UTF8.GetBytes("a,b\n" + new string('x', 5000))), ',', 16, longestRow: 1024);
        reader.Read().ShouldBeTrue();
        var error = Outcome.Error(() => reader.Read());
        (error.Code, error.Line, error.Column).ShouldBe((Codes.RowTooLong, 2, 1));
    }

    [Fact]
    public void Refuses_utf_16()
    {
        using var reader = new CsvReader("data", new MemoryStream([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("a,b")]), ',');
        Outcome.Error(() => reader.Read()).Code.ShouldBe(Codes.InvalidUtf8);
    }

    // The rows, each with its line before its cells; or null where our reader refuses the text.
    static List<string[]>? Ours(string text, int bufferSize = 1 << 16)
    {
        using var reader = new CsvReader("data", new MemoryStream(Encoding.UTF8.GetBytes(text)), ',', bufferSize);
        var rows = new List<string[]>();
        try
        {
            while (reader.Read())
                rows.Add([$"{reader.Line}", .. Enumerable.Range(0, reader.Count).Select(i => Encoding.UTF8.GetString(reader[i]))]);
        }
        catch (StageException)
        {
            return null;
        }
        return rows;
    }

    static List<string[]>? Theirs(string text)
    {
        using var reader = CsvHelper.CsvReader.FromText(text, new CsvReaderOptions
        {
            Separator = ',',
            HasHeader = false,
            MalformedData = CsvMalformedDataHandling.Throw,
            TrackLineNumbers = true,
        });
        var rows = new List<string[]>();
        try
        {
            while (reader.Read())
                rows.Add([$"{reader.LineNumber}", .. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        }
        catch (CsvFormatException)
        {
            return null;
        }
        return rows;
    }

    // Every cell with its place, and the error if there is one.
    static string Places(string text, int bufferSize)
    {
        using var reader = new CsvReader("data", new MemoryStream(Encoding.UTF8.GetBytes(text)), ',', bufferSize);
        var places = new StringBuilder();
        try
        {
            while (reader.Read())
                for (var i = 0; i < reader.Count; i++)
                    places.Append(CultureInfo.InvariantCulture, $"{reader.Line} {reader.Place(i)} {Encoding.UTF8.GetString(reader[i])}|");
        }
        catch (StageException e)
        {
            places.Append(e.Errors[0]);
        }
        return places.ToString();
    }

    static bool Same(List<string[]>? left, IReadOnlyList<string[]> right) =>
        left is not null && left.Count == right.Count && left.Zip(right).All(pair => pair.First.SequenceEqual(pair.Second));
}
