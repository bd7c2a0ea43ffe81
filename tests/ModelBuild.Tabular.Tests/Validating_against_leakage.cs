using System.Globalization;
using System.Text;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

public sealed class Validating_against_leakage : IDisposable
{
    static readonly Definition Binary = new(LearningTask.BinaryClassification, "y") { Positive = "b" };
    static readonly Definition Multiclass = new(LearningTask.MulticlassClassification, "y");
    static readonly Definition Regression = new(LearningTask.Regression, "y");

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // Columns id (unique text), noise (number), group (text), and one more beside a label.
    DataSource Data(int rows, Func<int, string> column, Func<int, string> label)
    {
        var text = new StringBuilder("id,noise,group,x,y\n");
        for (var i = 0; i < rows; i++)
            text.Append(CultureInfo.InvariantCulture, $"u{i * 7919 % 100_003},{Noise(i) % 1000},{"abcd"[(int)(Noise(i + 7) % 4)]},{column(i)},{label(i)}\n");
        return folder.Data(text.ToString());
    }

    static ulong Noise(int i) => BitMixer.Mix((ulong)i + 1_000_000 + BitMixer.Step);

    static string Class(int i) => Noise(i + 31) % 3 == 0 ? "b" : "a";

    static void ShouldLeak(Definition definition, DataSource data, string message)
    {
        var error = Outcome.Error(() => definition.Validate(definition.Ingest(data), data));
        (error.Code, error.Option).ShouldBe((Codes.LabelLeak, "data.leakage"));
        error.Message.ShouldStartWith(message);
        definition = definition with { More = schema => schema with { Leakage = new() { Allow = ["x"] } } };
        definition.Validate(definition.Ingest(data), data).Profile.Notes.ShouldHaveSingleItem().ShouldEndWith("data.leakage.allow accepts it.");
    }

    static void ShouldPass(Definition definition, DataSource data) => definition.Validate(definition.Ingest(data), data).Profile.Notes.ShouldBeEmpty();

    [Fact]
    public void Finds_the_label_in_other_words() =>
        ShouldLeak(Binary, Data(500, i => Class(i) == "b" ? "churned" : "stayed", Class),
            "Column 'x' alone avoids 100 % of the errors that always saying the most frequent class of 'y' makes (in line 2 it is '");

    [Fact]
    public void Finds_a_number_above_some_limit_in_one_class_only() =>
        ShouldLeak(Binary, Data(500, i => (Class(i) == "b" ? 5000 + Noise(i) % 100 : Noise(i) % 5000).ToString(CultureInfo.InvariantCulture), Class), "Column 'x' alone avoids 100 %");

    [Fact]
    public void Finds_the_number_that_classes_are_ranges_of() =>
        ShouldLeak(Multiclass, Data(700, i => Noise(i).ToString(CultureInfo.InvariantCulture), i => (Noise(i) / (ulong.MaxValue / 5 + 1)).ToString(CultureInfo.InvariantCulture)), "Column 'x' alone avoids 100 %");

    [Fact]
    public void Finds_a_column_that_is_filled_in_for_one_class_only() =>
        ShouldLeak(Binary, Data(500, i => Class(i) == "b" ? Noise(i).ToString(CultureInfo.InvariantCulture) : "", Class), "Column 'x' alone avoids 100 %");

    [Fact]
    public void Finds_the_number_to_predict_in_another_unit() =>
        ShouldLeak(Regression, Data(500, i => (Noise(i + 5) % 1000 * 1.8 + 32).ToString(CultureInfo.InvariantCulture), i => (Noise(i + 5) % 1000).ToString(CultureInfo.InvariantCulture)),
            "Column 'x' alone explains 100 % of the variance of the label 'y'");

    [Fact]
    public void Finds_a_text_that_the_number_to_predict_hangs_on() =>
        ShouldLeak(Regression, Data(500, i => "pqrs"[(int)(Noise(i + 5) % 4)].ToString(), i => (Noise(i + 5) % 4 * 10).ToString(CultureInfo.InvariantCulture)), "Column 'x' alone explains 100 %");

