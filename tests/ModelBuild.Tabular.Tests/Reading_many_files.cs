using System.IO.Compression;
using System.Text;
using ModelBuild.Testing;

namespace ModelBuild.Tabular.Tests;

public sealed class Reading_many_files : IDisposable
{
    static readonly Definition Plain = new(LearningTask.Regression, "y");

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    DataSource Files(params (string Name, string Text)[] files)
    {
        foreach (var (name, text) in files)
            Write(name, name.EndsWith(".gz", StringComparison.Ordinal) ? Packed(text) : Encoding.UTF8.GetBytes(text));
        return new("data", folder.Path);
    }

    void Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    static byte[] Packed(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }

    static double[] Numbers(Table table, string name) => ((NumericColumn)table.Find(name)!).Values.ToArray();

    [Fact]
    public void Gives_one_table_in_ordinal_order_of_their_paths()
    {
        var table = Plain.Ingest(Files(("b.csv", "x,y\n3,30\n"), ("a/z.csv.gz", "y,x\n10,1\n"), ("a.csv", "x,y\n\n2,20\n2.5,25"), ("B.TSV", "y\tx\n5\t0.5\n")));
        Numbers(table, "x").ShouldBe([0.5, 2, 2.5, 1, 3]);
        Numbers(table, "y").ShouldBe([5, 20, 25, 10, 30]);
        table.Files.ShouldBe([new("B.TSV", 0), new("a.csv", 1), new("a/z.csv.gz", 3), new("b.csv", 4)]);
        Enumerable.Range(0, 5).Select(table.FileOf).ShouldBe(["B.TSV", "a.csv", "a.csv", "a/z.csv.gz", "b.csv"]);
        table.Lines.ShouldBe([2, 3, 4, 2, 2]);
        var read = table.Reread();
        read.Files.ShouldBe(table.Files);
        read.Digest().ShouldBe(table.Digest());
    }

    [Fact]
    public void Takes_files_without_rows()
    {
        var table = Plain.Ingest(Files(("a.csv", "x,y\n"), ("b.csv", "x,y\n1,2\n"), ("c.csv", "x,y\n")));
        Numbers(table, "x").ShouldBe([1]);
        table.Files.ShouldBe([new("a.csv", 0), new("b.csv", 0), new("c.csv", 1)]);
        table.FileOf(0).ShouldBe("b.csv");
        table.Reread().FileOf(0).ShouldBe("b.csv");
    }

    [Fact]
    public void Refuses_a_folder_in_which_no_file_has_a_row()
    {
        var error = Outcome.Error(() => Plain.Ingest(Files(("a.csv", "x,y\n"), ("b.csv", "x,y\n"))));
        (error.Code, error.Member).ShouldBe((Codes.NoRows, "a.csv"));
    }

    [Fact]
    public void Infers_a_type_from_all_files()
    {
        var table = Plain.Ingest(Files(("a.csv", "x,y\n1,2\n"), ("b.csv", "x,y\nu,2\nv,3\n")));
        ((CategoricalColumn)table.Find("x")!).Levels.ShouldBe(["1", "u", "v"]);
    }

    [Theory]
    [InlineData("x,y\n1,2\n", "x,y\n1,2\n1\n", Codes.RaggedRow, "b.csv", 3, 1)]
    [InlineData("x,y\n1,2\n", "y,x\n1,2\n1,2\n1,k\n", Codes.MostlyNumericColumn, "b.csv", 4, 3)]
    [InlineData("x,y\n1,2\n", "x,y\n1,\"\n", Codes.UnclosedQuote, "b.csv", 2, 3)]
    [InlineData("x,y\n1,2\n", "x,y,z\n1,2,3\n", Codes.ColumnsDiffer, "b.csv", 1, 5)]
    [InlineData("x,y,z\n1,2,3\n", "\nx,y\n1,2\n", Codes.ColumnsDiffer, "b.csv", 2, 1)]
    [InlineData("x,y\n1,2\n", "", Codes.EmptyData, "b.csv", 1, 1)]
    [InlineData("x,y\n1,2\n", "x,x\n1,2\n", Codes.DuplicateColumn, "b.csv", 1, 3)]
    public void Says_in_which_file_an_error_is(string first, string second, string code, string member, int line, int column)
    {
        var error = Outcome.Error(() => Plain.Ingest(Files(("a.csv", first), ("b.csv", second))));
        (error.Code, error.Input, error.Member, error.Line, error.Column).ShouldBe((code, "data", member, line, column));
    }

