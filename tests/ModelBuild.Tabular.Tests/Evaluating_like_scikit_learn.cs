using System.Diagnostics;
using System.Text.Json;

namespace ModelBuild.Tabular.Tests;

// tests/interop/sklearn/metrics.py makes the rows and says what scikit-learn's metrics of them are.
public class Evaluating_like_scikit_learn
{
    const double Tolerance = 1e-9;

    static readonly string Fixture = Path.Combine(AppContext.BaseDirectory, "fixtures", "sklearn-metrics.json");

    static readonly JsonElement Root = JsonDocument.Parse(File.ReadAllBytes(Fixture)).RootElement;

    public static TheoryData<string> Binary => Names("binary");

    public static TheoryData<string> Multiclass => Names("multiclass");

    public static TheoryData<string> Regression => Names("regression");

    [Theory]
    [MemberData(nameof(Binary))]
    public void A_binary_classification(string name)
    {
        var json = Case("binary", name);
        var probabilities = Numbers(json, "probabilities")!;
        var threshold = json.GetProperty("threshold").GetDouble();
        var metrics = new BinaryMetrics(
            Array.ConvertAll(probabilities, p => 1 - p), probabilities, Array.ConvertAll(Numbers(json, "truth")!, truth => truth == 1),
            Array.ConvertAll(probabilities, p => p >= threshold), Numbers(json, "weights"));

        ShouldAgree(metrics, json);
        ShouldBe(metrics.Confusion(), Numbers(json, "confusion")!, "confusion");
        var curve = ThresholdCurve.Of(metrics.Ranked, null);
        ShouldLieOn(curve, json.GetProperty("roc"), "falsePositiveRate", "recall");
        ShouldLieOn(curve, json.GetProperty("precisionRecall"), "precision", "recall");
        var calibration = metrics.Calibration().Curve(null);
        if (json.GetProperty("calibration") is { ValueKind: JsonValueKind.Object } expected)
            foreach (var series in new[] { "probability", "share" })
                ShouldBe([.. calibration.Series.Single(each => each.Key == series).Value], Numbers(expected, series)!, series);
    }

    [Theory]
    [MemberData(nameof(Multiclass))]
    public void A_multiclass_classification(string name)
    {
        var json = Case("multiclass", name);
        var rows = json.GetProperty("probabilities").EnumerateArray().Select(row => row.EnumerateArray().Select(p => p.GetDouble()).ToArray()).ToArray();
        var byClass = Enumerable.Range(0, rows[0].Length).Select(k => Array.ConvertAll(rows, row => row[k])).ToArray();
        var called = Array.ConvertAll(rows, row => Array.IndexOf(row, row.Max()));
        var metrics = new MulticlassMetrics(byClass, Array.ConvertAll(Numbers(json, "truth")!, truth => (int)truth), called, Numbers(json, "weights"));

        ShouldAgree(metrics, json);
        ShouldBe(metrics.Confusion(), Numbers(json, "confusion")!, "confusion");
        var classes = json.GetProperty("classes").EnumerateArray().ToArray();
        classes.Length.ShouldBe(byClass.Length);
        for (var k = 0; k < classes.Length; k++)
            foreach (var (metric, value) in metrics.Classes()[k])
                value.ShouldBe(classes[k].GetProperty(metric).GetDouble(), Tolerance, metric);
    }

    [Theory]
    [MemberData(nameof(Regression))]
    public void A_regression(string name)
    {
        var json = Case("regression", name);
        var metrics = new RegressionMetrics(Numbers(json, "predictions")!, Numbers(json, "truth")!, json.GetProperty("quantile").GetDouble(), Numbers(json, "weights"));

        ShouldAgree(metrics, json);
        ShouldBe([.. metrics.ResidualQuantiles().Series[1].Value], Numbers(json, "residualQuantiles")!, "residualQuantiles");
    }

    [Fact]
    public async Task Which_says_so_today()
    {
        const string Python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(Python), $"There is no {Python}.");
        var (check, version) = await PythonAsync(Python, "-c", "import sklearn; print(sklearn.__version__)");
        Assert.SkipUnless(check == 0, "The package python3-sklearn is not installed.");
        Assert.SkipUnless(version.Trim() == "1.2.1", $"The fixture is of scikit-learn 1.2.1, and {version.Trim()} is installed.");

