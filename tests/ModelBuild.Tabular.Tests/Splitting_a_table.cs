using FsCheck;
using FsCheck.Fluent;

namespace ModelBuild.Tabular.Tests;

public sealed class Splitting_a_table : IDisposable
{
    static readonly Definition Binary = Generated.Binary with { SplitOptions = new() { Seed = 5 } };

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static readonly string[] Lines = Generated.Csv(400).TrimEnd('\n').Split('\n');

    TableSplit Split(IEnumerable<string> rows, Definition definition)
    {
        var data = folder.Data(Lines[0] + "\n" + string.Join('\n', rows));
        var table = definition.Ingest(data);
        return definition.Split(table, definition.Validate(table, data));
    }

    // A row as text, to find it again.
    static string[] Rows(Table table) => [.. Enumerable.Range(0, table.Rows).Select(row => string.Join('|', table.Columns.Select(column =>
        column.IsMissing(row) ? "-" : column is NumericColumn numeric ? $"{numeric.Values[row]:R}" : ((CategoricalColumn)column).Levels[((CategoricalColumn)column).Codes[row]])))];

    [Fact]
    public void Divides_all_rows_and_keeps_their_order()
    {
        var data = folder.Data(Generated.Csv(400));
        var table = Binary.Ingest(data);
        var split = Binary.Split(table, Binary.Validate(table, data)).Reread();
        (split.Train.Rows + split.Test.Rows).ShouldBe(400);
        var all = Rows(table).ToList();
        foreach (var part in new[] { split.Train, split.Test })
        {
            var places = Rows(part).Select(row => all.IndexOf(row)).ToArray();
            places.ShouldBe(places.Order());
        }
        Rows(split.Train).Concat(Rows(split.Test)).Order().ShouldBe(all.Order());
        split.Train.Lines.ShouldBeNull();
    }

