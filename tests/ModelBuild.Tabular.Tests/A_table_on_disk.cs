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
        ((NumericColumn)read.Columns[0]).Values.ShouldBe([1.5, double.NaN, -1e300]);
        var texts = (CategoricalColumn)read.Columns[1];
        texts.Name.ShouldBe("c \"ü\"");
        texts.Codes.ShouldBe([0, -1, 1]);
        texts.Levels.ShouldBe(["", "z"]);
        read.Lines.ShouldBe([2, 3, 5]);
        read.Dropped.ShouldBe(["id"]);
        read.Digest().ShouldBe(table.Digest());
    }

    [Fact]
    public void Is_little_endian_with_each_column_at_a_multiple_of_64_bytes()
    {
        var bytes = File.ReadAllBytes(InFolder("columns.bin"));
        bytes.Length.ShouldBe(2 * 64 + 3 * 4);
        bytes[..8].ShouldBe([0, 0, 0, 0, 0, 0, 0xF8, 0x3F]);
        bytes[24..64].ShouldAllBe(padding => padding == 0);
        bytes[64..76].ShouldBe([0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0]);
        bytes[128..140].ShouldBe([2, 0, 0, 0, 3, 0, 0, 0, 5, 0, 0, 0]);
    }

    [Fact]
    public void Larger_than_a_buffer_is_read_back_as_it_was()
    {
        var values = Enumerable.Range(0, 150_000).Select(i => i * 0.1).ToArray();
        var lines = Enumerable.Range(1, values.Length).ToArray();
        var read = new Table(values.Length, [new NumericColumn("x", values)]) { Lines = lines }.Reread();
        ((NumericColumn)read.Columns[0]).Values.ShouldBe(values);
        read.Lines.ShouldBe(lines);
    }

    [Fact]
    public void Is_refused_where_its_columns_are_too_short_too_long_or_gone()
    {
        var bytes = File.ReadAllBytes(InFolder("columns.bin"));
        File.WriteAllBytes(InFolder("columns.bin"), bytes[..^1]);
        Should.Throw<InvalidDataException>(() => Table.Read(folder.Path)).Message.ShouldContain("139 bytes where 2 columns of 3 rows take 140");
        File.WriteAllBytes(InFolder("columns.bin"), [.. bytes, 0]);
        Should.Throw<InvalidDataException>(() => Table.Read(folder.Path)).Message.ShouldContain("141 bytes where 2 columns of 3 rows take 140");
        File.Delete(InFolder("columns.bin"));
        Should.Throw<InvalidDataException>(() => Table.Read(folder.Path)).Message.ShouldContain("columns.bin is missing");
    }

    [Fact]
    public void Is_refused_where_a_code_has_no_level()
    {
        Damage(at: 64, 2);
        Should.Throw<InvalidDataException>(() => Table.Read(folder.Path)).Message.ShouldContain("code 2");
    }

    [Fact]
    public void Is_refused_where_a_number_is_infinite()
    {
        Damage(at: 16, 0, 0, 0, 0, 0, 0, 0xF0, 0x7F);
        Should.Throw<InvalidDataException>(() => Table.Read(folder.Path)).Message.ShouldContain("not finite");
    }

    [Theory]
    [InlineData("\"rows\": 3", "\"rows\": -3")]
    [InlineData("\"rows\": 3", "\"rows\": 4")]
    [InlineData("\"rows\": 3", "\"rows\": 2000000000")]
    [InlineData("\"rows\": 3", "\"rows\": \"3\"")]
    [InlineData("\"rows\": 3", "\"lines\": 3")]
    [InlineData("\"numeric\"", "\"text\"")]
    [InlineData("\"name\": \"x\"", "\"name\": null")]
    [InlineData("\"z\"", "\"\"")]
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
