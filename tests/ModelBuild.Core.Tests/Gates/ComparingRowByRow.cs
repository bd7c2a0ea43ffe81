using System.Text;
using ModelBuild.Core.Gates;

namespace ModelBuild.Core.Tests.Gates;

public class ComparingRowByRow
{
    const int Rows = 200;

    static readonly RowPredictions Good = Predictions(row => row % 10 == 0, 0);
    static readonly RowPredictions Better = Predictions(row => row % 20 == 0, 0.2);

    static RowPredictions Predictions(Func<int, bool> isWrong, double shift)
    {
        var truth = Enumerable.Range(0, Rows).Select(row => (double)(row % 2)).ToArray();
        return new()
        {
            Labels = ["no", "yes"],
            Identity = "key: id",
            Ids = [.. Enumerable.Range(0, Rows).Select(row => (ulong)row)],
            Truth = truth,
            Predicted = [.. truth.Select((label, row) => isWrong(row) ? 1 - label : label)],
            Scores = [.. truth.Select((label, row) => (label * (0.3 + shift)) + (row * 37 % 101 / 101.0))],
            Slices = new Dictionary<SliceName, int[]> { [new("plan", "a")] = [.. Enumerable.Range(0, 150)] },
        };
    }

    static MetricReplicates Replicates(double shift, int samples = 200, long seed = 0, long rows = Rows)
    {
        var all = new MetricReplicates(samples, seed);
        all.Add(null, new(rows, new Dictionary<string, double[]> { ["accuracy"] = [.. Enumerable.Range(0, samples).Select(sample => shift + (sample % 11 / 100.0))] }));
        return all;
    }

    static PairedDifference Compare(
        RowPredictions? its, RowPredictions? theirs, PairedMethod method = PairedMethod.McNemar, string metric = "accuracy", SliceName? slice = null,
        MetricReplicates? replicates = null, MetricReplicates? champions = null, double confidence = 0.95) =>
        new PairedEvaluations(
            new(new(Rows, [new("accuracy", 0.95), new("auc", 0.9)], []), its, replicates),
            new(new(Rows, [new("accuracy", 0.9), new("auc", 0.9)], []), theirs, champions)).Compare(metric, slice, method, confidence);

    [Fact]
    public void Is_new_model_minus_champion()
    {
        var difference = Compare(Better, Good);
        (difference.Value, difference.Rows).ShouldBe((0.05, Rows));
        difference.Low.ShouldBeLessThan(0.05);
        difference.High.ShouldBeGreaterThan(0.05);
        Compare(Good, Better).Value.ShouldBe(-0.05);
        Compare(Good, Better).Low.ShouldBe(-difference.High, 1e-9);
        Compare(Better, Good, PairedMethod.DeLong, "auc").Value.ShouldBeGreaterThan(0);
        Compare(Better, Good, slice: new("plan", "a")).Rows.ShouldBe(150);
    }

    [Fact]
    public void Takes_the_difference_of_each_resample()
    {
        var difference = Compare(Better, Good, PairedMethod.Bootstrap, replicates: Replicates(0.05), champions: Replicates(0));
        difference.Value.ShouldBe(0.05, 1e-12);
        difference.StandardError.ShouldBe(0, 1e-12);
        // No resample varies, and yet rows that were not drawn may: as McNemar's test has it.
        difference.Low.ShouldBe(Compare(Better, Good).Low, 1e-9);
    }

    /// <summary>No row of the rarest class tells the two apart: a bound of no width would let any margin pass.</summary>
    [Theory]
    [InlineData(20)]
    [InlineData(100)]
    public void Where_no_resample_differs_is_as_far_out_as_the_rows_of_the_rarest_class_allow(int positives)
    {
        var predictions = Good with { Truth = [.. Enumerable.Range(0, Rows).Select(row => row < positives ? 1.0 : 0)] };
        var same = new MetricReplicates(200, 0);
        same.Add(null, new(Rows, new Dictionary<string, double[]> { ["recall"] = [.. Enumerable.Range(0, 200).Select(sample => 0.9 + (sample % 7 / 100.0))] }));
        EvaluatedModel model = new(new(Rows, [new("recall", 0.9)], []), predictions, same);

        var difference = new PairedEvaluations(model, model).Compare("recall", null, PairedMethod.Bootstrap, 0.95);

        difference.Value.ShouldBe(0);
        difference.Low.ShouldBe(new DisagreementCounts(0, 0, positives).ScoreLow(0.95), 1e-12);
        difference.High.ShouldBe(-difference.Low, 1e-12);
    }

