using System.Globalization;
using System.Text;

namespace ModelBuild.Tabular.Tests;

// Rows made with whole numbers only, so that they are the same everywhere: four numbers (one at times missing), two
// texts (one at times missing), and a label for each task that follows from them with some noise.
static class Generated
{
    public static string Csv(int rows, ulong seed = 1)
    {
        var text = new StringBuilder("a,b,c,d,colour,size,binary,multi,number\n");
        var state = seed;
        int Next(int below)
        {
            state = state * 6364136223846793005 + 1442695040888963407;
            return (int)((state >> 33) % (ulong)below);
        }
        for (var row = 0; row < rows; row++)
        {
            var (a, b, c, d) = (Next(2001) - 1000, Next(2001) - 1000, Next(2001) - 1000, Next(10));
            var (colour, size) = (Next(4), Next(3));
            var score = 2 * a - b + 300 * colour + Next(1000) - 950;
            text.Append(CultureInfo.InvariantCulture, $"{a}e-3,{b}e-2,{(c > 900 ? "" : c)},{d},")
                .Append(colour == 3 ? "NA" : new[] { "red", "green", "blue" }[colour]).Append(',')
                .Append(new[] { "small", "large", "\"very, very large\"" }[size]).Append(',')
                .Append(score > 0 ? "yes" : "no").Append(',')
                .Append(score > 700 ? 2 : score > -700 ? 1 : 0).Append(',')
                .Append(CultureInfo.InvariantCulture, $"{score + c / 2}e-2\n");
        }
        return text.ToString();
    }

    public static readonly Definition Binary = new(LearningTask.BinaryClassification, "binary")
    {
        Positive = "yes",
        Ignore = ["multi", "number"],
        NotFeatures = ["size"],
        SplitOptions = new() { Method = SplitMethod.Stratified, Seed = 3 },
        EvaluateOptions = new()
        {
            Slices = ["size", "colour", "d*size"],
            Quantiles = new Dictionary<string, int> { ["d"] = 3 },
            At = [100],
            Bootstrap = new() { Samples = 50 },
            Importance = new() { Rows = 300 },
            PartialDependence = new() { Columns = ["a", "colour"], Rows = 200 },
        },
    };

    public static readonly Definition Multiclass = new(LearningTask.MulticlassClassification, "multi")
    {
        Ignore = ["binary", "number"],
        FeaturesOptions = new() { Impute = Imputation.Median, Scale = Scaling.MinMax },
        EvaluateOptions = new() { Classes = ["2"], Bootstrap = new() { Samples = 50 }, PartialDependence = new() { Columns = ["b"] } },
    };

    public static readonly Definition Regression = new(LearningTask.Regression, "number")
    {
        Ignore = ["multi", "binary"],
        FeaturesOptions = new() { Impute = Imputation.MostFrequent, Scale = Scaling.None },
        EvaluateOptions = new() { Bootstrap = new() { Samples = 50 }, Importance = new() { Metric = "r2" } },
    };

    public static Definition Of(string task) => task switch { "binary" => Binary, "multiclass" => Multiclass, _ => Regression };
}
