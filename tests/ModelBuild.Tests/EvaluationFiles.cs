namespace ModelBuild.Tests;

public sealed class EvaluationFiles : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("modelbuild evaluation ").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Keep_every_number_also_those_that_are_none()
    {
        var written = new Evaluation
        {
            Rows = 143,
            Metrics = [new("auc", 0.1 + 0.2), new("logLoss", double.NaN), new("max", double.PositiveInfinity), new("min", double.NegativeInfinity)],
            Slices = [new EvaluationSlice("age \"band\"", "<30", 12, [new("auc", 1)])],
        };
        written.Write(folder);

        var read = Evaluation.Read(folder);

        read.Rows.ShouldBe(143);
        read.Metrics.ShouldBe(written.Metrics);
        read.Slices.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            slice => slice.Column.ShouldBe("age \"band\""),
            slice => slice.Value.ShouldBe("<30"),
            slice => slice.Metrics.ShouldBe([new KeyValuePair<string, double>("auc", 1)]));
    }

    [Fact]
    public void Are_the_same_bytes_for_the_same_evaluation()
    {
        var evaluation = new Evaluation { Rows = 1, Metrics = [new("b", 0.5), new("a", 0.25)] };
        evaluation.Write(folder);
        var first = File.ReadAllBytes(Path.Combine(folder, "evaluation.json"));
        Evaluation.Read(folder).Write(folder);

        File.ReadAllBytes(Path.Combine(folder, "evaluation.json")).ShouldBe(first);
    }
}
