namespace ModelBuild.Tabular.Tests;

public sealed class A_table_on_disk : IDisposable
{
    readonly TemporaryFolder folder = new();

    readonly Table table = new(3,
    [
        new NumericColumn("x", [1.5, double.NaN, -1e300]),
        new CategoricalColumn("c \"ü\"", [1, -1, 0], ["z", "", "never"]),
    ]) { Lines = [2, 3, 5], Dropped = ["id"] };

    public A_table_on_disk() => table.Write(folder.Path);

    public void Dispose() => folder.Dispose();

    string InFolder(string name) => Path.Combine(folder.Path, name);

    [Fact]
    public void Is_read_back_as_it_was()
    {
        var read = Table.Read(folder.Path);
        read.Rows.ShouldBe(3);
        ((NumericColumn)read.Columns[0]).Values.ToArray().ShouldBe([1.5, double.NaN, -1e300]);
        var texts = (CategoricalColumn)read.Columns[1];
        texts.Name.ShouldBe("c \"ü\"");
        texts.Codes.ToArray().ShouldBe([0, -1, 1]);
        texts.Levels.ShouldBe(["", "z"]);
        read.Lines.ShouldBe([2, 3, 5]);
        read.Dropped.ShouldBe(["id"]);
        read.Digest().ShouldBe(table.Digest());
    }