    [Fact]
    public void Names_the_columns_that_differ() =>
        Outcome.Error(() => Plain.Ingest(Files(("a.csv", "price,y\n1,2\n"), ("b.csv", "prize,y\n1,2\n")))).Message.ShouldBe(
            "Column 'prize' is not in 'a.csv', the first file of the folder. Did you mean 'price'? The columns are: price, y. All files of a folder must have the same columns.");

    [Fact]
    public void Says_in_which_file_validation_finds_a_wrong_row()
    {
        var definition = Plain with { Rules = new() { ["x"] = new() { Max = 9 } } };
        var data = Files(("a.csv", "x,y\n1,2\n"), ("b.csv.gz", "y,x\n1,2\n\n3,10\n"));
        var error = Outcome.Error(() => definition.Validate(definition.Ingest(data), data));
        (error.Code, error.Input, error.Member, error.Line, error.Column).ShouldBe((Codes.AboveMaximum, "data", "b.csv.gz", 4, 3));
    }

    [Fact]
    public void Refuses_a_folder_without_tables()
    {
        var error = Outcome.Error(() => Plain.Ingest(Files()));
        (error.Code, error.Option).ShouldBe((Codes.NotATableFile, "data.path"));
    }

    [Fact]
    public void Refuses_other_files_and_names_them()
    {
        var error = Outcome.Error(() => Plain.Ingest(Files(("a.csv", "x,y\n1,2\n"), (".hidden.swp", ""), ("b/notes.txt", ""))));
        (error.Code, error.Option).ShouldBe((Codes.NotATableFile, "data.path"));
        error.Message.ShouldContain("'.hidden.swp', 'b/notes.txt'");
    }

    [Fact]
    public void Unpacks_several_members_one_after_the_other_whatever_the_name()
    {
        Write("data", [.. Packed("x,y\n1,"), .. Packed("2\n"), .. Packed(""), .. Packed("3,4")]);
        var table = Plain.Ingest(new("data", Path.Combine(folder.Path, "data")));
        Numbers(table, "y").ShouldBe([2, 4]);
        table.Files.ShouldBeEmpty();
        table.FileOf(1).ShouldBeNull();
    }

    [Theory]
    [InlineData(4)] // in the middle of the header
    [InlineData(30)]
    [InlineData(-1)] // without the last byte of its length
    public void Refuses_data_that_was_cut_off(int length)
    {
        var bytes = Packed("x,y\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i},{i * i}\n")));
        Write("a.csv.gz", bytes[..(length < 0 ? bytes.Length + length : length)]);
        var error = Outcome.Error(() => Plain.Ingest(Files()));
        (error.Code, error.Input, error.Member).ShouldBe((Codes.DamagedGzip, "data", "a.csv.gz"));
    }

    [Fact]
    public void Refuses_data_that_was_changed()
    {
        var bytes = Packed("x,y\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i},{i * i}\n")));
        bytes[^6] ^= 1; // its checksum
        Write("a.csv.gz", bytes);
        Outcome.Error(() => Plain.Ingest(Files())).Code.ShouldBe(Codes.DamagedGzip);
    }

    [Fact]
    public void Leaves_nothing_but_its_table_in_the_temporary_folder()
    {
        using var context = new TestStageContext();
        var table = new TableIngestion(Files(("a.csv.gz", "x,y\n1,2\n")), Plain.IngestOptions, context) { SmallestMap = 1 }.Run();
        Directory.GetFiles(context.TemporaryFolder).Select(Path.GetFileName).ShouldBe(["columns.bin"]);
        using var target = new TemporaryFolder();
        table.Write(target.Path);
        Directory.GetFiles(context.TemporaryFolder).ShouldBeEmpty();
        Numbers(table, "y").ShouldBe([2]);
        Numbers(Table.Read(target.Path), "y").ShouldBe([2]);
    }
}