    [Fact]
    public void Of_weighted_rows_counts_those_that_weigh_something()
    {
        // 40 positive rows, 4 of which weigh anything.
        var predictions = Good with
        {
            Truth = [.. Enumerable.Range(0, Rows).Select(row => row < 40 ? 1.0 : 0)],
            Weights = [.. Enumerable.Range(0, Rows).Select(row => row is < 4 or >= 40 ? 1.0 : 0)],
        };
        var same = new MetricReplicates(200, 0);
        same.Add(null, new(Rows, new Dictionary<string, double[]> { ["recall"] = [.. Enumerable.Range(0, 200).Select(sample => 0.9 + (sample % 7 / 100.0))] }));
        EvaluatedModel model = new(new(Rows, [new("recall", 0.9)], []), predictions, same);

        new PairedEvaluations(model, model).Compare("recall", null, PairedMethod.Bootstrap, 0.95).Why.ShouldStartWith("there are 4 rows of the rarest class");
    }

    public static TheoryData<string, Func<PairedDifference>> Impossible => new()
    {
        { "the evaluation of the champion has no predictions.bin", () => Compare(Good, null) },
        { "evaluated on other rows", () => Compare(Good, Good with { Ids = [.. Good.Ids.Reverse()] }) },
        { "evaluated on other rows", () => Compare(Good, Good with { Identity = "other" }) },
        { "on 200 rows, and the champion on 199", () => Compare(Good, Good with { Ids = Good.Ids[1..] }) },
        { "other labels", () => Compare(Good, Good with { Truth = Good.Predicted }) },
        { "other labels", () => Compare(Good, Good with { Labels = ["yes", "no"] }) },
        { "other weights", () => Compare(Good, Good with { Weights = [.. Good.Ids.Select(_ => 2.0)] }) },
        { "counts rows, and these have weights", () => Compare(Weighted(Good), Weighted(Good)) },
        { "knows no weights", () => Compare(Weighted(Good), Weighted(Good), PairedMethod.DeLong, "auc") },
        { "McNemar's test is of accuracy", () => Compare(Good, Good, metric: "f1") },
        { "McNemar's test is of a classification", () => Compare(Good with { Labels = [] }, Good with { Labels = [] }) },
        { "DeLong's test is of auc", () => Compare(Good, Good, PairedMethod.DeLong) },
        { "scores of a binary classification", () => Compare(Good with { Scores = null }, Good, PairedMethod.DeLong, "auc") },
        { "a score is no finite number", () => Compare(Good with { Scores = [.. Good.Ids.Select(_ => double.NaN)] }, Good, PairedMethod.DeLong, "auc") },
        { "40 rows of the rarest class, and 50", () => Compare(Rare(Good), Rare(Good), PairedMethod.DeLong, "auc") },
        { "does not say which rows plan=b are", () => Compare(Good, Good, slice: new("plan", "b")) },
        { "not the same rows for both", () => Compare(Good, Good with { Slices = new Dictionary<SliceName, int[]> { [new("plan", "a")] = [1, 2] } }, slice: new("plan", "a")) },
        { "Set evaluate.bootstrap", () => Compare(Good, Good, PairedMethod.Bootstrap) },
        { "the resamples differ: 200 of seed 0, and 300 of seed 0", () => Compare(Good, Good, PairedMethod.Bootstrap, replicates: Replicates(0), champions: Replicates(0, 300)) },
        { "the resamples differ: 200 of seed 0, and 200 of seed 7", () => Compare(Good, Good, PairedMethod.Bootstrap, replicates: Replicates(0), champions: Replicates(0, seed: 7)) },
        { "Set evaluate.bootstrap.samples to 200 or more", () => Compare(Good, Good, PairedMethod.Bootstrap, replicates: Replicates(0, 199), champions: Replicates(0, 199)) },
        { "Set evaluate.bootstrap.samples to 1000 or more", () => Compare(Good, Good, PairedMethod.Bootstrap, replicates: Replicates(0), champions: Replicates(0), confidence: 0.99) },
        { "the resamples are of 100 rows", () => Compare(Good, Good, PairedMethod.Bootstrap, replicates: Replicates(0, rows: 100), champions: Replicates(0, rows: 100)) },
        { "'f1' is not among what is resampled: accuracy", () => Compare(Good, Good, PairedMethod.Bootstrap, "f1", replicates: Replicates(0), champions: Replicates(0)) },
        { "the resamples of plan=a were left out", () => Compare(Good, Good, PairedMethod.Bootstrap, slice: new("plan", "a"), replicates: Replicates(0), champions: Replicates(0)) },
        { "more than 5 % of the resamples do not define 'accuracy'", () => Compare(Good, Good, PairedMethod.Bootstrap, replicates: Undefined(), champions: Replicates(0)) },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Says_why_it_cannot_be(string why, Func<PairedDifference> compare)
    {
        var difference = compare();
        difference.Why.ShouldContain(why);
        double.IsNaN(difference.Low).ShouldBeTrue();
        // What the gate fails with.
        SimulatedModels.Judge(new Given(difference), new NonInferiority(0.1, PairedMethod.Bootstrap, 0.95), "accuracy").Finding!.Code.ShouldBe("MB4023");
    }

    static RowPredictions Weighted(RowPredictions predictions) => predictions with { Weights = [.. predictions.Ids.Select(id => 1.0 + (id % 2))] };

    static RowPredictions Rare(RowPredictions predictions) => predictions with { Truth = [.. predictions.Ids.Select(id => id < 40 ? 1.0 : 0)] };

    static MetricReplicates Undefined()
    {
        var some = Replicates(0);
        var values = some.Find(null)!.Metrics["accuracy"];
        Array.Fill(values, double.NaN, 0, 11);
        return some;
    }

    sealed class Given(PairedDifference difference) : IPairedModels
    {
        public PairedDifference Compare(string metric, SliceName? slice, PairedMethod method, double confidence) => difference;
    }

    static byte[] Bytes(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
            write(writer);
        return stream.ToArray();
    }

    static void Text(BinaryWriter file, string text)
    {
        file.Write(Encoding.UTF8.GetByteCount(text));
        file.Write(Encoding.UTF8.GetBytes(text));
    }

    static readonly byte[] TwoPredictions = Bytes(file =>
    {
        file.Write("MBPRED01"u8);
        file.Write(3);
        file.Write(2);
        Text(file, "no");
        Text(file, "yes");
        Text(file, "id");
        file.Write(2L);
        foreach (var id in new ulong[] { 7, ulong.MaxValue })
            file.Write(id);
        foreach (var weight in new[] { 1.0, 2.5 })
            file.Write(weight);
        foreach (var index in new[] { 0, 1, 1, 1 })
            file.Write(index);
        foreach (var score in new[] { 0.6, 0.7 })
            file.Write(score);
        file.Write(1);
        Text(file, "plan");
        Text(file, "ä");
        file.Write(1L);
        file.Write(1);
    });

    static readonly byte[] ThreeRows = Bytes(file =>
    {
        file.Write("MBROWS01"u8);
        Text(file, "id");
        file.Write(3L);
        foreach (var id in new ulong[] { 3, 7, ulong.MaxValue })
            file.Write(id);
    });

    static readonly byte[] TwoReplicates = Bytes(file =>
    {
        file.Write("MBREPL01"u8);
        file.Write(2);
        file.Write(-5L);
        file.Write(2);
        file.Write(0);
        file.Write(10L);
        file.Write(1);
        Text(file, "auc");
        file.Write(0.5);
        file.Write(double.NaN);
        file.Write(1);
        Text(file, "plan");
        Text(file, "");
        file.Write(4L);
        file.Write(0);
    });

    [Fact]
    public void Reads_the_files_of_an_evaluation()
    {
        var predictions = RowPredictions.Read(new MemoryStream(TwoPredictions));
        predictions.Labels.ShouldBe(["no", "yes"]);
        predictions.Ids.ShouldBe([7, ulong.MaxValue]);
        (predictions.Truth, predictions.Predicted, predictions.Scores, predictions.Weights).ShouldSatisfyAllConditions(
            all => all.Item1.ShouldBe([0, 1]), all => all.Item2.ShouldBe([1, 1]), all => all.Item3.ShouldBe([0.6, 0.7]), all => all.Item4.ShouldBe([1, 2.5]));
        predictions.Slices[new("plan", "ä")].ShouldBe([1]);

        var rows = TrainingRows.Read(new MemoryStream(ThreeRows));
        rows.Overlaps(predictions.Ids).ShouldBe(2);
        rows.Overlaps([1, 3, 3, 9]).ShouldBe(2);
        rows.IsComparable(predictions).ShouldBeTrue();
        rows.IsComparable(predictions with { Identity = "other" }).ShouldBeFalse();

        var replicates = MetricReplicates.Read(new MemoryStream(TwoReplicates));
        (replicates.Samples, replicates.Seed).ShouldBe((2, -5));
        replicates.Find(null)!.Metrics["auc"].ShouldBe([0.5, double.NaN]);
        replicates.Find(new("plan", ""))!.Rows.ShouldBe(4);
        replicates.Find(new("plan", "a")).ShouldBeNull();
    }

    // Cut off anywhere, with a byte more, or with any byte changed: it is read as something or refused, and never anything else.
    [Fact]
    public void Refuses_what_is_no_such_file()
    {
        foreach (var (bytes, read) in new (byte[], Func<Stream, object>)[] { (TwoPredictions, RowPredictions.Read), (ThreeRows, TrainingRows.Read), (TwoReplicates, MetricReplicates.Read) })
        {
            for (var length = 0; length < bytes.Length; length++)
                Should.Throw<EvaluationFormatException>(() => read(new MemoryStream(bytes[..length])));
            Should.Throw<EvaluationFormatException>(() => read(new MemoryStream([.. bytes, 0])));
            for (var place = 0; place < bytes.Length; place++)
                foreach (byte value in new byte[] { 0, 1, 0x7f, 0x80, 0xff })
                {
                    var changed = (byte[])bytes.Clone();
                    changed[place] = value;
                    try
                    {
                        read(new MemoryStream(changed));
                    }
                    catch (EvaluationFormatException)
                    {
                        // As it should.
                    }
                }
        }
    }

    [Fact]
    public void Refuses_ids_that_do_not_ascend()
    {
        var twice = (byte[])ThreeRows.Clone();
        Array.Copy(twice, twice.Length - 24, twice, twice.Length - 16, 8);
        Should.Throw<EvaluationFormatException>(() => TrainingRows.Read(new MemoryStream(twice))).Message.ShouldContain("do not ascend");
    }

    [Theory]
    [InlineData("""[{"column": "age", "psi": 0.25, "missing": "NaN"}, {"column": "plan"}]""", "age psi 0.25 missing NaN, plan")]
    [InlineData("[]", "")]
    public void Reads_drift(string json, string expected) =>
        string.Join(", ", DriftFile.Read(Encoding.UTF8.GetBytes(json)).Select(column => string.Join(' ', [column.Column, .. column.Statistics.Select(statistic => FormattableString.Invariant($"{statistic.Key} {statistic.Value}"))])))
            .ShouldBe(expected);

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""[{"psi": 1}]""")]
    [InlineData("""[{"column": 1}]""")]
    [InlineData("""[{"column": "a", "psi": "1"}]""")]
    [InlineData("""[{"column": "a", "column": "b"}]""")]
    [InlineData("""[{"column": "a"}, {"column": "a"}]""")]
    [InlineData("[")]
    public void Refuses_what_is_no_drift(string json) => Should.Throw<EvaluationFormatException>(() => DriftFile.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Reads_the_verdict_of_a_method()
    {
        VerdictFile.Read("""{"passed": true, "message": ""}"""u8.ToArray()).ShouldBe(new MethodVerdict(true, ""));
        VerdictFile.Read("""{"passed": false, "message": "no", "value": "Infinity", "demand": "<= 1"}"""u8.ToArray())
            .ShouldBe(new MethodVerdict(false, "no") { Value = double.PositiveInfinity, Demand = "<= 1" });
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"message": ""}""")]
    [InlineData("""{"passed": 1, "message": ""}""")]
    [InlineData("""{"passed": true}""")]
    [InlineData("""{"passed": true, "message": null}""")]
    [InlineData("""{"passed": true, "message": "", "value": null}""")]
    [InlineData("""{"passed": true, "message": "", "more": 1}""")]
    [InlineData("""{"passed": true, "passed": true, "message": ""}""")]
    public void Refuses_what_is_no_verdict(string json) => Should.Throw<EvaluationFormatException>(() => VerdictFile.Read(Encoding.UTF8.GetBytes(json)));
}
