using System.Runtime.Intrinsics.X86;

namespace ModelBuild.Tabular.Tests;

// The digest of what each stage writes for a small, fixed data set.
// WHEN ONE OF THESE CHANGES, RAISE THE AlgorithmVersion OF ITS STAGE: results in caches everywhere are keyed by it.
public sealed class Golden_bytes : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static readonly Dictionary<string, string> Expected = new()
    {
        ["binary ingest"] = "f6dbbcc618af9b82cdd9c3da76f4fbb34d6dc8efa578b191156b9bd06d791996",
        ["binary validate"] = "5447ff9fd5f6a1849856dbdd9995b0cb37e1602dd55a27ad0662551989b48f94",
        ["binary split"] = "e70ad7e4c16593006919a19ca88bdf2b1febf67def09e64ca74f93464b23e9e9",
        ["binary features"] = "54089f761225c5e5a135b59386f9152b99492dab4f4104e167f6d2e3396d26b1",
        ["binary train"] = "664f56c901044397da9cc97efd3ae76800914c34845a7b4883d4d744db1d825b",
        ["binary evaluate"] = "3075a055201ecbe2902969bba8173e44c44a6c9e4a6199a81cd04efdf8640602",
        ["multiclass ingest"] = "593fd29a55e912be4eca979b287defecbd216b806cc7b9e190115123e290f3a1",
        ["multiclass validate"] = "927dc44e4d9cceabf6afcf3be818a38d7e22e3529c6c04c4eb5e76150a7ce6c4",
        ["multiclass split"] = "1dea6c4918d85a8874836f9a4327936337a1f8ff86e913141959a35ca286d079",
        ["multiclass features"] = "69495fc933fa4c9977937ffd0130ad8e3a5363133151f2774638f401cc71f0af",
        ["multiclass train"] = "7b7d437cafc0a3720b037b19bb2488619ab48f33722edcbf7677f62c23d309cd",
        ["multiclass evaluate"] = "dec8210817fff7aede72b30e928643dfddabd1e6efd3be86d14a3e8c305512c0",
        ["regression ingest"] = "8ef93e8e432a3836125c537cf5460b8f9b90670d2d985d36e45bb56a79158d78",
        ["regression validate"] = "27d49aae2966af9a280b41f67d7863e295d0028c4bbe54969206fc3087f8a5f7",
        ["regression split"] = "baab90500d74f802286aa6f9ca9d121a275da85f733849e1a445e05a5b4fa94b",
        ["regression features"] = "f1e0cb2b6a0fa4b8ecc14f7b851a3aef9ee4e13f6571121247c9a8aa7d0053a5",
        ["regression train"] = "3701d63b9bf9117cfd0cfe9753c4ad1dad5f5c87a79d790b0a900459cb360225",
        ["regression evaluate"] = "8c4376aeae2570fef381a57b590ef12db6cc37b01621e490ccfb077312161149",
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var task in new[] { "binary", "multiclass", "regression" })
                foreach (var stage in new[] { "ingest", "validate", "split", "features", "train", "evaluate" })
                    cases.Add(task, stage);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_each_stage_are_these(string task, string stage)
    {
        // Enough rows for several chunks.
        Output(Generated.Of(task), folder.Data(Generated.Csv(2500)), stage, threads: 2).ShouldBe(Expected.GetValueOrDefault($"{task} {stage}"), $"{task} {stage}");
    }

    // The process that runs these tests without vector instructions says so, and must be right.
    [Fact]
    public void Are_tested_with_the_instructions_that_the_environment_asks_for()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_EnableHWIntrinsic") == "0")
            Avx2.IsSupported.ShouldBeFalse();
        else
            System.Runtime.Intrinsics.Vector128.IsHardwareAccelerated.ShouldBeTrue();
    }

    internal static string Output(Definition definition, DataSource data, string stage, int threads)
    {
        var table = definition.Ingest(data);
        var report = definition.Validate(table, data);
        var split = definition.Split(table, report);
        var features = definition.Features(split);
        var model = definition.Train(split, features, new RecordingContext(threads));
        IArtifact artifact = stage switch
        {
            "ingest" => table,
            "validate" => report,
            "split" => split,
            "features" => features,
            "train" => model,
            _ => definition.Evaluate(model, split),
        };
        return artifact.Digest();
    }
}
