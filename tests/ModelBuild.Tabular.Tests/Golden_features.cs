using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

// The digest of each feature step fitted on small, fixed data, and of what it makes of that data. Any_machine runs them without vector instructions.
// WHEN ONE OF THESE CHANGES, RAISE THE AlgorithmVersion OF THE features AND train STAGES: results in caches everywhere are keyed by them.
public class Golden_features
{
    static readonly Dictionary<string, string> Expected = new()
    {
        ["none"] = "1134ac0e0e1a8c78",
        ["impute mean"] = "953723a0646cc3de",
        ["impute median"] = "5e94212b56339c73",
        ["impute most-frequent"] = "f7e9edfdfe56dc16",
        ["impute constant"] = "4acd49dfcfbbd991",
        ["scale standard"] = "c223c3518d79c616",
        ["scale min-max"] = "9cde6b7de76fc5a4",
        ["scale robust"] = "2835fffb74b7ef8b",
        ["power yeo-johnson"] = "9f8823210857a954",
        ["power box-cox"] = "92edd62ccff50486",
        ["quantile uniform"] = "7776fd9c415dd69d",
        ["quantile normal"] = "f91832b39cfe9674",
        ["bins quantile"] = "d0c28ab3db6fdf79",
        ["bins uniform"] = "9c21830c0666e126",
        ["encode one-hot"] = "a37980448a4c8cc5",
        ["encode ordinal"] = "67e11f0ea7029a91",
        ["encode category"] = "4b03c0c41e9e64a2",
        ["encode target"] = "51f000ba5c2cf276",
        ["encode count"] = "224ac95d1216c158",
        ["encode hash"] = "cde7a56858714a16",
        ["encode text"] = "b3c3bf34076ea358",
        ["date"] = "630e45d2aa1de48e",
        ["cycles"] = "a9429b960d53259a",
        ["interactions"] = "d5fa1464261d0499",
    };

    static readonly Dictionary<string, (string Columns, FeatureStep[] Steps)> Steps = new()
    {
        ["none"] = ("x", []),
        ["impute mean"] = ("x", [new() { Impute = Imputation.Mean, Indicator = true }]),
        ["impute median"] = ("x", [new() { Impute = Imputation.Median }]),
        ["impute most-frequent"] = ("x", [new() { Impute = Imputation.MostFrequent }]),
        ["impute constant"] = ("x", [new() { Impute = Imputation.Constant, Value = 0.1 }]),
        ["scale standard"] = ("x", [new() { Scale = Scaling.Standard }]),
        ["scale min-max"] = ("x", [new() { Scale = Scaling.MinMax }]),
        ["scale robust"] = ("x", [new() { Scale = Scaling.Robust }]),
        ["power yeo-johnson"] = ("x", [new() { Power = Power.YeoJohnson }]),
        ["power box-cox"] = ("positive", [new() { Power = Power.BoxCox }]),
        ["quantile uniform"] = ("x", [new() { Quantile = QuantileOutput.Uniform, Points = 100 }]),
        ["quantile normal"] = ("x", [new() { Quantile = QuantileOutput.Normal }]),
        ["bins quantile"] = ("x", [new() { Bins = 7 }]),
        ["bins uniform"] = ("x", [new() { Bins = 7, Edges = BinEdges.Uniform, OneHot = true }]),
        ["encode one-hot"] = ("text", [new() { Encode = TextEncoding.OneHot, MinCount = 60 }]),
        ["encode ordinal"] = ("text", [new() { Encode = TextEncoding.Ordinal }]),
        ["encode category"] = ("text", [new() { Encode = TextEncoding.Category, MaxLevels = 10 }]),
        ["encode target"] = ("text", [new() { Encode = TextEncoding.Target, Smoothing = 3.5 }]),
        ["encode count"] = ("text", [new() { Encode = TextEncoding.Count }]),
        ["encode hash"] = ("text", [new() { Encode = TextEncoding.Hash, Buckets = 8 }]),
        ["encode text"] = ("text", [new() { Encode = TextEncoding.Text, Buckets = 16, Ngrams = [1, 2] }]),
        ["date"] = ("when", [new() { Date = [.. Enum.GetValues<DatePart>()] }]),
        ["cycles"] = ("when", [new() { Cycles = [DatePart.Quarter, DatePart.Month, DatePart.Day, DatePart.Weekday, DatePart.DayOfYear, DatePart.Hour, DatePart.Minute] }]),
        ["interactions"] = ("x positive", [new() { Impute = Imputation.Mean }, new() { Interactions = true }]),
    };