        var (code, output) = await PythonAsync(Python, Path.Combine(Repository(AppContext.BaseDirectory), "tests", "interop", "sklearn", "metrics.py"));

        code.ShouldBe(0);
        using var fresh = JsonDocument.Parse(output);
        ShouldBeClose(fresh.RootElement, Root, "$");
    }

    // The last digits are numpy's, whose sums follow the processor.
    static void ShouldBeClose(JsonElement actual, JsonElement expected, string path)
    {
        actual.ValueKind.ShouldBe(expected.ValueKind, path);
        if (expected.ValueKind == JsonValueKind.Number)
            actual.GetDouble().ShouldBe(expected.GetDouble(), 1e-12 * Math.Max(1, Math.Abs(expected.GetDouble())), path);
        else if (expected.ValueKind == JsonValueKind.Array)
        {
            actual.GetArrayLength().ShouldBe(expected.GetArrayLength(), path);
            for (var i = 0; i < expected.GetArrayLength(); i++)
                ShouldBeClose(actual[i], expected[i], $"{path}[{i}]");
        }
        else if (expected.ValueKind == JsonValueKind.Object)
            foreach (var member in expected.EnumerateObject())
                ShouldBeClose(actual.GetProperty(member.Name), member.Value, $"{path}.{member.Name}");
    }

    static void ShouldAgree(RowMetrics metrics, JsonElement json)
    {
        var expected = json.GetProperty("metrics");
        var actual = metrics.Once();
        actual.Select(metric => metric.Key).ShouldBe(expected.EnumerateObject().Select(metric => metric.Name), ignoreOrder: true);
        foreach (var (name, value) in actual)
        {
            if (expected.GetProperty(name).ValueKind == JsonValueKind.Null)
                value.ShouldBe(double.NaN, name);
            else
                value.ShouldBe(expected.GetProperty(name).GetDouble(), Tolerance, name);
        }
    }

    // Each point of ours is one of theirs, and both ends are there.
    static void ShouldLieOn(EvaluationCurve curve, JsonElement theirs, params string[] series)
    {
        var points = Numbers(theirs, "threshold")!.Select((threshold, i) => (threshold, i)).ToDictionary(pair => pair.threshold, pair => pair.i);
        var thresholds = curve.Series.Single(each => each.Key == "threshold").Value;
        thresholds[0].ShouldBe(double.PositiveInfinity);
        thresholds.Count.ShouldBeInRange(2, 201);
        thresholds[^1].ShouldBe(points.Keys.Min());
        foreach (var name in series)
        {
            var (ours, all) = (curve.Series.Single(each => each.Key == name).Value, Numbers(theirs, name)!);
            for (var i = 1; i < ours.Count; i++)
                ours[i].ShouldBe(all[points[thresholds[i]]], Tolerance, $"{name} at {thresholds[i]}");
        }
    }

    static void ShouldBe(double[] actual, double[] expected, string what)
    {
        actual.Length.ShouldBe(expected.Length, what);
        for (var i = 0; i < expected.Length; i++)
            actual[i].ShouldBe(expected[i], Tolerance * Math.Max(1, Math.Abs(expected[i])), $"{what}[{i}]");
    }

    static async Task<(int Code, string Output)> PythonAsync(string python, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(python, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }

    static string Repository(string folder) => File.Exists(Path.Combine(folder, "ModelBuild.sln")) ? folder : Repository(Path.GetDirectoryName(folder)!);

    static double[]? Numbers(JsonElement owner, string name) => owner.GetProperty(name) is { ValueKind: JsonValueKind.Array } array
        ? [.. array.EnumerateArray().Select(number => number.GetDouble())]
        : null;

    static JsonElement Case(string task, string name) => Root.GetProperty(task).EnumerateArray().Single(each => each.GetProperty("name").GetString() == name);

    static TheoryData<string> Names(string task) => [.. Root.GetProperty(task).EnumerateArray().Select(each => each.GetProperty("name").GetString()!)];
}
