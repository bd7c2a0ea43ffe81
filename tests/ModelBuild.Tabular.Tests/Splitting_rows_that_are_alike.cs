using System.Text;

namespace ModelBuild.Tabular.Tests;

// Few columns with few values make many rows alike in all but the label. A part must not be chosen by what is to be predicted.
public sealed class Splitting_rows_that_are_alike : IDisposable
{
    const int Kinds = 12;

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static Definition Of(SplitOptions split) => new(LearningTask.BinaryClassification, "y") { Positive = "1", SplitOptions = split };

    TableSplit Split(string text, SplitOptions options, Func<Definition, Definition>? change = null)
    {
        var data = folder.Data(text);
        var definition = change?.Invoke(Of(options)) ?? Of(options);
        var table = definition.Ingest(data);
        return definition.Split(table, definition.Validate(table, data));
    }

    // Of each kind of features rows with both labels.
    static string FewKinds(int rows)
    {
        var text = new StringBuilder("a,b,y\n");
        for (var i = 0; i < rows; i++)
            text.Append($"{i % 4},{"pqr"[i / 4 % 3]},{(i * 7919 % 101 < 20 + 15 * (i % 4) ? 1 : 0)}\n");
        return text.ToString();
    }

    static (double A, string B, string Y)[] Rows(Table table)
    {
        var (a, b, y) = ((NumericColumn)table.Find("a")!, (CategoricalColumn)table.Find("b")!, table.Find("y")!);
        return [.. Enumerable.Range(0, table.Rows).Select(row => (a.Values[row], b.Levels[b.Codes[row]],
            y is NumericColumn numbers ? $"{numbers.Values[row]}" : ((CategoricalColumn)y).Levels[((CategoricalColumn)y).Codes[row]]))];
    }

    [Theory]
    [InlineData(SplitMethod.Random)]
    [InlineData(SplitMethod.Stratified)]
    public void That_differ_in_the_label_or_the_weight_alone_stay_together(SplitMethod method)
    {
        var text = new StringBuilder("a,b,y,w\n");
        for (var i = 0; i < 600; i++)
            text.Append($"{i},p,{(i * 31 % 7 < 3 ? 1 : 0)},1\n");
        for (var i = 0; i < 200; i++)
            text.Append($"{i * 3},p,{(i * 31 % 5 < 3 ? 1 : 0)},2\n");
        for (var seed = 0; seed < 5; seed++)
        {
            var split = Split(text.ToString(), new() { Method = method, Seed = seed, Validation = 0.2 }, definition => definition with { Weight = "w" });
            var parts = new[] { split.Train, split.Test, split.Validation! }.Select(part => Rows(part).Select(row => row.A).ToHashSet()).ToArray();
            parts.Sum(part => part.Count).ShouldBe(600, "each kind of row is in one part");
            ((double)split.Test.Rows / 800).ShouldBe(0.25, 0.05);
        }
    }

    [Theory]
    [InlineData(SplitMethod.Random)]
    [InlineData(SplitMethod.Stratified)]
    public void Are_refused_where_they_are_most_rows(SplitMethod method)
    {
        var error = Outcome.Error(() => Split(FewKinds(600), new() { Method = method }));
        (error.Code, error.Option).ShouldBe((Codes.MostRowsRepeat, "split.method"));
        error.Message.ShouldStartWith($"{600 - Kinds} of 600 rows are like an earlier row in all but the label, such rows stay together, and parts of {Kinds} kinds of rows would not be like the data.");
    }

    [Theory]
    [InlineData(SplitMethod.Random)]
    [InlineData(SplitMethod.Stratified)]
    public void Are_drawn_one_by_one_where_that_is_allowed(SplitMethod method)
    {
        var text = FewKinds(6000);
        var shares = new List<double>();
        for (var seed = 0; seed < 5; seed++)
        {
            var split = Split(text, new() { Method = method, Seed = seed, AllowShared = true });
            ((double)split.Test.Rows / 6000).ShouldBe(0.25, 0.03);
            // What a test row has as its label says nothing about the training rows that are like it, and the other way round.
            var positives = Rows(split.Train).GroupBy(row => (row.A, row.B)).ToDictionary(kind => kind.Key, kind => kind.Average(row => row.Y == "1" ? 1.0 : 0));
            foreach (var kind in Rows(split.Test).GroupBy(row => (row.A, row.B)))
                shares.Add(kind.Average(row => row.Y == "1" ? 1.0 : 0) - positives[kind.Key]);
        }
        shares.Count.ShouldBe(5 * Kinds);
        shares.Average().ShouldBe(0, 0.02);
        shares.Max(Math.Abs).ShouldBeLessThan(0.25);
    }

    [Fact]
    public void Are_drawn_alike_in_any_order_and_moved_by_no_new_ones()
    {
        var lines = FewKinds(900).TrimEnd('\n').Split('\n');
        (double, string, string)[] Test(IEnumerable<string> rows) =>
            [.. Rows(Split(lines[0] + "\n" + string.Join('\n', rows) + "\n", new() { AllowShared = true }).Test).Order()];
        var all = Test(lines[1..]);
        Test(lines[1..].Reverse()).ShouldBe(all);

        var some = Test(lines[1..601]).GroupBy(row => row).ToDictionary(kind => kind.Key, kind => kind.Count());
        foreach (var kind in all.GroupBy(row => row))
            some.GetValueOrDefault(kind.Key).ShouldBeLessThanOrEqualTo(kind.Count());
    }

    [Fact]
    public void Are_not_drawn_one_by_one_against_a_key_or_group()
    {
        var options = new SplitOptions { AllowShared = true };
        var error = Outcome.Error(() => Split(FewKinds(600), options with { Group = ["a"] }));
        (error.Code, error.Option).ShouldBe((Codes.NotAnOrder, "split.allowShared"));
        error.Message.ShouldContain("split.group keeps rows together");
        Outcome.Error(() => Split(FewKinds(600), options, definition => definition with { Key = ["a"] })).Message.ShouldContain("data.key keeps rows together");
    }

    [Theory]
    [InlineData(1, "There is 1 fold,")]
    [InlineData(0, "There are 0 folds,")]
    public void Need_two_folds_at_least(int folds, string message)
    {
        var error = Outcome.Error(() => Split(FewKinds(600), new() { AllowShared = true }, definition => definition with { Folds = folds }));
        (error.Code, error.Option).ShouldBe((Codes.EmptyPart, "folds"));
        error.Message.ShouldStartWith(message);
    }
}