    static readonly Lazy<(TableSplit Split, RowBatch Rows)> Data = new(() =>
    {
        using var folder = new TemporaryFolder();
        var data = folder.Data(Csv(1500));
        var definition = Of("none") with { Types = new() { ["when"] = ColumnType.Date } };
        var table = definition.Ingest(data);
        return (definition.Split(table, definition.Validate(table, data)), table.ToBatch());
    });

    public static TheoryData<string> Cases => [.. Steps.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_each_step_are_these(string step)
    {
        var features = Of(step).Features(Data.Value.Split);
        var set = features.Features;
        var rows = Data.Value.Rows;

        Digest(features, Filled(set, rows, rows.Rows)).ShouldBe(Expected.GetValueOrDefault(step), step);
        Filled(set, rows, 100).ShouldBe(Filled(set, rows, rows.Rows), "in blocks");
    }

    [Fact]
    public void Are_of_all_steps_that_there_are()
    {
        var all = Steps.Values.SelectMany(item => item.Steps).ToList();
        all.Select(step => step.Encode).OfType<TextEncoding>().Distinct().Count().ShouldBe(Enum.GetValues<TextEncoding>().Length);
        all.Select(step => step.Impute).OfType<Imputation>().Distinct().Count().ShouldBe(Enum.GetValues<Imputation>().Length - 1, "but none");
        all.Select(step => step.Scale).OfType<Scaling>().Distinct().Count().ShouldBe(Enum.GetValues<Scaling>().Length - 1, "but none");
        all.Select(step => step.Power).OfType<Power>().Distinct().Count().ShouldBe(Enum.GetValues<Power>().Length);
        all.Select(step => step.Quantile).OfType<QuantileOutput>().Distinct().Count().ShouldBe(Enum.GetValues<QuantileOutput>().Length);
        foreach (var property in typeof(FeatureStep).GetProperties().Where(property => property.Name is not (nameof(FeatureStep.Text) or nameof(FeatureStep.Levels) or nameof(FeatureStep.Folds) or nameof(FeatureStep.Transform))))
            all.ShouldContain(step => property.GetValue(step) != null && !Equals(property.GetValue(step), false), property.Name);
    }

    static Definition Of(string step) => new(LearningTask.Regression, "y")
    {
        FeaturesOptions = new() { Sets = [new() { Columns = Steps[step].Columns.Split(' '), Steps = Steps[step].Steps }] },
        NotFeatures = [.. new[] { "x", "positive", "text", "when" }.Where(name => !Steps[step].Columns.Contains(name))],
        TrainOptions = new() { Trainer = Trainer.BoostedTrees },
    };

    // Row by row, made so many rows at a time.
    static byte[] Filled(FeatureSet set, RowBatch rows, int atOnce)
    {
        var bytes = new byte[rows.Rows * set.Width * sizeof(double)];
        for (var first = 0; first < rows.Rows; first += atOnce)
        {
            var block = new double[atOnce * set.Width];
            set.Transform(rows, first, atOnce, block);
            for (var row = 0; row < atOnce; row++)
                for (var j = 0; j < set.Width; j++)
                    BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(((first + row) * set.Width + j) * sizeof(double)), block[j * atOnce + row]);
        }
        return bytes;
    }

    static string Digest(FittedFeatures features, byte[] values)
    {
        using var folder = new TemporaryFolder();
        features.Write(folder.Path);
        return Convert.ToHexStringLower(SHA256.HashData([.. File.ReadAllBytes(Directory.GetFiles(folder.Path).ShouldHaveSingleItem()), .. values]))[..16];
    }

    // Of whole numbers only, so that it is the same everywhere.
    static string Csv(int rows)
    {
        var text = new StringBuilder("x,positive,text,when,y\n");
        var state = 7UL;
        int Next(int below)
        {
            state = state * 6364136223846793005 + 1442695040888963407;
            return (int)((state >> 33) % (ulong)below);
        }
        for (var row = 0; row < rows; row++)
        {
            var (x, word) = (Next(2000) - 700, Next(30));
            text.Append(CultureInfo.InvariantCulture, $"{(Next(10) == 0 ? "" : $"{(long)x * x * x}e-7")},{1 + Next(1000) * Next(1000)}e-3,{(word == 0 ? "" : $"word {word % 7} of {word}")},")
                .Append(CultureInfo.InvariantCulture, $"{2000 + Next(30)}-{1 + Next(12):00}-{1 + Next(28):00}T{Next(24):00}:{Next(60):00}:00Z,{x + 10 * word + Next(500)}e-1\n");
        }
        return text.ToString();
    }
}
