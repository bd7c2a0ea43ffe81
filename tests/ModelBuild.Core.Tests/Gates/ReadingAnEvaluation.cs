using System.Text;
using ModelBuild.Core.Gates;

namespace ModelBuild.Core.Tests.Gates;

public class ReadingAnEvaluation
{
    const string Good = """
        {
          "rows": 143,
          "metrics": {
            "logLoss": 0.31,
            "auc": "NaN",
            "lift": "-Infinity"
          },
          "slices": [
            {
              "column": "age_band",
              "value": "40–49 <old>",
              "rows": 0,
              "metrics": {
                "auc": "Infinity"
              }
            }
          ]
        }

        """;

    static EvaluationMetrics Read(string json) => EvaluationMetrics.Read(Encoding.UTF8.GetBytes(json));

    [Fact]
    public void Rows_metrics_and_slices_are_read_in_order()
    {
        var evaluation = Read(Good);

        evaluation.Rows.ShouldBe(143);
        evaluation.Metrics.ShouldBe([new("logLoss", 0.31), new("auc", double.NaN), new("lift", double.NegativeInfinity)]);
        var slice = evaluation.Slices.ShouldHaveSingleItem();
        (slice.Column, slice.Value, slice.Rows).ShouldBe(("age_band", "40–49 <old>", 0));
        slice.Metrics.ShouldBe([new("auc", double.PositiveInfinity)]);
    }

    [Fact]
    public void The_metrics_file_has_the_same_form() => Encoding.UTF8.GetString(MetricsFile.Write(Read(Good))).ShouldBe(Good);

    [Fact]
    public void Details_that_gates_do_not_judge_are_left_out_of_the_metrics_file()
    {
        var detailed = Good.Replace("\"slices\"", "\"intervals\": {\"level\": 0.9, \"samples\": 10, \"metrics\": {\"auc\": [0.5, \"NaN\"]}}, \"baseline\": {\"auc\": 0.5}, \"classes\": [], \"confusion\": {}, \"curves\": [], \"importance\": {}, \"partialDependence\": [], \"slices\"", StringComparison.Ordinal)
            .Replace("\"rows\": 0,", "\"rows\": 0, \"intervals\": {\"level\": 0.9, \"samples\": 10, \"metrics\": {}},", StringComparison.Ordinal);

        var evaluation = Read(detailed);
        Encoding.UTF8.GetString(MetricsFile.Write(evaluation)).ShouldBe(Good);
        evaluation.Intervals.ShouldBe([new("auc", new(0.5, double.NaN, 0.9))]);
        evaluation.Baseline.ShouldBe([new("auc", 0.5)]);
    }