    [Fact]
    public void Never_moves_a_row_because_of_the_others()
    {
        var whole = Split(Lines.Skip(1), Binary);
        var (train, test) = (Rows(whole.Train).ToHashSet(), Rows(whole.Test).ToHashSet());
        train.Overlaps(test).ShouldBeFalse();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(30).WithReplay(7, 11), Prop.ForAll(Arb.From(Gen.Shuffle(Lines[1..]).Select(rows => rows[..200])), rows =>
        {
            var some = Split(rows, Binary);
            Rows(some.Train).All(train.Contains).ShouldBeTrue();
            Rows(some.Test).All(test.Contains).ShouldBeTrue();
        }));
    }

    [Fact]
    public void Stratified_gives_each_class_its_share_of_each_part()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var split = Split(Lines.Skip(1), Binary with { SplitOptions = new() { Method = SplitMethod.Stratified, Seed = seed, Test = 0.21, Validation = 0.17 } });
            foreach (var label in new[] { "yes", "no" })
            {
                var all = Lines.Count(line => line.Contains($",{label},"));
                Count(split.Test, label).ShouldBe((int)Math.Round(0.21 * all));
                (Count(split.Test, label) + Count(split.Validation!, label)).ShouldBe((int)Math.Round(0.38 * all));
            }
        }
    }

    [Fact]
    public void Stratified_moves_only_rows_at_the_border_because_of_others()
    {
        var definition = Binary with { SplitOptions = new() { Method = SplitMethod.Stratified, Seed = 5 } };
        var before = Split(Lines.Skip(1).Take(380), definition);
        var after = Split(Lines.Skip(1).Reverse(), definition); // with 20 more
        var test = Rows(after.Test).ToHashSet();

        Rows(before.Test).Count(row => !test.Contains(row)).ShouldBeInRange(0, 10);
        Rows(Split(Lines.Skip(1), definition).Test).Order().ShouldBe(test.Order(), "another order");
        Rows(Split(Lines.Skip(1), definition with { SplitOptions = definition.SplitOptions with { Seed = 6 } }).Test).Order().ShouldNotBe(test.Order());
    }

    static int Count(Table table, string label)
    {
        var column = (CategoricalColumn)table.Find("binary")!;
        return column.Codes.ToArray().Count(code => column.Levels[code] == label);
    }

    [Fact]
    public void Never_moves_a_row_because_columns_change_places()
    {
        var swapped = Lines.Select(line => { var at = line.IndexOf(','); var next = line.IndexOf(',', at + 1); return line[(at + 1)..next] + "," + line[..at] + line[next..]; }).ToArray();
        var data = folder.Data(string.Join('\n', swapped));
        var table = Binary.Ingest(data);
        var other = Binary.Split(table, Binary.Validate(table, data));
        var original = Split(Lines.Skip(1), Binary);
        ((NumericColumn)other.Test.Find("a")!).Values.ToArray().ShouldBe(((NumericColumn)original.Test.Find("a")!).Values.ToArray());
    }

    [Fact]
    public void Keeps_duplicates_together()
    {
        var split = Split(Lines.Skip(1).Concat(Lines.Skip(1)), Binary);
        Rows(split.Train).ToHashSet().Overlaps(Rows(split.Test)).ShouldBeFalse();
    }

    [Fact]
    public void Keeps_rows_of_one_key_together()
    {
        var split = Split(Lines.Skip(1), Binary with { Key = ["d", "size"], SplitOptions = new() { Test = 0.5 } });
        IEnumerable<string> Keys(Table table) => Enumerable.Range(0, table.Rows).Select(row =>
            $"{((NumericColumn)table.Find("d")!).Values[row]} {((CategoricalColumn)table.Find("size")!).Levels[((CategoricalColumn)table.Find("size")!).Codes[row]]}");
        Keys(split.Train).ToHashSet().Overlaps(Keys(split.Test)).ShouldBeFalse();
    }

    [Fact]
    public void Gives_the_declared_share_in_expectation()
    {
        // 200 draws of 400 rows: the mean's standard error is 0.0015.
        var shares = Enumerable.Range(0, 200).Select(seed =>
            Split(Lines.Skip(1), Binary with { SplitOptions = new() { Seed = seed, Test = 0.25 } }).Test.Rows / 400.0).ToArray();
        shares.Average().ShouldBe(0.25, 0.006);
        shares.Distinct().Count().ShouldBeGreaterThan(10);
    }

    [Fact]
    public void A_larger_test_part_has_the_smaller_one_in_it()
    {
        var small = Rows(Split(Lines.Skip(1), Binary with { SplitOptions = new() { Test = 0.2 } }).Test);
        var large = Rows(Split(Lines.Skip(1), Binary with { SplitOptions = new() { Test = 0.4 } }).Test).ToHashSet();
        small.ShouldAllBe(row => large.Contains(row));
    }

    [Fact]
    public void Levels_of_a_part_are_its_own()
    {
        var split = Split(Lines.Skip(1), Binary);
        var table = split.Train.Select([0]);
        ((CategoricalColumn)table.Find("size")!).Levels.Count.ShouldBe(1);
    }

    [Fact]
    public void Refuses_an_empty_part()
    {
        var error = Outcome.Error(() => Split(Lines.Skip(1).Take(4), Generated.Regression with { SplitOptions = new() { Test = 0.001 } }));
        (error.Code, error.Option).ShouldBe((Codes.EmptyPart, "split.test"));
        error.Message.ShouldStartWith("None of the 4 rows falls into the test part with split.test 0.001, split.validation 0 and split.seed 0.");
        Outcome.Error(() => Split(Lines.Skip(1).Take(4), Generated.Regression with { SplitOptions = new() { Test = 0.999 } })).Message.ShouldContain("training part");
    }

    [Fact]
    public void Refuses_a_part_without_a_class()
    {
        var rows = Lines.Skip(1).Where(line => line.Contains(",no,")).Take(50).Append(Lines.First(line => line.Contains(",yes,")));
        var error = Outcome.Error(() => Split(rows, Binary));
        (error.Code, error.Option).ShouldBe((Codes.ClassMissingFromPart, "split.seed"));
        error.Message.ShouldContain("The class 'yes' (1 rows of 51)");
    }

    [Fact]
    public void Refuses_to_stratify_a_regression()
    {
        var error = Outcome.Error(() => Split(Lines.Skip(1), Generated.Regression with { SplitOptions = new() { Method = SplitMethod.Stratified } }));
        (error.Code, error.Option).ShouldBe((Codes.NothingToStratify, "split.method"));
    }

    [Fact]
    public void Refuses_to_stratify_where_a_key_has_several_labels()
    {
        var error = Outcome.Error(() => Split(Lines.Skip(1), Binary with { Key = ["d"], SplitOptions = new() { Method = SplitMethod.Stratified } }));
        (error.Code, error.Option).ShouldBe((Codes.KeyWithSeveralLabels, "split.method"));
        error.Message.ShouldMatch(@"the rows of line \d+ and line \d+ have one and the labels '(yes|no)' and '(yes|no)'");
    }
}