    [Fact]
    public void Takes_an_identifier_for_none()
    {
        // Unique texts, unique numbers, and values of a few rows each.
        ShouldPass(Binary, Data(1000, i => Noise(i).ToString(CultureInfo.InvariantCulture), Class));
        ShouldPass(Regression, Data(1000, i => $"t{i}", i => Noise(i + 5).ToString(CultureInfo.InvariantCulture)));
        ShouldPass(Binary, Data(1000, i => $"t{i / 4}", i => Class(i / 4)));
    }

    [Fact]
    public void Takes_a_column_that_says_nothing_for_none() =>
        ShouldPass(Multiclass, Data(1000, i => i % 500 == 0 ? "1" : "0", i => (Noise(i) % 5).ToString(CultureInfo.InvariantCulture)));

    [Fact]
    public void Lets_a_feature_be_very_good() =>
        ShouldPass(Binary, Data(1000, i => i % 200 == 0 ? "q" : Class(i), Class));

    [Fact]
    public void Says_nothing_of_few_rows_or_a_class_of_few_rows()
    {
        ShouldPass(Binary, Data(99, Class, Class));
        ShouldPass(Binary, Data(1000, i => i < 9 ? "q" : "p", i => i < 9 ? "b" : "a"));
    }

    [Fact]
    public void Judges_features_only()
    {
        var data = Data(500, Class, Class);
        ShouldPass(Binary with { Rules = new() { ["x"] = new() { Feature = false } } }, data);
        ShouldPass(Binary with { Key = ["x"] }, data);
        ShouldPass(Binary with { Ignore = ["x"] }, data);
        ShouldPass(Binary with { Weight = "x" }, Data(500, i => Class(i) == "b" ? "2" : "1", Class));
    }

    [Fact]
    public void Finds_it_in_a_sample_of_many_rows() =>
        ShouldLeak(Binary, Data(150_000, i => Class(i) == "b" ? "churned" : "stayed", Class), "Column 'x' alone avoids 100 %");

    [Fact]
    public void Finds_nothing_in_the_four_real_data_sets()
    {
        var digits = new Definition(LearningTask.MulticlassClassification, "digit");
        var found = new List<(string Name, double Share)>();
        foreach (var (definition, file) in new[] { (Definition.BreastCancer, "breast-cancer.csv"), (Definition.Wine, "wine.csv"), (Definition.Diabetes, "diabetes.csv"), (digits, "digits.csv") })
        {
            var data = Definition.File(file);
            var table = definition.Ingest(data);
            definition.Validate(table, data).Rows.ShouldBeGreaterThan(100);
            var label = table.Find(definition.Label)!;
            var leakage = definition.Task == LearningTask.Regression ? LabelLeakage.OfNumbers((NumericColumn)label) : LabelLeakage.OfClasses(LabelClasses.Of(label));
            leakage.CanJudge.ShouldBeTrue();
            foreach (var column in table.Columns)
                if (column != label)
                    found.Add(($"{file} {column.Name}", leakage.Of(column)));
        }
        var (name, share) = found.MaxBy(one => one.Share);
        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {share}");
        share.ShouldBeLessThan(0.9, name);
    }

    [Fact]
    public void Is_not_swayed_by_how_equal_values_are_sorted()
    {
        var data = Data(3000, i => (i % 3).ToString(CultureInfo.InvariantCulture), i => (Noise(i) % 1000 * 1.1).ToString("R", CultureInfo.InvariantCulture));
        var table = Regression.Ingest(data);
        var turned = table.Select([.. Enumerable.Range(0, 3000).Select(i => (i * 7) % 3000)]);
        var (one, other) = (LabelLeakage.OfNumbers((NumericColumn)table.Find("y")!).Of(table.Find("x")!), LabelLeakage.OfNumbers((NumericColumn)turned.Find("y")!).Of(turned.Find("x")!));
        one.ShouldBe(other, 1e-12);
    }

