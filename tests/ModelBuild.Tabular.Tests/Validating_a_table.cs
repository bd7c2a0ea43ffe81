namespace ModelBuild.Tabular.Tests;

public sealed class Validating_a_table : IDisposable
{
    const string Text = "id,x,c,y\n1,10,a,no\n2,,b,yes\n3,30,,no\n4,40,a,yes\n";

    static readonly Definition Binary = new(LearningTask.BinaryClassification, "y") { Positive = "yes", Ignore = ["id"] };
    static readonly Definition Regression = new(LearningTask.Regression, "x");

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    ValidationReport Validate(Definition definition, string text = Text)
    {
        var data = folder.Data(text);
        return definition.Validate(definition.Ingest(data).Reread(), data);
    }

    StageError Error(Definition definition, string text = Text) => Outcome.Error(() => Validate(definition, text));

    [Fact]
    public void Reports_what_valid_data_looks_like()
    {
        var report = Validate(Binary).Reread();
        report.Rows.ShouldBe(4);
        report.Profile.Columns.Select(column => (column.Name, column.Type, column.Missing, column.Distinct)).ShouldBe(
        [
            ("x", ColumnType.Numeric, 1, 3),
            ("c", ColumnType.Categorical, 1, 2),
            ("y", ColumnType.Categorical, 0, 2),
        ]);
        report.Profile.Classes.ShouldBe([new("no", 2), new("yes", 2)]);
    }

    [Fact]
    public void Names_the_nearest_column_where_the_label_is_not_there()
    {
        var error = Error(new(LearningTask.Regression, "diagnosys"), "radius,diagnosis\n1,2\n");
        (error.Code, error.Option, error.Input).ShouldBe((Codes.LabelNotFound, "data.label", null));
        error.Message.ShouldBe("The data has no column 'diagnosys' to be the label. Did you mean 'diagnosis'? The columns are: radius, diagnosis.");
    }

    [Fact]
    public void Refuses_a_label_that_is_left_out()
    {
        Error(Binary with { Ignore = ["id", "y"] }).Code.ShouldBe(Codes.LabelLeftOut);
        Error(Binary with { Key = ["y"] }).Code.ShouldBe(Codes.LabelLeftOut);
    }

    [Fact]
    public void Finds_missing_labels_with_line_and_column()
    {
        var error = Error(Regression);
        (error.Code, error.Input, error.Line, error.Column).ShouldBe((Codes.MissingLabel, "data", 3, 3));
    }

    [Theory]
    [InlineData(LearningTask.Regression, "c", Codes.LabelDoesNotFitTask)]
    [InlineData(LearningTask.BinaryClassification, "x", Codes.LabelDoesNotFitTask)]
    [InlineData(LearningTask.MulticlassClassification, "x", Codes.LabelDoesNotFitTask)]
    [InlineData(LearningTask.MulticlassClassification, "one", Codes.WrongNumberOfClasses)]
    [InlineData(LearningTask.BinaryClassification, "three", Codes.WrongNumberOfClasses)]
    [InlineData(LearningTask.BinaryClassification, "c", Codes.PositiveNotSet)]
    public void Checks_that_the_label_fits_the_task(LearningTask task, string label, string code)
    {
        var error = Error(new(task, label), "x,c,one,three\n1.5,a,k,1\n2,b,k,2\n3,a,k,3\n");
        (error.Code, error.Option).ShouldBe((code, "data.label"));
    }

    [Fact]
    public void Shows_the_class_that_is_one_too_many() =>
        Error(new(LearningTask.BinaryClassification, "y") { Positive = "yes" }, "x,y\n1,yes\n2,no\n3,Yes\n4,no\n5,yes\n").Message.ShouldBe(
            "The label 'y' has 3 classes, and a binary classification has two. The rarest, 'Yes', is in 1 of 5 rows, first in line 4. Is 'yes' meant? The classes are: Yes, no, yes. Correct the data, or use the task multiclass-classification.");

    [Fact]
    public void Refuses_a_classification_with_more_than_a_thousand_classes() =>
        Error(new(LearningTask.MulticlassClassification, "y"), "x,y\n" + string.Concat(Enumerable.Range(0, 1001).Select(i => $"1,t{i}\n")))
            .Message.ShouldContain("1001 different values");

    [Fact]
    public void Checks_that_the_positive_class_is_one_of_the_two()
    {
        var error = Error(Binary with { Positive = "yess" });
        (error.Code, error.Option).ShouldBe((Codes.PositiveNotALabel, "data.positive"));
        error.Message.ShouldContain("Did you mean 'yes'?");
        Error(new(LearningTask.Regression, "x") { Positive = "1" }, "x,z\n1,2\n2,2\n").Code.ShouldBe(Codes.PositiveNotALabel);
    }