    [Theory]
    [InlineData("", "It is not valid JSON: ")]
    [InlineData("{", "It is not valid JSON: ")]
    [InlineData("""{"rows":1,"metrics":{},"slices":[]} {}""", "It is not valid JSON: ")]
    [InlineData("""{"rows":1,"metrics":{"a":1,"a":2},"slices":[]}""", "It is not valid JSON: ")]
    [InlineData("""{"rows":1,"rows":1,"metrics":{},"slices":[]}""", "It is not valid JSON: ")]
    [InlineData("""{"rows":1,"metrics":{"\ud800":1},"slices":[]}""", "It is not valid JSON: ")]
    [InlineData("""{"rows":1,"metrics":{"a":"\ud800"},"slices":[]}""", "It is not valid JSON: ")]
    [InlineData("""{"rows":1,"metrics":{"a":NaN},"slices":[]}""", "It is not valid JSON: ")]
    [InlineData("""{"rows":1,"metrics":{},"slices":[],"baseline":[]}""", "'baseline' must be an object, but is Array.")]
    [InlineData("""{"rows":1,"metrics":{},"slices":[],"intervals":{}}""", "'intervals' has no member 'level'.")]
    [InlineData("""{"rows":1,"metrics":{},"slices":[],"intervals":{"level":1,"samples":1,"metrics":{}}}""", "the intervals' 'level' must be a number above 0 and below 1, but is 1.")]
    [InlineData("""{"rows":1,"metrics":{},"slices":[],"intervals":{"level":0.9,"samples":1,"metrics":[]}}""", "the intervals' 'metrics' must be an object, but is Array.")]
    [InlineData("""{"rows":1,"metrics":{},"slices":[],"intervals":{"level":0.9,"samples":1,"metrics":{"a":[1]}}}""", "the interval of 'a' must be an array of two numbers, but is [1].")]
    [InlineData("""{"rows":1,"metrics":{},"slices":[],"intervals":{"level":0.9,"samples":1,"metrics":{"a":[1,null]}}}""", "the metric 'a' must be a number, \"NaN\", \"Infinity\" or \"-Infinity\", but is null.")]
    [InlineData("[]", "the evaluation must be an object, but is Array.")]
    [InlineData("""{"metrics":{},"slices":[]}""", "the evaluation has no member 'rows'.")]
    [InlineData("""{"rows":1,"slices":[]}""", "the evaluation has no member 'metrics'.")]
    [InlineData("""{"rows":1,"metrics":{}}""", "the evaluation has no member 'slices'.")]
    [InlineData("""{"rows":1,"metrics":{},"slices":[],"extra":1}""", "the evaluation has an unknown member 'extra'.")]
    [InlineData("""{"rows":-1,"metrics":{},"slices":[]}""", "'rows' must be a whole number of at least 0, but is -1.")]
    [InlineData("""{"rows":1.5,"metrics":{},"slices":[]}""", "'rows' must be a whole number of at least 0, but is 1.5.")]
    [InlineData("""{"rows":"1","metrics":{},"slices":[]}""", "'rows' must be a whole number of at least 0, but is \"1\".")]
    [InlineData("""{"rows":1,"metrics":[],"slices":[]}""", "'metrics' must be an object, but is Array.")]
    [InlineData("""{"rows":1,"metrics":{"a":"0.5"},"slices":[]}""", "the metric 'a' must be a number, \"NaN\", \"Infinity\" or \"-Infinity\", but is \"0.5\".")]
    [InlineData("""{"rows":1,"metrics":{"a":null},"slices":[]}""", "the metric 'a' must be a number, \"NaN\", \"Infinity\" or \"-Infinity\", but is null.")]
    [InlineData("""{"rows":1,"metrics":{"a":1e999},"slices":[]}""", "the metric 'a' must be a number, \"NaN\", \"Infinity\" or \"-Infinity\", but is 1e999.")]
    [InlineData("""{"rows":1,"metrics":{},"slices":{}}""", "'slices' must be an array, but is Object.")]
    [InlineData("""{"rows":1,"metrics":{},"slices":[1]}""", "a slice must be an object, but is Number.")]
    [InlineData("""{"rows":1,"metrics":{},"slices":[{"column":"a","value":"b","rows":1}]}""", "a slice has no member 'metrics'.")]
    [InlineData("""{"rows":1,"metrics":{},"slices":[{"column":"a","value":"b","rows":1,"metrics":{},"curves":[]}]}""", "a slice has an unknown member 'curves'.")]
    [InlineData("""{"rows":1,"metrics":{},"slices":[{"column":"a","value":1,"rows":1,"metrics":{}}]}""", "'value' must be text, but is Number.")]
    public void Any_other_content_is_refused(string json, string message) =>
        Should.Throw<EvaluationFormatException>(() => Read(json)).Message.ShouldStartWith(message);

    [Fact]
    public void Every_cut_of_a_good_file_is_refused()
    {
        var bytes = Encoding.UTF8.GetBytes(Good.TrimEnd());
        for (var length = 0; length < bytes.Length; length++)
            Should.Throw<EvaluationFormatException>(() => EvaluationMetrics.Read(bytes.AsMemory(0, length)));
    }
}
