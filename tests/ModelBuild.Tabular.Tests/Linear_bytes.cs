using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

// The digest of the weights that the linear trainer finds with each of its losses, penalties, layouts and minimisers.
// WHEN ONE OF THESE CHANGES, RAISE THE AlgorithmVersion OF `train`. Any_machine runs them without vector instructions.
public sealed class Linear_bytes
{
    static readonly Dictionary<string, string> Expected = new()
    {
        ["narrow binary l1"] = "c5bfd90fedc8ddd1",
        ["narrow binary l2"] = "083689b69dd45f5c",
        ["narrow multiclass l1"] = "640417fd4fd25476",
        ["narrow multiclass l2"] = "7463fe46ba00e527",
        ["narrow regression l1"] = "31c983a14c346a02",
        ["narrow regression l2"] = "8704233d95eeaeef",
        ["narrow count l1"] = "de70c6cafb687d89",
        ["narrow count l2"] = "a31d032bd787be3c",
        ["sparse binary l1"] = "1f421fc77cf03ca7",
        ["sparse binary l2"] = "ffe610c415b6ef46",
        ["sparse multiclass l1"] = "7dc3e3714afd99a6",
        ["sparse multiclass l2"] = "4645b738608c1924",
        ["sparse regression l1"] = "1a34fb3fb0a1341f",
        ["sparse regression l2"] = "78f4a06aea36431f",
        ["sparse count l1"] = "85ac8a9a9b82532d",
        ["sparse count l2"] = "61328aecfb440414",
        ["wide binary l1"] = "a9b97efb286f9130",
        ["wide binary l2"] = "e311dc8012c11862",
        ["wide regression l1"] = "56810d4f50105408",
        ["wide regression l2"] = "7dde1ef241a14233",
        ["wide count l1"] = "9064cf04d5656cb3",
        ["wide count l2"] = "b7ef08512ec32bd5",
    };

    static readonly LinearData Narrow = LinearData.Generated(5000, 9, sparse: false);
    static readonly LinearData Sparse = LinearData.Generated(3000, 60, sparse: true);
    static readonly LinearData Wide = LinearData.Generated(1100, 1100, sparse: true);

    public static TheoryData<string> Cases
    {
        get
        {
            var cases = new TheoryData<string>();
            foreach (var data in new[] { "narrow", "sparse", "wide" })
                foreach (var target in new[] { "binary", "multiclass", "regression", "count" })
                    if (data != "wide" || target != "multiclass")
                        foreach (var penalty in new[] { "l1", "l2" })
                            cases.Add($"{data} {target} {penalty}");
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_the_weights_are_these(string name) => Train(name, new RecordingContext(2)).ShouldBe(Expected.GetValueOrDefault(name), name);

    internal static string Train(string name, StageContext context, double tolerance = 1e-6)
    {
        var words = name.Split(' ');
        var data = words[0] switch { "narrow" => Narrow, "sparse" => Sparse, _ => Wide };
        var options = new LinearOptions
        {
            L1 = words[2] == "l1" ? 3 : 0,
            L2 = words[2] == "l2" ? 3 : 0.5,
            Loss = words[1] == "count" ? RegressionLoss.Poisson : RegressionLoss.Squared,
            MaxIterations = 25,
            Tolerance = tolerance,
        };
        return Digest((LinearScorer)new LinearTrainer(options, LinearData.TaskOf(words[1])).Train(data.Training(words[1], weighted: words[1] != "binary"), context));
    }

    internal static string Digest(LinearScorer scorer)
    {
        double[] numbers = [.. scorer.Intercepts, .. scorer.Weights.SelectMany(output => output)];
        return Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<double>(numbers)))[..16];
    }
}
