using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Reporting.Tests;

/// <summary>A model with everything that reports show.</summary>
static class Example
{
    public const string Root = "/repo";
    const string Definition = "/repo/src/Clinic/breast-cancer.model.yaml";

    public static ReportLinks Links { get; } = new()
    {
        SourceRoot = Root,
        Report = "https://example.org/runs/20260101-120000/report.html",
    };

    static readonly EvaluationMetrics Before = new(143, [new("auc", 0.991), new("accuracy", 0.958), new("logLoss", 0.124), new("lift", 3.2)],
    [
        new("age_band", "<50", 90, [new("auc", 0.995), new("accuracy", 0.96)]),
        new("age_band", ">=50", 53, [new("auc", 0.984), new("accuracy", 0.95)]),
    ]);

    static readonly EvaluationMetrics Now = new(143, [new("auc", 0.9712), new("accuracy", 0.965), new("logLoss", 0.124), new("cost", 12.5), new("brier", double.NaN)],
    [
        new("age_band", "<50", 90, [new("auc", 0.981), new("accuracy", 0.98)]),
        new("age_band", ">=50", 53, [new("auc", 0.951), new("accuracy", 0.94)]),
        new("age_band", "", 4, [new("auc", 1), new("accuracy", 0.75)]),
    ])
    {
        Intervals = [new("auc", new(0.9501, 0.9874, 0.95))],
        Baseline = [new("accuracy", 0.63)],
    };

    static readonly GateDeclaration[] Gates =
    [
        Gate("auc-min", new MetricSubject("auc", true), 8) with { Min = 0.98, Reason = "agreed with the clinic" },
        Gate("accuracy-min", new MetricSubject("accuracy", true), 9) with { Min = 0.9 },
        Gate("auc by age", new MetricSubject("auc", true), 10) with { Min = 0.96, Slices = new("age_band", null), MinSamples = 10, LetsFewPass = true },
        Gate("auc-champion", new MetricSubject("auc", true), 11) with { Comparison = new(new ChampionReference(), new MaxRegression(new(0.005, false))), Severity = Severity.Warning },
        Gate("accuracy-baseline", new MetricSubject("accuracy", true), 12) with { Comparison = new(new BaselineReference(), new MinImprovement(new(0.1, true))) },
        Gate("cost-max", new MetricSubject("cost", false), 13) with { Max = 10 },
        Gate("size", new SizeSubject(), 14) with { Max = 2_000_000 },
        Gate("Fairness", new MethodSubject("Fairness", false), 15),
        Gate("interval", new MetricSubject("auc", true), 16) with { Min = 0.94, OfInterval = true },
        Gate("auc not worse", new MetricSubject("auc", true), 18) with { Comparison = new(new ChampionReference(), new NonInferiority(0.03, PairedMethod.DeLong, 0.95)) },
        Gate("brier-max", new MetricSubject("brier", false), 17) with { Max = 0.1 },
    ];

    public static JudgedModel Model { get; } = new()
    {
        Model = "breast-cancer",
        Project = "Clinic",
        Definition = Definition,
        Environment = "staging",
        Gates = GateJudge.Judge(Gates, new()
        {
            Evaluation = Now,
            Champion = KnownChampion,
            Paired = new Pair(),
            ModelBytes = 1_234_567,
            Methods = new Dictionary<string, MethodVerdict> { ["Fairness"] = new(true, "equal odds within 0.02") { Value = 0.02, Demand = "<= 0.05" } },
            Waivers = [new("cost-max", "ada@example.org", "new prices from next month", new(2026, 2, 1), new("/repo/src/Clinic/breast-cancer.model.waivers.yaml", 2, 3))],
            Today = new(2026, 1, 1),
        }),
        Metrics = Now,
        Champion = KnownChampion,
        Changes = ["train.l2 1 → 10", "code of train: body of Trainer.Fit changed", "data.path: 569 rows, 12 more"],
        Stages =
        [
            new("ingest", StageOutcome.UpToDate, 0.2), new("split", StageOutcome.Restored, 0.1), new("train", StageOutcome.Ran, 12.34), new("evaluate", StageOutcome.Ran, 1),
        ],
        Sample = 0.05,
        Run = "20260101-120000-abcd",
        Started = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero),
        Finished = new(2026, 1, 1, 12, 0, 14, 500, TimeSpan.Zero),
    };

    static KnownChampion KnownChampion => new("breast-cancer.model.lock.json at origin/main", Before, ComparisonBasis.RecordedOnSameRows)
    {
        Why = "its model is in no cache that this build knows.",
    };

    static GateDeclaration Gate(string name, GateSubject subject, int line) => new(name, subject, new(Definition, line, 5)) { Demands = [new("metric", "\"auc\"")] };

    sealed class Pair : IPairedModels
    {
        public PairedDifference Compare(string metric, SliceName? slice, PairedMethod method, double confidence) => new(-0.0198, -0.0271, -0.0125, 0.0044, 143);
    }
}