    [Theory]
    [InlineData("0", "1")]
    [InlineData("false", "true")]
    [InlineData("False", "True")]
    public void Needs_no_positive_class_where_it_goes_without_saying(string negative, string positive) =>
        Validate(new(LearningTask.BinaryClassification, "y"), $"x,y\n1,{negative}\n2,{positive}\n").Profile.Classes.Count.ShouldBe(2);

    [Fact]
    public void Takes_a_positive_number_in_any_spelling() =>
        Validate(new(LearningTask.BinaryClassification, "y") { Positive = "2.0" }, "x,y\n1,1\n2,2\n").Profile.Classes.Count.ShouldBe(2);

    [Fact]
    public void Names_every_column_that_is_not_there()
    {
        var definition = Binary with { Ignore = ["id", "iid"], Key = ["xx"], Rules = new() { ["d"] = new() { Min = 1 } } };
        var errors = Outcome.Errors(() => Validate(definition));
        errors.Select(error => (error.Code, error.Option)).ShouldBe(
            [(Codes.ColumnNotFound, "data.ignore"), (Codes.ColumnNotFound, "data.key"), (Codes.ColumnNotFound, "data.columns.d")]);
        errors[0].Message.ShouldContain("Did you mean 'id'?");
    }

    [Fact]
    public void Checks_every_rule_and_finds_the_cells()
    {
        var definition = Binary with
        {
            Key = ["c"],
            Rules = new()
            {
                ["x"] = new() { Required = true, Min = 20, Max = 35, Values = ["10", "30.0"] },
                ["y"] = new() { Values = ["no"] },
            },
        };
        Outcome.Errors(() => Validate(definition)).Select(error => (error.Code, error.Input, error.Line, error.Column)).ShouldBe(
        [
            (Codes.MissingKey, "data", 4, 6),
            (Codes.MissingValue, "data", 3, 3),
            (Codes.BelowMinimum, "data", 2, 3),
            (Codes.AboveMaximum, "data", 5, 3),
            (Codes.UnexpectedValue, "data", 5, 3),
            (Codes.UnexpectedValue, "data", 3, 6),
            (Codes.UnexpectedValue, "data", 5, 8),
        ]);
    }

    [Fact]
    public void Finds_cells_behind_line_breaks_and_wide_characters()
    {
        var error = Error(new(LearningTask.Regression, "y") { Rules = new() { ["x"] = new() { Min = 0 } } }, "c,x,y\n\"a\r\nü𝒳\",-1,2\n\nb,1,2\n");
        (error.Code, error.Line, error.Column).ShouldBe((Codes.BelowMinimum, 3, 6));
        error.Message.ShouldBe("-1 in column 'x' is below its minimum 0. Correct the data or the rule.");
    }

    [Fact]
    public void Shows_the_first_ten_findings_of_a_rule_and_counts_them_all()
    {
        var text = "x,y\n" + string.Concat(Enumerable.Range(0, 25).Select(i => $"{-i - 1},{i}\n"));
        var errors = Outcome.Errors(() => Validate(new(LearningTask.Regression, "y") { Rules = new() { ["x"] = new() { Min = 0 } } }, text));
        errors.Count.ShouldBe(11);
        errors.Take(10).Select(error => error.Line).ShouldBe(Enumerable.Range(2, 10).Select(line => (int?)line));
        errors[10].Option.ShouldBe("data.columns.x.min");
        errors[10].Message.ShouldBe("25 rows of column 'x' are wrong in this way; the first 10 are listed.");
    }

    [Fact]
    public void Refuses_rules_that_do_not_fit_their_column()
    {
        var error = Error(Binary with { Rules = new() { ["c"] = new() { Max = 1 } } });
        (error.Code, error.Option).ShouldBe((Codes.RuleDoesNotFitColumn, "data.columns.c.max"));
        error = Error(Binary with { Rules = new() { ["x"] = new() { Values = ["ten"] } } });
        (error.Code, error.Option).ShouldBe((Codes.RuleDoesNotFitColumn, "data.columns.x.values"));
        error = Error(Binary with { Rules = new() { ["x"] = new() { Min = 3, Max = 1 } } });
        (error.Code, error.Option).ShouldBe((Codes.RuleDoesNotFitColumn, "data.columns.x.min"));
    }
}
