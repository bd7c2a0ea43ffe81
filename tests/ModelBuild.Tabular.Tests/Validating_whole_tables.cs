using System.Globalization;
using System.Text;

namespace ModelBuild.Tabular.Tests;

public sealed class Validating_whole_tables : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static readonly Definition Binary = new(LearningTask.BinaryClassification, "y") { Positive = "b" };

    ValidationReport Validate(Definition definition, string text)
    {
        var data = folder.Data(text);
        return definition.Validate(definition.Ingest(data).Reread(), data);
    }

    StageError Error(Definition definition, string text) => Outcome.Error(() => Validate(definition, text));

    [Fact]
    public void Limits_how_many_rows_there_are()
    {
        const string Text = "x,y\n1,a\n2,b\n";
        var error = Error(Binary with { More = schema => schema with { Rows = new() { Min = 3 } } }, Text);
        (error.Code, error.Option, error.Message).ShouldBe((Codes.RowCountOutOfRange, "data.rows.min", "The data has 2 rows, and must have at least 3. Check what writes it, or lower data.rows.min."));
        error = Error(Binary with { More = schema => schema with { Rows = new() { Max = 1 } } }, Text);
        (error.Code, error.Option).ShouldBe((Codes.RowCountOutOfRange, "data.rows.max"));
        Error(Binary with { More = schema => schema with { Rows = new() { Min = 3, Max = 2 } } }, Text).Message.ShouldContain("which no data can have");
        Validate(Binary with { More = schema => schema with { Rows = new() { Min = 2, Max = 2 } } }, Text).Rows.ShouldBe(2);
    }

    [Fact]
    public void Finds_rows_that_repeat_an_earlier_one_altogether()
    {
        const string Text = "x,c,y\n1,k,a\n1,k,b\n,k,a\n1,k,a\n,k,a\n";
        var errors = Outcome.Errors(() => Validate(Binary with { More = schema => schema with { Duplicates = new() } }, Text));
        errors.Select(error => (error.Code, error.Input, error.Line, error.Column, error.Option)).ShouldBe(
        [
            (Codes.DuplicateRows, "data", 5, 1, null),
            (Codes.DuplicateRows, "data", 6, 1, null),
            (Codes.DuplicateRows, null, null, null, "data.duplicates.max"),
        ]);
        errors[0].Message.ShouldBe("This row is equal to that of line 2 in all columns. Remove one of the two.");
        errors[2].Message.ShouldBe("2 of 5 rows (40 %) repeat an earlier row in all columns, and at most 0 may.");
        Validate(Binary with { More = schema => schema with { Duplicates = new() { Max = 2 } } }, Text).Profile.Duplicates.ShouldBe(2);
        Validate(Binary with { More = schema => schema with { Duplicates = new() { MaxShare = 0.4 } } }, Text).Rows.ShouldBe(5);
        Outcome.Errors(() => Validate(Binary with { More = schema => schema with { Duplicates = new() { MaxShare = 0.39 } } }, Text))[^1].Option.ShouldBe("data.duplicates.maxShare");
    }

    [Fact]
    public void Finds_rows_that_repeat_a_key_or_the_columns_named()
    {
        const string Text = "id,c,y\n7,k,a\n8,k,b\n7,l,b\n";
        var byKey = Outcome.Errors(() => Validate(Binary with { Key = ["id"], More = schema => schema with { Duplicates = new() } }, Text));
        (byKey[0].Line, byKey[0].Column, byKey[0].Message).ShouldBe((4, 1, "This row is equal to that of line 2 in id (7). Remove one of the two."));
        var byColumns = Outcome.Errors(() => Validate(Binary with { Key = ["id"], More = schema => schema with { Duplicates = new() { By = ["c", "y"] } } }, "id,c,y\n7,k,a\n8,k,b\n9,k,b\n"));
        (byColumns[0].Line, byColumns[0].Column, byColumns[0].Message).ShouldBe((4, 3, "This row is equal to that of line 3 in c, y (k, b). Remove one of the two."));
        Error(Binary with { More = schema => schema with { Duplicates = new() { By = ["cc"] } } }, Text).Code.ShouldBe(Codes.ColumnNotFound);
    }

    [Fact]
    public void Demands_a_share_of_every_class()
    {
        var text = "x,y\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},{(i == 7 ? "b" : "a")}\n"));
        var error = Error(Binary with { More = schema => schema with { Balance = new() { Min = 0.06 } } }, text);
        (error.Code, error.Option).ShouldBe((Codes.Unbalanced, "data.balance.min"));
        error.Message.ShouldBe("The class 'b' of the label 'y' has 1 of 20 rows (5 %), and must have at least 6 %. Add rows of this class, or lower data.balance.min.");
        Validate(Binary with { More = schema => schema with { Balance = new() { Min = 0.05 } } }, text).Rows.ShouldBe(20);
        Error(new(LearningTask.Regression, "x") { More = schema => schema with { Balance = new() { Min = 0.05 } } }, text).Code.ShouldBe(Codes.RuleDoesNotFitColumn);
    }

    [Fact]
    public void Limits_missing_cells_of_all_columns_but_those_that_say_otherwise()
    {
        const string Text = "x,c,y\n,,a\n,l,b\n1,k,b\n";
        var limited = Binary with { More = schema => schema with { MaxMissing = 0.5 } };
        var error = Error(limited, Text);
        (error.Code, error.Option).ShouldBe((Codes.TooManyMissing, "data.maxMissing"));
        error.Message.ShouldContain("Column 'x' has no value in 2 of 3 rows (66.667 %; the first is line 2)");
        Validate(limited with { Rules = new() { ["x"] = new() { MaxMissing = 0.7 } } }, Text).Rows.ShouldBe(3);
    }

    [Fact]
    public void Refuses_columns_that_are_not_declared_where_the_data_is_closed()
    {
        const string Text = "id,x,extra,old,y\n1,1,1,1,a\n2,2,3,4,b\n";
        var closed = Binary with { Key = ["id"], Ignore = ["old"], Rules = new() { ["x"] = new() }, More = schema => schema with { Closed = true } };
        var error = Error(closed, Text);
        (error.Code, error.Option).ShouldBe((Codes.UnexpectedColumn, "data.closed"));
        error.Message.ShouldBe("The data has a column 'extra' that the definition does not name, and data.closed is true. Declare it in data.columns, or list it in data.ignore.");
        Validate(closed with { Ignore = ["old", "extra"] }, Text).Rows.ShouldBe(2);
        var weighted = closed with { More = schema => schema with { Closed = true, Weight = "extra" } };
        Validate(weighted, Text).Rows.ShouldBe(2);
        Error(weighted with { More = schema => schema with { Weight = "extr" } }, Text).Option.ShouldBe("data.weight");
    }

    [Theory]
    [InlineData("-1", "-1")]
    [InlineData("", "none")]
    public void Finds_rows_whose_weight_is_none(string cell, string said)
    {
        var errors = Outcome.Errors(() => Validate(Binary with { Weight = "w" }, $"x,w,y\n1,0,a\n2,{cell},b\n3,1.5,a\n4,{cell},b\n"));
        errors.Select(error => (error.Code, error.Input, error.Line, error.Column)).ShouldBe([(Codes.WeightWrong, "data", 3, 3), (Codes.WeightWrong, "data", 5, 3)]);
        errors[0].Message.ShouldBe($"A weight is a number from 0 on, and this row has {said} in column 'w'. Correct the data.");
    }

    [Fact]
    public void Refuses_weights_of_which_none_counts_and_those_that_are_no_numbers()
    {
        string Text(string first, string second) => $"x,w,y\n1,{first},a\n2,{second},b\n";

        var weighted = Binary with { Weight = "w" };
        Validate(weighted, Text("0", "0.25")).Rows.ShouldBe(2);
        var error = Error(weighted, Text("0", "0"));
        (error.Code, error.Option, error.Message).ShouldBe((Codes.WeightWrong, "data.weight", "All rows have weight 0 in column 'w', so none counts. Correct the data."));
        error = Error(weighted, Text("much", "little"));
        (error.Code, error.Option).ShouldBe((Codes.WeightWrong, "data.weight"));
        error.Message.ShouldStartWith("The weights of rows are numbers, and column 'w' has text.");
        Error(weighted, Text("2026-01-31", "2026-02-01")).Message.ShouldContain("column 'w' has dates");
        Error(weighted, Text("1", "1").Replace("w", "v")).Code.ShouldBe(Codes.ColumnNotFound);
        Outcome.Error(() => RowWeights.Check(new NumericColumn("w", [1, double.PositiveInfinity])).Throw(new(2, []), null, null)).Message.ShouldStartWith("row 2: A weight is");
    }

    [Fact]
    public void Refuses_to_judge_a_column_that_is_ignored()
    {
        const string Text = "id,x,y\n7,1,a\n7,2,b\n";
        var ignored = Binary with { Ignore = ["id"] };
        (Definition Definition, string Option)[] asked =
        [
            (ignored with { More = schema => schema with { Duplicates = new() { By = ["id"] } } }, "data.duplicates.by"),
            (ignored with { Rules = new() { ["id"] = new() { Unique = true } } }, "data.columns.id"),
            (ignored with { Rules = new() { ["id"] = new() { Values = ["8"], Feature = false } } }, "data.columns.id"),
            (ignored with { Weight = "id" }, "data.weight"),
            (ignored with { More = schema => schema with { Leakage = new() { Allow = ["id"] } } }, "data.leakage.allow"),
        ];
        foreach (var (definition, option) in asked)
        {
            var error = Error(definition, Text);
            (error.Code, error.Option).ShouldBe((Codes.ColumnNotFound, option));
            error.Message.ShouldStartWith($"The column 'id' is in data.ignore and so is not read, and {option} needs it. Take it out of data.ignore and declare it with feature: false");
        }
        Validate(ignored with { Types = new() { ["id"] = ColumnType.Categorical }, Rules = new() { ["id"] = new() { Feature = false } } }, Text).Rows.ShouldBe(2);
        Validate(ignored with { Rules = new() { ["id"] = new() } }, Text).Rows.ShouldBe(2);
        // A key is read all the same.
        Outcome.Errors(() => Validate(ignored with { Key = ["id"], More = schema => schema with { Duplicates = new() } }, Text))[0].Code.ShouldBe(Codes.DuplicateRows);
        Error(ignored with { Key = ["id"], Rules = new() { ["id"] = new() { Unique = true } } }, Text).Code.ShouldBe(Codes.NotUnique);
    }

    [Fact]
    public void Refuses_ids_that_become_equal_as_numbers()
    {
        const string Text = "id,x,y\n7,1,a\n-9007199254740993,2,b\n-9007199254740992,3,b\n";
        (Definition Definition, string Option)[] asked =
        [
            (Binary with { Key = ["id"] }, "data.key"),
            (Binary with { More = schema => schema with { Duplicates = new() { By = ["id"], MaxShare = 1 } } }, "data.duplicates.by"),
            (Binary with { Rules = new() { ["id"] = new() { Unique = true } } }, "data.columns.id.unique"),
        ];
        foreach (var (definition, option) in asked)
        {
            var error = Outcome.Errors(() => Validate(definition, Text))[0];
            (error.Code, error.Option).ShouldBe((Codes.RuleDoesNotFitColumn, option));
            error.Message.ShouldBe("Column 'id' has numbers from 2^53 on, which are rounded, so that different ones count as equal: the first is about -9007199254740992 in line 3. Declare it categorical (data.columns.id.type: categorical).");
            Validate(definition with { Types = new() { ["id"] = ColumnType.Categorical } }, Text).Rows.ShouldBe(3);
            Validate(definition, Text.Replace("-9007199254740993", "9007199254740991").Replace("-9007199254740992", "-9007199254740991")).Rows.ShouldBe(3);
        }
        Validate(Binary, Text).Rows.ShouldBe(3);
    }

    [Fact]
    public void Notes_columns_that_say_nothing()
    {
        var context = new RecordingContext();
        var data = folder.Data("one,none,x,y\n5,,1,a\n5,,2,b\n");
        var report = Binary.Validate(Binary.Ingest(data), data, context).Reread();
        report.Profile.Notes.ShouldBe(["Column 'one' has one value in all rows.", "Column 'none' has no value in any row."]);
        context.Lines.ShouldBe(report.Profile.Notes);
    }

    [Fact]
    public void Finds_everything_that_is_wrong_in_one_go()
    {
        var text = new StringBuilder("id,n,t,u,leak,one,extra,y\n");
        for (var i = 0; i < 200; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i % 199},{(i == 50 ? 500 : i)},{(i == 60 ? "zzz" : "ab")},{i % 2},{(i % 8 == 0 ? "q" : "p")},1,{i * 7 % 13},{(i % 8 == 0 ? "b" : "a")}\n");
        var good = folder.Data("n,u,y\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i % 2},{i},{(i % 3 == 0 ? "a" : "b")}\n")));
        Binary.Validate(Binary.Ingest(good), good).Write(folder.Path);
        var definition = Binary with
        {
            Key = ["id"],
            Reference = new("reference", Path.Combine(folder.Path, "profile.json")),
            Rules = new()
            {
                ["n"] = new() { Min = 1, Max = 300, Unique = true, Order = RowOrder.StrictlyIncreasing, MaxDistinct = 10 },
                ["t"] = new() { Pattern = "a.*", MaxLength = 2, Values = ["ab"] },
                ["leak"] = new() { Required = true },
                ["one"] = new(),
                ["u"] = new() { Pattern = "x" },
                ["nowhere"] = new() { Pattern = "(" },
            },
            More = schema => schema with
            {
                Rows = new() { Min = 1000 },
                Closed = true,
                MaxMissing = 0.5,
                Duplicates = new(),
                Balance = new() { Min = 0.4 },
                Rules = new Dictionary<string, string> { ["small"] = "n < 199", ["bad"] = "n <" },
            },
        };
        var errors = Outcome.Errors(() => Validate(definition, text.ToString()));
        errors.Select(error => error.Code).Distinct().ShouldBe(
        [
            Codes.ColumnNotFound, Codes.UnexpectedColumn, Codes.RowCountOutOfRange,
            Codes.DistinctOutOfRange, Codes.BelowMinimum, Codes.AboveMaximum, Codes.OutOfOrder,
            Codes.UnexpectedValue, Codes.PatternMismatch, Codes.LengthOutOfRange,
            Codes.RuleDoesNotFitColumn, Codes.LabelLeak, Codes.RuleViolated, Codes.RuleNotUnderstood,
            Codes.DuplicateRows, Codes.Unbalanced, Codes.Drift,
        ], ignoreOrder: true);
        errors.ShouldAllBe(error => error.Option != null || (error.Line > 0 && error.Column > 0));
    }
}
