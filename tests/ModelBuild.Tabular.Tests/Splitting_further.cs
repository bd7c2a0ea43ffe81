namespace ModelBuild.Tabular.Tests;

// Validation parts, groups, splits by time and by a column, folds.
public sealed class Splitting_further : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static readonly string[] Lines = Generated.Csv(3000).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    static readonly Definition Regression = Generated.Regression;

    TableSplit Split(IEnumerable<string> lines, Definition definition, string? header = null)
    {
        var data = folder.Data((header ?? Lines[0]) + "\n" + string.Join('\n', lines));
        var table = definition.Ingest(data);
        return definition.Split(table, definition.Validate(table, data)).Reread();
    }

    static string[] Rows(Table table) => [.. Enumerable.Range(0, table.Rows).Select(row =>
        string.Join('|', table.Columns.Select(column => column is NumericColumn numeric ? $"{numeric.Values[row]:R}" : $"{((CategoricalColumn)column).Codes[row] switch { -1 => null, var code => ((CategoricalColumn)column).Levels[code] }}")))];

    [Theory]
    [InlineData(SplitMethod.Random)]
    [InlineData(SplitMethod.Stratified)]
    public void A_validation_part_takes_from_the_training_part_alone(SplitMethod method)
    {
        var two = Split(Lines.Skip(1), Generated.Binary with { SplitOptions = new() { Method = method, Test = 0.2, Seed = 5 } });
        var three = Split(Lines.Skip(1), Generated.Binary with { SplitOptions = new() { Method = method, Test = 0.2, Validation = 0.3, Seed = 5 } });
        two.Validation.ShouldBeNull();
        Rows(three.Test).ShouldBe(Rows(two.Test));
        Rows(three.Train).Concat(Rows(three.Validation!)).Order().ShouldBe(Rows(two.Train).Order());
        three.Validation!.Rows.ShouldBeInRange(800, 1000);
    }

    [Fact]
    public void New_rows_move_no_old_ones_into_another_part()
    {
        var definition = Regression with { SplitOptions = new() { Test = 0.3, Validation = 0.2 } };
        var old = Split(Lines.Skip(1).Take(1000), definition);
        var more = Split(Lines.Skip(1).Reverse(), definition);
        Rows(old.Validation!).ShouldBeSubsetOf(Rows(more.Validation!));
        Rows(old.Test).ShouldBeSubsetOf(Rows(more.Test));
        Rows(old.Train).ShouldBeSubsetOf(Rows(more.Train));
    }

    [Fact]
    public void Rows_of_a_group_stay_in_one_part_and_one_fold()
    {
        var lines = Enumerable.Range(0, 2000).Select(i => $"{i % 97},{i},{i % 7}");
        var definition = new Definition(LearningTask.Regression, "y") { Folds = 4, SplitOptions = new() { Group = ["person"], Test = 0.3, Validation = 0.2 } };
        var split = Split(lines, definition, "person,x,y");
        var parts = new[] { split.Train, split.Validation!, split.Test }.Select(part => ((NumericColumn)part.Find("person")!).Values.ToArray().ToHashSet()).ToArray();
        parts.Sum(part => part.Count).ShouldBe(97);
        var folds = ((NumericColumn)split.Train.Find("person")!).Values.ToArray().Zip(split.Folds!).Distinct().ToArray();
        folds.Length.ShouldBe(parts[0].Count);
        folds.Select(pair => pair.Second).Distinct().Order().ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public void Folds_divide_the_training_rows()
    {
        var split = Split(Lines.Skip(1), Generated.Binary with { Folds = 5 });
        var all = Rows(split.Train);
        var tested = new List<string>();
        for (var fold = 1; fold <= 5; fold++)
        {
            var one = split.OfFold(fold);
            one.Test.Rows.ShouldBeInRange(350, 550);
            Rows(one.Train).Concat(Rows(one.Test)).Order().ShouldBe(all.Order());
            tested.AddRange(Rows(one.Test));
        }
        tested.Order().ShouldBe(all.Order());
        Should.Throw<ArgumentOutOfRangeException>(() => split.OfFold(0));
        Should.Throw<ArgumentOutOfRangeException>(() => Split(Lines.Skip(1), Generated.Binary).OfFold(1));
        // Folds do not follow from the part: those of another number are another draw of the same rows.
        Split(Lines.Skip(1), Generated.Binary with { Folds = 2 }).Folds!.Distinct().Order().ShouldBe([1, 2]);
    }

    [Fact]
    public void Time_tests_on_the_latest_rows_whatever_their_order()
    {
        var lines = Enumerable.Range(0, 100).Select(i => $"{i * 37 % 100},{i % 7}").ToArray();
        var definition = new Definition(LearningTask.Regression, "y") { SplitOptions = new() { Method = SplitMethod.Time, Column = "t", Test = 0.2, Validation = 0.1 } };
        var split = Split(lines, definition, "t,y");
        double[] Times(Table part) => [.. ((NumericColumn)part.Find("t")!).Values.ToArray().Order()];
        Times(split.Train).ShouldBe(Enumerable.Range(0, 70).Select(i => (double)i));
        Times(split.Validation!).ShouldBe(Enumerable.Range(70, 10).Select(i => (double)i));
        Times(split.Test).ShouldBe(Enumerable.Range(80, 20).Select(i => (double)i));
        Times(Split(lines.Reverse(), definition, "t,y").Test).ShouldBe(Times(split.Test));
        var fixedly = Split(lines, definition with { SplitOptions = definition.SplitOptions with { TestFrom = "50", ValidationFrom = "45.5" } }, "t,y");
        (Times(fixedly.Test)[0], Times(fixedly.Validation!)[0], fixedly.Train.Rows).ShouldBe((50, 46, 46));
    }

    [Fact]
    public void Folds_in_time_are_tested_after_what_they_were_trained_on()
    {
        var lines = Enumerable.Range(0, 120).Select(i => $"{i * 37 % 120},{i % 7}").ToArray();
        var definition = new Definition(LearningTask.Regression, "y") { Folds = 3, SplitOptions = new() { Method = SplitMethod.Time, Column = "t", TestFrom = "100" } };
        var split = Split(lines, definition, "t,y");
        for (var fold = 1; fold <= 3; fold++)
        {
            var one = split.OfFold(fold);
            double[] Times(Table part) => ((NumericColumn)part.Find("t")!).Values.ToArray();
            (Times(one.Train).Length, Times(one.Test).Length).ShouldBe((25 * fold, 25));
            Times(one.Test).Min().ShouldBeGreaterThan(Times(one.Train).Max());
        }
    }

    [Fact]
    public void Rows_of_one_time_stay_together()
    {
        var lines = Enumerable.Range(0, 100).Select(i => $"{i / 30},{i % 7}");
        var split = Split(lines, new Definition(LearningTask.Regression, "y") { SplitOptions = new() { Method = SplitMethod.Time, Column = "t", Test = 0.2 } }, "t,y");
        (split.Train.Rows, split.Test.Rows).ShouldBe((60, 40));
    }

    [Fact]
    public void A_column_says_the_part_and_is_no_feature()
    {
        var lines = Enumerable.Range(0, 30).Select(i => $"{i},{i % 7},{(i < 10 ? "Train" : i < 20 ? "test" : "validation")}");
        var definition = new Definition(LearningTask.Regression, "y") { SplitOptions = new() { Method = SplitMethod.Column, Column = "part" } };
        var split = Split(lines, definition, "x,y,part");
        (split.Train.Rows, split.Validation!.Rows, split.Test.Rows).ShouldBe((10, 10, 10));
        split.Train.Find("part").ShouldBeNull();
        ((NumericColumn)split.Test.Find("x")!).Values.ToArray().ShouldBe(Enumerable.Range(10, 10).Select(i => (double)i));
    }

    public static TheoryData<SplitOptions, string, string, string> Wrong => new()
    {
        { new() { Test = 0.5, Validation = 0.5 }, Codes.EmptyPart, "split.validation", "leave nothing to train on" },
        { new() { Test = 0.5, Validation = 0.0001 }, Codes.EmptyPart, "split.validation", "validation part" },
        { new() { Method = SplitMethod.Time }, Codes.NotAnOrder, "split.method", "needs split.column" },
        { new() { Method = SplitMethod.Column }, Codes.NotAnOrder, "split.method", "needs split.column" },
        { new() { Column = "x" }, Codes.NotAnOrder, "split.column", "belongs to the methods" },
        { new() { TestFrom = "3" }, Codes.NotAnOrder, "split.testFrom", "belong to the method time" },
        { new() { ValidationFrom = "3" }, Codes.NotAnOrder, "split.validationFrom", "belong to the method time" },
        { new() { Group = ["persn"] }, Codes.ColumnNotFound, "split.group", "'person'" },
        { new() { Method = SplitMethod.Time, Column = "z" }, Codes.ColumnNotFound, "split.column", "no column 'z'" },
        { new() { Method = SplitMethod.Time, Column = "part" }, Codes.NotAnOrder, "split.column", "is text" },
        { new() { Method = SplitMethod.Time, Column = "person" }, Codes.NotAnOrder, "split.column", "line 7 has no value" },
        { new() { Method = SplitMethod.Time, Column = "x", TestFrom = "soon" }, Codes.NotAnOrder, "split.testFrom", "'soon' is no number" },
        { new() { Method = SplitMethod.Time, Column = "x", TestFrom = "10", ValidationFrom = "11" }, Codes.NotAnOrder, "split.validationFrom", "after the beginning of the test part" },
        { new() { Method = SplitMethod.Column, Column = "x" }, Codes.UnknownPart, "split.column", "has numbers" },
        { new() { Method = SplitMethod.Column, Column = "part" }, Codes.UnknownPart, "split.column", "line 3 is in the part 'tset'" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Refuses_what_makes_no_parts(SplitOptions options, string code, string option, string message)
    {
        var lines = Enumerable.Range(0, 30).Select(i => $"{(i == 5 ? "" : i % 4)},{i},{i % 7},{(i == 1 ? "tset" : "train")}");
        var error = Outcome.Error(() => Split(lines, new Definition(LearningTask.Regression, "y") { SplitOptions = options }, "person,x,y,part"));
        (error.Code, error.Option).ShouldBe((code, option));
        error.Message.ShouldContain(message);
    }

    [Fact]
    public void Rows_without_a_group_are_drawn_one_by_one()
    {
        var lines = Enumerable.Range(0, 2000).Select(i => $"{(i % 2 == 0 ? "" : $"person {i % 20}")},{i},{i % 7}");
        var split = Split(lines, new Definition(LearningTask.Regression, "y") { SplitOptions = new() { Group = ["person"], Test = 0.3 } }, "person,x,y");
        Enumerable.Range(0, split.Test.Rows).Count(row => split.Test.Find("person")!.IsMissing(row)).ShouldBeInRange(240, 360);
    }

    [Fact]
    public void Stratified_folds_have_the_share_of_each_class()
    {
        var split = Split(Lines.Skip(1), Generated.Multiclass with { Folds = 5, SplitOptions = new() { Method = SplitMethod.Stratified } });
        var label = ((NumericColumn)split.Train.Find("multi")!).Values.ToArray();
        foreach (var ofClass in label.Zip(split.Folds!).GroupBy(pair => pair.First))
            ofClass.GroupBy(pair => pair.Second).Select(fold => fold.Count()).ShouldAllBe(count => Math.Abs(count - ofClass.Count() / 5.0) <= 1);
    }

    [Fact]
    public void Refuses_folds_that_lack_a_class()
    {
        var definition = new Definition(LearningTask.BinaryClassification, "y") { Folds = 4, SplitOptions = new() { Method = SplitMethod.Time, Column = "t", TestFrom = "80" } };
        var error = Outcome.Error(() => Split(Enumerable.Range(0, 100).Select(i => $"{i},{(i > 30 && i % 2 == 0 ? 1 : 0)},{i * 7 % 10}"), definition, "t,y,x"));
        (error.Code, error.Option).ShouldBe((Codes.ClassMissingFromPart, "folds"));
        error.Message.ShouldBe("The class '1' has no row among those that train for fold 1 of 4. Use fewer folds, begin with more rows, or add rows of this class.");

        Outcome.Error(() => Split(Enumerable.Range(0, 100).Select(i => $"{i},{(i % 33 == 0 ? 1 : 0)},{i * 7 % 10}"), definition with { SplitOptions = new() { Test = 0.1 } }, "t,y,x"))
            .Message.ShouldEndWith("Use fewer folds, split.method: stratified, or add rows of this class.");
    }

    [Fact]
    public void Refuses_folds_in_time_that_divide_a_group()
    {
        var definition = new Definition(LearningTask.Regression, "y") { Folds = 3, SplitOptions = new() { Method = SplitMethod.Time, Column = "t", TestFrom = "80", Group = ["person"] } };
        var error = Outcome.Errors(() => Split(Enumerable.Range(0, 100).Select(i => $"{i},{(i is 10 or 30 ? 0 : i + 1)},{i % 7}"), definition, "t,person,y")).ShouldHaveSingleItem();
        (error.Code, error.Option).ShouldBe((Codes.SharedRows, "split.group"));
        error.Message.ShouldStartWith("A row of the same person (0) is in the fold 1 part (line 32) and in the fold 0 part (line 12)");
    }

    [Fact]
    public void Says_why_a_part_in_time_is_empty()
    {
        var lines = Enumerable.Range(1, 28).Select(i => $"2024-01-{i:00},{i % 7}").ToArray();
        Definition Of(string? test, string? validation) => new(LearningTask.Regression, "y") { SplitOptions = new() { Method = SplitMethod.Time, Column = "t", TestFrom = test, ValidationFrom = validation } };

        var late = Outcome.Error(() => Split(lines, Of("2030-01-01", null), "t,y"));
        (late.Code, late.Option).ShouldBe((Codes.EmptyPart, "split.testFrom"));
        late.Message.ShouldBe("None of the 28 rows is in the test part: column 't' goes from 2024-01-01 to 2024-01-28, the test part with 2030-01-01. Change these, or add rows.");
        Outcome.Error(() => Split(lines, Of("2024-01-20", "2024-01-19T12:00"), "t,y")).Option.ShouldBe("split.validationFrom");
        Outcome.Error(() => Split(lines, Of("2023-01-20", null), "t,y")).Option.ShouldBe("split.testFrom");
        foreach (var text in new[] { "20 January", "12:30", "01/20/2024" })
            Outcome.Error(() => Split(lines, Of(text, null), "t,y")).Message.ShouldContain($"'{text}' is no date");
    }

    [Fact]
    public void Refuses_groups_that_cannot_be_told_apart_or_are_not_read()
    {
        var lines = Enumerable.Range(0, 30).Select(i => $"{1234567890123456700 + i},{i},{i % 7}").ToArray();
        var definition = new Definition(LearningTask.Regression, "y") { SplitOptions = new() { Group = ["person"] } };

        var inexact = Outcome.Error(() => Split(lines, definition, "person,x,y"));
        (inexact.Code, inexact.Option).ShouldBe((Codes.RuleDoesNotFitColumn, "split.group"));
        inexact.Message.ShouldEndWith("Declare it categorical (data.columns.person.type: categorical).");
        Outcome.Error(() => Split(lines, definition with { Ignore = ["person"] }, "person,x,y")).Message.ShouldStartWith("Column 'person' is in data.ignore, and so is not read.");
        Split(lines, definition with { Types = new() { ["person"] = ColumnType.Categorical } }, "person,x,y").Test.Rows.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Refuses_more_folds_than_there_are_rows_for()
    {
        var error = Outcome.Error(() => Split(Lines.Skip(1).Take(20), Regression with { Folds = 50 }));
        (error.Code, error.Option).ShouldBe((Codes.EmptyPart, "folds"));
        Outcome.Error(() => Split(Enumerable.Range(0, 30).Select(i => $"{i % 3},{i}"), new Definition(LearningTask.Regression, "y") { Folds = 4, SplitOptions = new() { Method = SplitMethod.Time, Column = "t" } }, "t,y"))
            .Message.ShouldContain("too few different times");
    }
}
