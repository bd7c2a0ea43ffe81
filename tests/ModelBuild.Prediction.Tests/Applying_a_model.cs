namespace ModelBuild.Prediction.Tests;

public class Applying_a_model
{
    static double Regress(object? age, object? colour) => Models.Regression().Predict([Models.Row(age, colour)]).Value(0);

    [Fact]
    public void Numbers_are_shifted_and_scaled_and_texts_are_one_hot() => Regress(50, "red").ShouldBe(100 + 10 * 2 + 3);

    [Fact]
    public void A_missing_number_is_filled() => Regress(null, "blue").ShouldBe(100 + 10 * 1 + 1);

    [Fact]
    public void A_missing_text_is_filled() => Regress(30, null).ShouldBe(102);

    [Fact]
    public void An_unknown_text_is_none_of_the_levels() => Regress(30, "mauve").ShouldBe(100);

    [Fact]
    public void Every_kind_of_number_is_taken() =>
        new object[] { 50, 50L, 50f, 50.0, 50m, (short)50, (byte)50 }.ShouldAllBe(age => Regress(age, "red") == 123);

    [Fact]
    public void A_binary_model_gives_both_probabilities_with_the_positive_last()
    {
        var predictions = Models.Binary().Predict([Models.Row(30, "blue"), Models.Row(1030, "green"), Models.Row(-9970, "blue")]);
        predictions[0][1].ShouldBe(1 / (1 + Math.Exp(0.5)), 1e-15);
        (predictions[0][0] + predictions[0][1]).ShouldBe(1, 1e-15);
        predictions.Label(0).ShouldBe("no");
        predictions.Label(1).ShouldBe("yes");
        predictions[1][0].ShouldBe(Math.Exp(-102.5), 1e-55); // would be 0 as 1 - p
        predictions[2][1].ShouldBe(0);
    }

    [Fact]
    public void A_multiclass_model_gives_probabilities_that_sum_to_one()
    {
        var predictions = Models.Multiclass().Predict([Models.Row(30, "green")]);
        var e = new[] { Math.Exp(0), Math.Exp(0.1), Math.Exp(1.2) };
        for (var k = 0; k < 3; k++)
            predictions[0][k].ShouldBe(e[k] / e.Sum(), 1e-15);
        predictions.Label(0).ShouldBe("c");
        Should.Throw<InvalidOperationException>(() => predictions.Value(0));
    }

    [Fact]
    public void A_batch_by_column_gives_the_same_as_single_rows()
    {
        var ages = Enumerable.Range(0, 1000).Select(i => i % 7 == 0 ? double.NaN : i * 0.37).ToArray();
        var colours = Enumerable.Range(0, 1000).Select(i => i % 5 == 0 ? null : new[] { "red", "blue", "mauve" }[i % 3]).ToArray();
        var batch = new RowBatch(1000);
        batch.AddNumeric("age", ages);
        batch.AddCategorical("colour", colours);
        batch.AddCategorical("not read", colours);
        var model = Models.Binary();
        var together = model.Predict(batch);
        for (var row = 0; row < 1000; row++)
        {
            var alone = model.Predict([Models.Row(double.IsNaN(ages[row]) ? null : ages[row], colours[row])]);
            alone[0].ToArray().ShouldBe(together[row].ToArray());
        }
    }

    [Fact]
    public void No_rows_give_no_predictions() => Models.Binary().Predict(Array.Empty<Dictionary<string, object?>>()).Rows.ShouldBe(0);

    [Fact]
    public void An_absent_column_is_an_error_that_names_it() =>
        Should.Throw<ArgumentException>(() => Models.Binary().Predict([new Dictionary<string, object?> { ["age"] = 1 }]))
            .Message.ShouldContain("'colour'");

    [Fact]
    public void An_absent_column_of_a_batch_is_an_error_that_names_it()
    {
        var batch = new RowBatch(1);
        batch.AddNumeric("age", [1]);
        Should.Throw<ArgumentException>(() => Models.Binary().Predict(batch)).Message.ShouldContain("no column 'colour'");
    }

    [Fact]
    public void A_column_of_the_wrong_type_is_an_error()
    {
        Should.Throw<ArgumentException>(() => Regress("fifty", "red")).Message.ShouldBe("Column 'age' is the text 'fifty' in row 0; the model needs a number.");
        Should.Throw<ArgumentException>(() => Regress("", "red")).Message.ShouldContain("'age' is the text '' in row 0");
        Should.Throw<ArgumentException>(() => Regress(new string('7', 51), "red")).Message.ShouldContain($"'{new string('7', 50)}…'");
        Should.Throw<ArgumentException>(() => Regress(50, 3.5)).Message.ShouldBe("Column 'colour' is 3.5 (Double) in row 0; the model needs a string.");
        var batch = new RowBatch(1);
        batch.AddNumeric("age", [1]);
        batch.AddNumeric("colour", [1]);
        Should.Throw<ArgumentException>(() => Models.Binary().Predict(batch)).Message.ShouldContain("has numbers; the model needs texts");
    }

    [Fact]
    public void An_infinite_number_is_an_error() =>
        Should.Throw<ArgumentException>(() => Regress(double.PositiveInfinity, "red")).Message.ShouldContain("must be finite");

    [Fact]
    public void Columns_must_have_as_many_rows_as_the_batch_and_valid_codes()
    {
        Should.Throw<ArgumentException>(() => new RowBatch(2).AddNumeric("age", [1]));
        Should.Throw<ArgumentException>(() => new RowBatch(1).AddCategorical("colour", [1], ["red"]));
        Should.Throw<ArgumentException>(() => new RowBatch(1).AddCategorical("colour", [-2], ["red"]));
    }

    [Fact]
    public void The_schema_tells_what_the_model_reads()
    {
        var schema = Models.Binary().Schema;
        schema.Task.ShouldBe(ModelTask.BinaryClassification);
        schema.Labels.ShouldBe(["no", "yes"]);
        schema.Columns.Select(column => (column.Name, column.Type)).ShouldBe([("age", FeatureType.Numeric), ("colour", FeatureType.Categorical)]);
        schema.Columns[1].Levels.ShouldBe(["blue", "green", "red"]);
    }
}