    [Fact]
    public void Is_read_through_the_links_that_a_stage_is_given()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there, and stages are given copies.");
        using var links = new TemporaryFolder();
        foreach (var name in new[] { "table.json", "columns.bin" })
            File.CreateSymbolicLink(Path.Combine(links.Path, name), InFolder(name));
        foreach (var smallestMap in new[] { 1, 1 << 20 })
            TableFiles.Read(links.Path, smallestMap).Digest().ShouldBe(table.Digest());
    }

    [Fact]
    public void Is_little_endian_with_each_column_at_a_multiple_of_64_bytes()
    {
        var bytes = File.ReadAllBytes(InFolder("columns.bin"));
        bytes.Length.ShouldBe(4 * 64 + 1);
        bytes[..8].ShouldBe([0, 0, 0, 0, 0, 0, 0xF8, 0x3F]);
        bytes[24..64].ShouldAllBe(padding => padding == 0);
        bytes[64..76].ShouldBe([0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0]);
        bytes[128..140].ShouldBe([2, 0, 0, 0, 3, 0, 0, 0, 5, 0, 0, 0]);
        bytes[192..208].ShouldBe([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
        bytes[256..].ShouldBe("z"u8.ToArray());
    }

    [Fact]
    public void Larger_than_a_buffer_is_read_back_as_it_was()
    {
        var values = Enumerable.Range(0, 150_000).Select(i => i * 0.1).ToArray();
        var lines = Enumerable.Range(1, values.Length).ToArray();
        var read = new Table(values.Length, [new NumericColumn("x", values)]) { Lines = lines }.Reread();
        ((NumericColumn)read.Columns[0]).Values.ToArray().ShouldBe(values);
        read.Lines.ShouldBe(lines);
    }

    [Fact]
    public void Is_the_same_as_a_view_of_its_file()
    {
        var view = TableFiles.Read(folder.Path, smallestMap: 1);
        ((NumericColumn)view.Columns[0]).Values.ToArray().ShouldBe([1.5, double.NaN, -1e300]);
        var texts = (CategoricalColumn)view.Columns[1];
        texts.Codes.ToArray().ShouldBe([0, -1, 1]);
        texts.Levels.ShouldBe(["", "z"]);
        view.Lines.ShouldBe([2, 3, 5]);
        using (var pinned = texts.Memory[1..].Pin())
            unsafe
            {
                ((int*)pinned.Pointer)[1].ShouldBe(1);
            }
        view.Digest().ShouldBe(table.Digest());
        view.Select([2, 0]).Digest().ShouldBe(table.Select([2, 0]).Digest());
    }

    [Fact]
    public void Has_dates_as_seconds()
    {
        var read = new Table(2, [new NumericColumn("t", [86400.5, double.NaN], ColumnType.Date)]).Reread();
        read.Columns[0].Type.ShouldBe(ColumnType.Date);
        read.Columns[0].Select([1, 0]).Type.ShouldBe(ColumnType.Date);
        ((NumericColumn)read.Columns[0]).Values.ToArray().ShouldBe([86400.5, double.NaN]);
    }

    [Theory]
    [InlineData()]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2, 0, 1)]
    [InlineData(2, 2, 0, 2)]
    public void Is_written_in_part_as_a_selection_of_it_is(params int[] rows)
    {
        using var expected = new TemporaryFolder();
        using var actual = new TemporaryFolder();
        foreach (var source in new[] { table, TableFiles.Read(folder.Path), TableFiles.Read(folder.Path, smallestMap: 1) })
        {
            source.Select(rows).Write(expected.Path);
            source.Write(actual.Path, rows);
            foreach (var name in new[] { "table.json", "columns.bin" })
                File.ReadAllBytes(Path.Combine(actual.Path, name)).ShouldBe(File.ReadAllBytes(Path.Combine(expected.Path, name)), name);
        }
    }

    [Theory]
    [InlineData(192, 2)] // where a level ends: behind the next
    [InlineData(200, 0)] // before the last
    [InlineData(256, 0xFF)] // not UTF-8
    public void Is_refused_where_its_levels_are_damaged(int at, byte value)
    {
        Damage(at, value);
        foreach (var smallestMap in new long[] { 1, 1 << 20 })
            Should.Throw<InvalidDataException>(() => ((CategoricalColumn)TableFiles.Read(folder.Path, smallestMap).Columns[1]).Levels[1]).Message.ShouldContain("levels");
    }

    [Fact]
    public void Is_refused_where_its_columns_are_too_short_too_long_or_gone()
    {
        var bytes = File.ReadAllBytes(InFolder("columns.bin"));
        File.WriteAllBytes(InFolder("columns.bin"), bytes[..^1]);
        Should.Throw<InvalidDataException>(() => Table.Read(folder.Path)).Message.ShouldContain("256 bytes where 2 columns of 3 rows take 257");
        File.WriteAllBytes(InFolder("columns.bin"), [.. bytes, 0]);
        Should.Throw<InvalidDataException>(() => Table.Read(folder.Path)).Message.ShouldContain("258 bytes where 2 columns of 3 rows take 257");
        File.Delete(InFolder("columns.bin"));
        Should.Throw<InvalidDataException>(() => Table.Read(folder.Path)).Message.ShouldContain("columns.bin is missing");
    }

    [Fact]
    public void Is_refused_where_a_code_has_no_level()
    {
        Damage(at: 64, 2);
        Should.Throw<InvalidDataException>(() => ((CategoricalColumn)Table.Read(folder.Path).Columns[1]).Codes.Length).Message.ShouldContain("code 2");
    }

    [Fact]
    public void Is_refused_where_a_number_is_infinite()
    {
        Damage(at: 16, 0, 0, 0, 0, 0, 0, 0xF0, 0x7F);
        Should.Throw<InvalidDataException>(() => ((NumericColumn)Table.Read(folder.Path).Columns[0]).Values.Length).Message.ShouldContain("not finite");
    }

    [Theory]
    [InlineData("\"rows\": 3", "\"rows\": -3")]
    [InlineData("\"rows\": 3", "\"rows\": 40")]
    [InlineData("\"rows\": 3", "\"rows\": 2000000000")]
    [InlineData("\"rows\": 3", "\"rows\": \"3\"")]
    [InlineData("\"rows\": 3", "\"lines\": 3")]
    [InlineData("\"numeric\"", "\"text\"")]
    [InlineData("\"name\": \"x\"", "\"name\": null")]
    [InlineData("\"levels\": 2", "\"levels\": -2")]
    [InlineData("\"levels\": 2", "\"levels\": 9")]
    [InlineData("\"levelBytes\": 1", "\"levelBytes\": 2")]
    [InlineData("\"levelBytes\": 1", "\"levelBytes\": 9223372036854775807")]
    [InlineData("\"files\": []", "\"files\": [{ \"name\": \"a\", \"firstRow\": 1 }]")]
    [InlineData("\"files\": []", "\"files\": [{ \"name\": null, \"firstRow\": 0 }]")]
    [InlineData("{", "[")]
    public void Is_refused_where_its_header_is_damaged(string original, string changed)
    {
        var header = InFolder("table.json");
        var text = File.ReadAllText(header);
        text.ShouldContain(original);
        File.WriteAllText(header, text.Replace(original, changed));
        Should.Throw<InvalidDataException>(() => Table.Read(folder.Path));
    }

    void Damage(int at, params byte[] bytes)
    {
        using var file = new FileStream(InFolder("columns.bin"), FileMode.Open) { Position = at };
        file.Write(bytes);
    }
}
