using System.Text;
using ModelBuild.Testing;

namespace ModelBuild.Tabular.Tests;

public sealed class Ingesting_a_table : IDisposable
{
    static readonly Definition Plain = new(LearningTask.Regression, "y");

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    Table Ingest(string text, Definition? definition = null) => (definition ?? Plain).Ingest(folder.Data(text));

    StageError Error(string text, Definition? definition = null) => Outcome.Error(() => Ingest(text, definition));

    static double[] Numbers(Table table, string name) => table.Find(name).ShouldBeOfType<NumericColumn>().Values.ToArray();

    static string?[] Texts(Table table, string name)
    {
        var column = table.Find(name).ShouldBeOfType<CategoricalColumn>();
        return [.. column.Codes.ToArray().Select(code => code < 0 ? null : column.Levels[code])];
    }

    [Fact]
    public void Follows_the_link_that_a_stage_is_given()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there, and stages are given copies.");
        var data = folder.Data("x,y\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i},{i % 7}\n")));
        var link = Path.Combine(folder.Path, "link");
        File.CreateSymbolicLink(link, data.Path);
        new Definition(LearningTask.Regression, "y").Ingest(new("data", link)).Rows.ShouldBe(5000);
    }

    [Fact]
    public void Infers_numbers_and_texts_and_finds_missing_cells()
    {
        var table = Ingest("x, c ,y\n1,red,\n NA ,?,2.5\n\"3\",null,-1e3\n,blue,NaN\n");
        table.Rows.ShouldBe(4);
        table.Columns.Select(column => column.Name).ShouldBe(["x", "c", "y"]);
        Numbers(table, "x").ShouldBe([1, double.NaN, 3, double.NaN]);
        Texts(table, "c").ShouldBe(["red", null, null, "blue"]);
        Numbers(table, "y").ShouldBe([double.NaN, 2.5, -1000, double.NaN]);
        ((CategoricalColumn)table.Find("c")!).Levels.ShouldBe(["blue", "red"]);
    }

    [Fact]
    public void Keeps_texts_as_they_are() => Texts(Ingest("c,y\n\"a\n\"\"b\",1\n x,2\n𝒳,3\n"), "c").ShouldBe(["a\n\"b", " x", "𝒳"]);

    [Fact]
    public void Knows_the_line_of_each_row() =>
        Ingest("c,y\r\n\"a\n\nb\",1\r\n\r\nx,2\r\nx,3").Lines.ShouldBe([2, 6, 7]);

    [Fact]
    public void Takes_declared_types_over_inferred_ones()
    {
        var definition = Plain with { Types = new() { ["zip"] = ColumnType.Categorical } };
        Texts(Ingest("zip,y\n01067,1\n80331,2\n", definition), "zip").ShouldBe(["01067", "80331"]);
    }

    [Fact]
    public void Takes_the_missing_values_of_the_definition()
    {
        var definition = Plain with { Missing = ["-999"] };
        var table = Ingest("x,c,y\n-999,NA,1\n2,,2\n", definition);
        Numbers(table, "x").ShouldBe([double.NaN, 2]);
        Texts(table, "c").ShouldBe(["NA", ""]);
    }

    [Fact]
    public void Takes_the_separator_of_the_definition() =>
        Numbers(Ingest("x;y\n1;2\n", Plain with { Separator = ";" }), "y").ShouldBe([2]);

    [Fact]
    public void Leaves_out_ignored_columns_and_remembers_them_but_keeps_keys()
    {
        var table = Ingest("id,x,note,y\n7,1,abc,2\n", Plain with { Ignore = ["note", "id"], Key = ["id"] });
        table.Columns.Select(column => column.Name).ShouldBe(["id", "x", "y"]);
        table.Dropped.ShouldBe(["note"]);
    }

    [Fact]
    public void Reads_a_column_as_text_where_numbers_come_first_and_texts_prevail() =>
        Texts(Ingest("c,y\n01,1\nb,2\nc,3\n"), "c").ShouldBe(["01", "b", "c"]);

    [Fact]
    public void Reads_a_column_without_any_value_as_missing_numbers() =>
        Numbers(Ingest("x,y\n,1\nNA,2\n"), "x").ShouldBe([double.NaN, double.NaN]);

    [Fact]
    public void Reads_many_rows_of_a_column_that_starts_missing()
    {
        var text = new StringBuilder("x,c,y\n");
        for (var i = 0; i < 5000; i++)
            text.Append(i < 3000 ? $",,{i}\n" : $"{i},t{i % 3},{i}\n");
        var table = Ingest(text.ToString());
        Numbers(table, "x").Count(double.IsNaN).ShouldBe(3000);
        Numbers(table, "x")[4999].ShouldBe(4999);
        Texts(table, "c")[2999].ShouldBeNull();
        Texts(table, "c")[3000].ShouldBe("t0");
    }

    [Theory]
    [InlineData("", Codes.EmptyData, 1, 1)]
    [InlineData("\uFEFF\n\n", Codes.EmptyData, 1, 1)]
    [InlineData("x,y\n", Codes.NoRows, 1, 1)]
    [InlineData("x,y,x\n1,2,3\n", Codes.DuplicateColumn, 1, 5)]
    [InlineData("x,,y\n1,2,3\n", Codes.UnnamedColumn, 1, 3)]
    [InlineData("x,y,\n1,2,\n", Codes.UnnamedColumn, 1, 5)]
    [InlineData("x;y|z\n1;2\n", Codes.SingleColumn, 1, 1)]
    [InlineData("x,y\n1,2\n3\n", Codes.RaggedRow, 3, 1)]
    [InlineData("x,y\n\"1\n\",2\n3,44,55\n", Codes.RaggedRow, 4, 6)]
    [InlineData("x,y\n1,\"2\n", Codes.UnclosedQuote, 2, 3)]
    [InlineData("x,y\n1,2\"\n", Codes.MisplacedQuote, 2, 4)]
    [InlineData("x,y\n1,2\n1,1e999\n", Codes.NumberOutOfRange, 3, 3)]
    [InlineData("x,y\n1,2\n\"ü\",4\n5,6\n", Codes.MostlyNumericColumn, 3, 1)]
    [InlineData("x,y\nab,2\n3,4\n", Codes.MostlyNumericColumn, 2, 1)]
    [InlineData("c,x,y\n\"a\nb\", 1,2\nü, oops,4\n", Codes.MostlyNumericColumn, 4, 3)]
    public void Says_where_the_data_is_wrong(string text, string code, int line, int column)
    {
        var error = Error(text);
        (error.Code, error.Input, error.Line, error.Column).ShouldBe((code, "data", line, column));
        error.Message.Length.ShouldBeGreaterThan(40);
    }

    [Fact]
    public void Says_what_to_do_about_text_among_numbers()
    {
        Error("x,y\n1,2\nn.a.,4\n5,6\n").Message.ShouldBe(
            "'n.a.' in column 'x' is not a number, and 2 of its 3 cells are. Correct the cell, add its text to data.missing, or declare what the column is, data.columns.x.type: numeric or categorical.");
        Error("x,y\n1,2\nn.a.,4\nn.a.,6\n", Plain with { Types = new() { ["x"] = ColumnType.Numeric } }).Message.ShouldBe(
            "'n.a.' in column 'x' is not a number, and the definition declares the column numeric (the first of 2 cells of this kind). Correct the data, add the text to data.missing, or declare the column categorical.");
    }

    [Fact]
    public void Says_where_a_declared_numeric_column_has_text()
    {
        var error = Error("c,x,y\na,b,1\na,c,2\n", Plain with { Types = new() { ["x"] = ColumnType.Numeric } });
        (error.Code, error.Input, error.Line, error.Column).ShouldBe((Codes.TextInNumericColumn, "data", 2, 3));
    }

    [Fact]
    public void Reports_every_column_with_text_among_numbers_at_once() =>
        Outcome.Errors(() => Ingest("x,z,y\n1,1,1\na,2,2\n3,b,3\n")).Select(error => (error.Line, error.Column)).ShouldBe([(3, 1), (4, 3)]);

    [Fact]
    public void Takes_mixed_columns_that_are_declared() =>
        Texts(Ingest("x,y\n1,2\nn.a.,4\n5,6\n", Plain with { Missing = ["?"], Types = new() { ["x"] = ColumnType.Categorical } }), "x").ShouldBe(["1", "n.a.", "5"]);

    [Theory]
    [InlineData("c,y\nab,1\n", "ab", 2, 1)]
    [InlineData("ab,y\nx,1\n", "ab", 1, 1)]
    [InlineData("c,y\nx,1\nx,ab\n", "ab", 3, 3)]
    public void Refuses_what_is_not_utf_8(string text, string place, int line, int column)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        bytes[text.IndexOf(place, StringComparison.Ordinal)] = 0xE9; // é in Latin-1
        var error = Outcome.Error(() => Plain.Ingest(folder.Data(bytes)));
        (error.Code, error.Line, error.Column).ShouldBe((Codes.InvalidUtf8, line, column));
    }

    [Fact]
    public void Infers_dates()
    {
        var table = Ingest("t,u,y\n2024-02-29,1970-01-01T00:00:01Z,1\n?, 1970-01-02 ,2\n");
        table.Find("t")!.Type.ShouldBe(ColumnType.Date);
        Numbers(table, "t").ShouldBe([1709164800, double.NaN]);
        Numbers(table, "u").ShouldBe([1, 86400]);
    }

    [Fact]
    public void Reads_dates_as_texts_where_texts_prevail_or_numbers_are_among_them()
    {
        var table = Ingest("t,u,y\n2024-02-29,2024-01-01,1\nsoon,2024,2\nlater,later,3\n");
        Texts(table, "t").ShouldBe(["2024-02-29", "soon", "later"]);
        Texts(table, "u").ShouldBe(["2024-01-01", "2024", "later"]);
    }

    [Fact]
    public void Finds_dates_that_come_after_many_missing_cells()
    {
        var text = "t,y\n" + string.Concat(Enumerable.Repeat(",1\n", 1500)) + "1970-01-02,2\n";
        var table = Ingest(text);
        table.Find("t")!.Type.ShouldBe(ColumnType.Date);
        Numbers(table, "t")[^1].ShouldBe(86400);
        Texts(Ingest(text.Replace("1970-01-02", "soon")), "t")[^1].ShouldBe("soon");
    }

    [Fact]
    public void Says_where_a_date_column_has_something_else()
    {
        var declared = Plain with { Types = new() { ["t"] = ColumnType.Date } };
        Numbers(Ingest("t,y\n1970-01-02,1\n,2\n", declared), "t").ShouldBe([86400, double.NaN]);
        var error = Error("c,t,y\nü,2024-02-29,1\nü,2024-02-30,2\nü,soon,3\n", declared);
        (error.Code, error.Line, error.Column).ShouldBe((Codes.NotADate, 3, 3));
        error.Message.ShouldStartWith("'2024-02-30' in column 't' is not a date, and the definition declares the column to be one (the first of 2 cells of this kind).");
        error = Error("t,y\n2024-02-29,1\n2024-02-28,2\n28.2.2024,3\n");
        (error.Code, error.Line, error.Column).ShouldBe((Codes.MostlyNumericColumn, 4, 1));
        error.Message.ShouldStartWith("'28.2.2024' in column 't' is not a date, and 2 of its 3 cells are.");
    }

    [Theory]
    [InlineData("x;y\n1;2\n")]
    [InlineData("x\ty\n1\t2\n")]
    [InlineData("\uFEFFx|y\r1|2\r")]
    [InlineData("\r\n\r\n\"a,b,c,d\ne\";x;y\r\n0;1;2\r\n")]
    [InlineData("x,y;z\n1,2\n", ",")]
    public void Finds_the_separator_in_the_header(string text, string? declared = null) =>
        Ingest(text, Plain with { Separator = declared }).Columns.Count.ShouldBe(text.Contains('e') ? 3 : 2);

    [Fact]
    public void Reads_1e999_as_a_text_where_texts_prevail() =>
        Texts(Ingest("c,y\n1e999,1\nb,2\nc,3\n"), "c").ShouldBe(["1e999", "b", "c"]);

    [Fact]
    public void Says_where_a_text_among_numbers_is_not_utf_8()
    {
        var bytes = Encoding.UTF8.GetBytes("x,y\n1,2\nab,3\n4,5\n");
        bytes[8] = 0xE9;
        var error = Outcome.Error(() => Plain.Ingest(folder.Data(bytes)));
        (error.Code, error.Line, error.Column).ShouldBe((Codes.InvalidUtf8, 3, 1));
    }

    [Theory]
    [InlineData("columns.bin", "x,y\n1,2\n")]
    [InlineData("text-0", null)]
    public void Says_that_the_temporary_folder_cannot_be_written(string blocked, string? text)
    {
        using var context = new TestStageContext();
        Directory.CreateDirectory(Path.Combine(context.TemporaryFolder, blocked)); // stands in the way of the file
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Compress))
            gzip.Write("x,y\n1,2\n"u8);
        var data = text is null ? folder.Data(packed.ToArray()) : folder.Data(text);
        var error = Outcome.Error(() => TabularPipeline.Ingest(data, Plain.IngestOptions, context));
        error.Code.ShouldBe(Codes.NoTemporaryFile);
        error.Message.ShouldContain(blocked);
    }

    [Fact]
    public void Stops_when_the_build_is_cancelled()
    {
        using var context = new TestStageContext(cancellation: new CancellationToken(canceled: true));
        Should.Throw<OperationCanceledException>(() => TabularPipeline.Ingest(folder.Data("x,y\n1,2\n"), Plain.IngestOptions, context));
    }
}
