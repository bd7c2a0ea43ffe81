using ModelBuild.Core.Gates;

namespace ModelBuild.Tabular.Tests;

// What an evaluation tells of single rows, read by what gates read it with.
public sealed class Telling_rows : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static readonly Definition Small = new(LearningTask.BinaryClassification, "y") { Key = ["id"], Weight = "w", EvaluateOptions = new() { Slices = ["plan"] } };

    static Table Rows(int first, int count, double weight = 1, double shift = 0) => new(count,
    [
        new CategoricalColumn("id", [.. Enumerable.Range(0, count)], [.. Enumerable.Range(first, count).Select(id => $"r{id:0000}")]),
        new NumericColumn("x", [.. Enumerable.Range(first, count).Select(id => (id % 7) + shift)]),
        new CategoricalColumn("plan", [.. Enumerable.Range(first, count).Select(id => id % 3 - 1)], ["a", "b"]),
        new NumericColumn("y", [.. Enumerable.Range(first, count).Select(id => id * id % 7 > 3 ? 1.0 : 0)]),
        new NumericColumn("w", [.. Enumerable.Range(first, count).Select(_ => weight)]),
    ]);

    Core.Gates.RowPredictions Predictions(Evaluation evaluation) => Read(evaluation, "predictions.bin", Core.Gates.RowPredictions.Read);

    Core.Gates.TrainingRows TrainingRows(Evaluation evaluation) => Read(evaluation, "training-rows.bin", Core.Gates.TrainingRows.Read);

    T Read<T>(Evaluation evaluation, string name, Func<Stream, T> read)
    {
        var path = Directory.CreateDirectory(Path.Combine(folder.Path, Path.GetRandomFileName())).FullName;
        evaluation.Write(path);
        using var stream = File.OpenRead(Path.Combine(path, name));
        return read(stream);
    }

    static Evaluation Evaluate(Definition definition, TableSplit split, int threads = 1) => TabularPipeline.Evaluate(
        definition.Train(split, definition.Features(split)), split, definition.EvaluateOptions, new() { Label = definition.Label, Key = definition.Key, Weight = definition.Weight },
        new(), new RecordingContext(threads), []);

    [Fact]
    public void Tells_truth_prediction_score_and_slice_of_each()
    {
        var evaluation = Evaluate(Small, new(Rows(0, 60), Rows(60, 30, weight: 2)));
        var predictions = Predictions(evaluation);

        predictions.Labels.ShouldBe(["0", "1"]);
        predictions.Ids.Length.ShouldBe(30);
        predictions.Truth.ShouldBe(Enumerable.Range(60, 30).Select(id => id * id % 7 > 3 ? 1.0 : 0));
        predictions.Weights.ShouldBe(Enumerable.Repeat(2.0, 30));
        predictions.Predicted.ShouldBe(predictions.Scores!.Select(score => score >= 0.5 ? 1.0 : 0));
        predictions.Predicted.Zip(predictions.Truth, (its, truth) => its == truth ? 1 : 0).Average().ShouldBe(evaluation.Metric("accuracy"), 1e-12);
        predictions.Slices.Keys.Select(slice => slice.ToString()).ShouldBe(["plan=", "plan=a", "plan=b"]);
        predictions.Slices[new("plan", "a")].ShouldBe(Enumerable.Range(0, 30).Where(row => (row + 60) % 3 == 1));

        var read = evaluation.Reread();
        read.Predictions!.Scores.ShouldBe(predictions.Scores);
        read.Predictions.Slices.Select(slice => slice.Rows.Count).ShouldBe([10, 10, 10]);
        read.Digest().ShouldBe(evaluation.Digest());
    }

    [Fact]
    public void An_id_is_of_the_key_alone()
    {
        var one = Predictions(Evaluate(Small, new(Rows(0, 60), Rows(60, 30))));
        // Other features, weights, order and neighbours.
        var two = Predictions(Evaluate(Small, new(Rows(0, 60), Rows(60, 30, weight: 3, shift: 0.5).Select([.. Enumerable.Range(0, 30).Reverse()]))));
        two.Ids.Reverse().ShouldBe(one.Ids);
        one.Ids.ShouldBeUnique();
        two.Identity.ShouldBe(one.Identity);
    }

    [Fact]
    public void Without_a_key_an_id_is_of_all_columns_but_label_and_weight()
    {
        var definition = Small with { Key = [], Ignore = [] };
        var rows = Rows(60, 30);
        var one = Predictions(Evaluate(definition, new(Rows(0, 60), rows)));
        var relabelled = new Table(30, [.. rows.Columns.Where(column => column.Name is not ("y" or "w")), new NumericColumn("y", [.. Enumerable.Range(0, 30).Select(i => i % 2)]), new NumericColumn("w", [.. Enumerable.Range(0, 30).Select(i => i + 1.0)])]);
        Predictions(Evaluate(definition, new(Rows(0, 60), relabelled))).Ids.ShouldBe(one.Ids);
        Predictions(Evaluate(definition, new(Rows(0, 60), Rows(60, 30, shift: 0.5)))).Ids.ShouldNotBe(one.Ids);
        // By the key it means something else.
        Predictions(Evaluate(Small, new(Rows(0, 60), rows))).Identity.ShouldNotBe(one.Identity);
    }

    [Fact]
    public void Knows_the_rows_that_the_model_was_made_from()
    {
        var rows = TrainingRows(Evaluate(Small, new(Rows(0, 60), Rows(60, 30), Rows(200, 10))));

        rows.Ids.Length.ShouldBe(70);
        rows.Ids.ShouldBeInOrder();
        // A later test part that has five rows of training, and two of those that were looked at.
        var later = Predictions(Evaluate(Small, new(Rows(300, 60), Rows(55, 20))));
        rows.IsComparable(later).ShouldBeTrue();
        rows.Overlaps(later.Ids).ShouldBe(5);
        rows.Overlaps(Predictions(Evaluate(Small, new(Rows(300, 60), Rows(208, 20)))).Ids).ShouldBe(2);
        rows.Overlaps(Predictions(Evaluate(Small, new(Rows(300, 60), Rows(400, 20)))).Ids).ShouldBe(0);
    }

    [Fact]
    public void Is_the_same_for_any_number_of_threads()
    {
        var definition = Generated.Of("multiclass") with { Key = [] };
        var split = definition.Run(folder.Data(Generated.Csv(20_000))).Split;
        Evaluate(definition, split, 1).Digest().ShouldBe(Evaluate(definition, split, 4).Digest());
    }

    [Fact]
    public void Tells_the_numbers_of_a_regression()
    {
        var definition = Small with { Label = "x", Weight = null };
        var wide = definition with { Task = LearningTask.Regression };
        var predictions = Predictions(TabularPipeline.Evaluate(
            wide.Train(new(Rows(0, 60), Rows(60, 30)), wide.Features(new(Rows(0, 60), Rows(60, 30)))), new(Rows(0, 60), Rows(60, 30)), new(), new() { Label = "x", Key = ["id"] }, new(), new RecordingContext(), []));
        (predictions.Labels.Count, predictions.Scores, predictions.Weights).ShouldBe((0, null, null));
        predictions.Truth.ShouldBe(Enumerable.Range(60, 30).Select(id => (double)(id % 7)));
    }
}
