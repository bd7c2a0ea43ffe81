using System.Text.Json;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

// The linear trainer finds the weights that scikit-learn finds for the same objective: data/linear_sklearn.py made the file.
public sealed class Agreeing_with_scikit_learn
{
    sealed record Solution(string Name, string Data, string Target, string Loss, double L1, double L2, bool Weighted, double[][] Coefficients, double[] Intercepts);

    sealed record Solutions(string Version, Solution[] Cases);

    static readonly JsonSerializerOptions CamelCase = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    static readonly Solutions All = JsonSerializer.Deserialize<Solutions>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "linear-sklearn.json")), CamelCase)!;

    public static TheoryData<string> Names => [.. All.Cases.Select(solution => solution.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Finds_the_same_coefficients(string name)
    {
        var solution = All.Cases.Single(other => other.Name == name);
        var options = new LinearOptions
        {
            L1 = solution.L1,
            L2 = solution.L2,
            Loss = Enum.Parse<RegressionLoss>(solution.Loss, ignoreCase: true),
            Tolerance = 1e-10,
            MaxIterations = 5000,
        };
        var context = new RecordingContext(2);
        var scorer = (LinearScorer)new LinearTrainer(options, LinearData.TaskOf(solution.Target))
            .Train(LinearData.Of(solution.Data).Training(solution.Target, solution.Weighted), context);
        TestContext.Current.TestOutputHelper?.WriteLine(context.Lines[^1]);
        var largest = Math.Max(1, solution.Coefficients.Max(output => output.Max(Math.Abs)));
        for (var k = 0; k < solution.Intercepts.Length; k++)
        {
            scorer.Intercepts[k].ShouldBe(solution.Intercepts[k], 1e-6 * Math.Max(largest, Math.Abs(solution.Intercepts[k])));
            for (var j = 0; j < solution.Coefficients[k].Length; j++)
            {
                scorer.Weights[k][j].ShouldBe(solution.Coefficients[k][j], 1e-6 * largest, $"weight {j} of output {k}");
                if (solution.L1 > 0 && solution.Coefficients[k][j] == 0)
                    scorer.Weights[k][j].ShouldBe(0, $"weight {j} of output {k}");
            }
        }
    }
}