    [Fact]
    public void Finds_the_same_row_in_two_parts()
    {
        var table = Regression.Ingest(folder.Data("id,x,y\n1,5,1\n2,5,2\n1,5,1\n3,,4\n3,,4\n"));
        int[] parts = [0, 0, 1, 1, -1];
        var found = PartLeakage.Find(table.Rows, parts, table.Columns);
        (found.Rows.Count, found.Rows.First.Single(), found.Others.Single()).ShouldBe((1, 2, 0));
        var error = PartLeakage.Errors(table, found, parts, ["training", "test"], [], "split.method").ShouldHaveSingleItem();
        (error.Code, error.Option).ShouldBe((Codes.SharedRows, "split.method"));
        error.Message.ShouldBe("The same row is in the test part (line 4) and in the training part (line 2), so that the model is tested on what it was trained on. Put both into one part, remove one, or set split.allowShared: true where it has to be so.");
        PartLeakage.Find(table.Rows, [0, 1, 0, 1, 1], table.Columns).Rows.Count.ShouldBe(0);
    }

    [Fact]
    public void Finds_the_same_group_in_two_parts()
    {
        var table = Regression.Ingest(folder.Data("id,x,y\n1,5,1\n1,6,2\n1,7,1\n,8,4\n,9,4\n"));
        int[] parts = [0, 1, 2, 0, 1];
        IReadOnlyList<Column> keys = [table.Find("id")!];
        var found = PartLeakage.Find(table.Rows, parts, keys);
        found.Rows.First.ShouldBe([1, 2]);
        PartLeakage.Errors(table, found, parts, ["training", "validation", "test"], ["id"], "split.column")[1].Message
            .ShouldStartWith("A row of the same id (1) is in the test part (line 4) and in the training part (line 2)");
    }

    [Fact]
    public void Finds_what_a_column_of_parts_divides()
    {
        var definition = Regression with { SplitOptions = new() { Method = SplitMethod.Column, Column = "part" } };
        const string Text = "id,x,y,part\n1,5,1,train\n2,6,2,train\n1,5,1,test\n";

        var error = Outcome.Error(() => Split(definition, Text));
        (error.Code, error.Option).ShouldBe((Codes.SharedRows, "split.column"));
        error.Message.ShouldStartWith("The same row is in the test part (line 4) and in the training part (line 2)");
        Split(definition with { SplitOptions = definition.SplitOptions with { AllowShared = true } }, Text).Test.Rows.ShouldBe(1);

        var other = Text.Replace("1,5,1,test", "1,7,1,test", StringComparison.Ordinal);
        Split(definition, other).Test.Rows.ShouldBe(1);
        Outcome.Error(() => Split(definition with { Key = ["id"] }, other)).Message.ShouldStartWith("A row of the same id (1) is in the test part");
        Outcome.Error(() => Split(definition with { SplitOptions = definition.SplitOptions with { Group = ["id"] } }, other)).Option.ShouldBe("split.group");
    }

    [Fact]
    public void Finds_groups_that_time_divides_and_lets_a_key_come_again()
    {
        var definition = Regression with { Key = ["id"], SplitOptions = new() { Method = SplitMethod.Time, Column = "x", TestFrom = "7" } };
        const string Text = "id,x,y\n1,5,1\n2,6,2\n1,7,1\n";

        Split(definition, Text).Test.Rows.ShouldBe(1);
        var error = Outcome.Error(() => Split(definition with { SplitOptions = definition.SplitOptions with { Group = ["id"] } }, Text));
        (error.Code, error.Option).ShouldBe((Codes.SharedRows, "split.group"));
    }

    TableSplit Split(Definition definition, string text)
    {
        var data = folder.Data(text);
        var table = definition.Ingest(data);
        return definition.Split(table, (definition with { More = schema => schema with { Leakage = new() { Max = 1 } } }).Validate(table, data));
    }

    [Fact]
    public void Lists_ten_rows_that_are_in_two_parts_and_counts_them_all()
    {
        var table = new Table(100, [new NumericColumn("x", [.. Enumerable.Range(0, 100).Select(i => (double)(i / 2))])]);
        int[] parts = [.. Enumerable.Range(0, 100).Select(i => i % 2)];
        var errors = PartLeakage.Errors(table, PartLeakage.Find(100, parts, table.Columns), parts, ["training", "test"], [], "split");
        errors.Count.ShouldBe(11);
        errors[10].Message.ShouldBe("50 rows are in two parts; the first 10 are listed.");
    }
}
