using System.Text.Json;
using ModelBuild.Tabular;

namespace ModelBuild.Benchmarks;

/// <summary>What is compared with the same of scikit-learn and XGBoost: agreement.py makes it.</summary>
sealed record AgreementPlan(IReadOnlyDictionary<string, AgreementPlan.LeafLimits> Settings, IReadOnlyList<AgreementPlan.TreeSet> Sets, IReadOnlyList<AgreementPlan.LinearCase> Linear)
{
    static readonly JsonSerializerOptions CamelCase = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>A table, or several of a kind; trained and tested once for each run.</summary>
    public sealed record TreeSet(
        string Name, string Task, string Label, string? Positive, IReadOnlyList<string> Ignore, IReadOnlyList<string> Categorical, int Rounds, int Threads, IReadOnlyList<Run> Runs);

    /// <summary>Test has a bit for each row of the file, in hexadecimal, the first the highest of its byte: 1 where it is tested on.</summary>
    public sealed record Run(string Data, string Test)
    {
        public (int[] Train, int[] Test) Rows(int rows)
        {
            var bits = Convert.FromHexString(Test);
            return ([.. Enumerable.Range(0, rows).Where(row => !IsTested(row))], [.. Enumerable.Range(0, rows).Where(IsTested)]);

            bool IsTested(int row) => (bits[row / 8] >> (7 - row % 8) & 1) != 0;
        }
    }

    /// <summary>The defaults of one of the others.</summary>
    public sealed record LeafLimits(int MinSamplesLeaf, double MinChildWeight, double L2);

    /// <summary>All rows of a table, and an objective.</summary>
    public sealed record LinearCase(string Path, string Task, string Label, string? Positive, IReadOnlyList<string> Ignore, double L1, double L2, string Loss);

    public static AgreementPlan Read(string path) => JsonSerializer.Deserialize<AgreementPlan>(File.ReadAllBytes(path), CamelCase)!;

    /// <summary>The task of a definition's <c>task</c>.</summary>
    public static LearningTask TaskOf(string name) => Enum.Parse<LearningTask>(name.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
}
