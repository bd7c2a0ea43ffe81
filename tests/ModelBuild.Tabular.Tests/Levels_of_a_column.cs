using System.Text;

namespace ModelBuild.Tabular.Tests;

public sealed class Levels_of_a_column : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // Characters of one to four bytes, on both sides of the surrogates.
    static string[] Texts(int count)
    {
        var random = new Random(11);
        string[] parts = ["a", "b", "\0", "é", "߿", "ࠀ", "퟿", "\uE000", "\uFFFD", "𐀀", "\U0010FFFF", "long enough for two words "];
        return [.. Enumerable.Range(0, count).Select(_ => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => parts[random.Next(parts.Length)]))).Distinct()];
    }

    [Fact]
    public void Are_in_the_order_of_their_utf_16_units()
    {
        var texts = Texts(3000);
        var table = new LevelTable();
        foreach (var text in texts)
            table.CodeOf(Encoding.UTF8.GetBytes(text));
        table.Count.ShouldBe(texts.Length);
        table.Ranks(out var order);
        order.Select(code => Encoding.UTF8.GetString(table[code])).ShouldBe(texts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Have_one_code_each_whatever_thread_asks()
    {
        var texts = Texts(5000).Select(Encoding.UTF8.GetBytes).ToArray();
        for (var round = 0; round < 10; round++)
        {
            var table = new LevelTable();
            var codes = Enumerable.Range(0, 8).AsParallel().WithDegreeOfParallelism(8).Select(thread =>
            {
                var own = new int[texts.Length];
                for (var i = 0; i < texts.Length; i++)
                {
                    var at = (i + thread * 613) % texts.Length;
                    own[at] = table.CodeOf(texts[at]);
                }
                return own;
            }).ToArray();
            table.Count.ShouldBe(texts.Length);
            foreach (var own in codes)
                own.ShouldBe(codes[0]);
            codes[0].Order().ShouldBe(Enumerable.Range(0, texts.Length));
            for (var i = 0; i < texts.Length; i++)
                table[codes[0][i]].SequenceEqual(texts[i]).ShouldBeTrue();
        }
    }

    [Fact]
    public void Are_utf_8() => new LevelTable().CodeOf([0xC3]).ShouldBe(LevelTable.NotUtf8);

    [Fact]
    public void Go_through_a_file_unchanged()
    {
        var texts = Texts(2000);
        var text = new StringBuilder("c,y\n");
        foreach (var level in texts)
            text.Append('"').Append(level).Append("\",1\n");
        var definition = new Definition(LearningTask.Regression, "y") { Missing = [] };
        var table = definition.Ingest(folder.Data(text.ToString()), threads: 2);
        var column = (CategoricalColumn)table.Reread().Find("c")!;
        column.Levels.ShouldBe(texts.Order(StringComparer.Ordinal));
        column.Codes.ToArray().Select(code => column.Levels[code]).ShouldBe(texts);
    }
}
