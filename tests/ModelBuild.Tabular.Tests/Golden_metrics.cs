using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ModelBuild.Tabular.Tests;

// The digest of the metrics alone, to every digit, over all rows and of slices. Version 5 of Evaluate made resamples of two models draw the
// same rows and changed intervals; these are of version 4, and show that it changed no metric.
public sealed class Golden_metrics : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("binary", "7d72004d7ce22d8d923c2e65c84fb0b96f67909086cc1311a4222d3c9c777612")]
    [InlineData("multiclass", "e5ae856238d8c494acb1da65fb6a67147ef3c0289be03f1eafaf1784eed05f01")]
    [InlineData("regression", "ba89bee7c992cccaa9946e84e7fc2f8ee8b1704aa40ff58e31e7ffbac75614e8")]
    public void Are_those_of_version_4(string task, string expected)
    {
        var evaluation = Generated.Of(task).Run(folder.Data(Generated.Csv(2500))).Evaluation;

        var text = new StringBuilder();
        Add(evaluation.Metrics);
        foreach (var slice in evaluation.Slices)
        {
            text.Append(CultureInfo.InvariantCulture, $"{slice.Column}={slice.Value} {slice.Rows}\n");
            Add(slice.Metrics);
        }
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))).ShouldBe(expected);

        void Add(IReadOnlyList<KeyValuePair<string, double>> metrics)
        {
            foreach (var (name, value) in metrics)
                text.Append(CultureInfo.InvariantCulture, $"{name} {BitConverter.DoubleToInt64Bits(value):x16}\n");
        }
    }
}
