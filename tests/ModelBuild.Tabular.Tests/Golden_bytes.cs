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
        ["binary ingest"] = "313388ddf48d64dad27daf22c7635335213417ccff3b1bf6e6f0f4fa123cfc29",
        ["binary validate"] = "3e5257bee1c8b4f8d171081258c6f9cbc04f28b7e759ec1ade78e8ad1194b788",
        ["binary split"] = "de1d2dd000673e91dfc848fefc70832afea0dc803247754acb0edbbbaca193ce",
        ["binary features"] = "c0e1b2092123c79acd3c0534dc4fe73c99464bb594cb2ae54fbb2dbe1f558bbc",
        ["binary train"] = "d643c5d524c595bd9816d32a9c8d6057cd798a26a43f9ba63aaa424963aa4458",
        ["binary threshold"] = "9114faf4638a5c90930c9f418e655296fd695fc0a9e0e885ac168cf592154b20",
        ["binary crossValidate"] = "7230ecf89576f5764bd3e6c02f19b93afd1ffac3eb322bd3113b28b46c711e4c",
        ["binary evaluate"] = "aee84d147736c07abbcaadc4435065645d543b575bff564a5b6824b54754acf9",
        ["multiclass ingest"] = "a4869ec937706edde47a608ce36fc8629fb279b3fb368445ad1ef1bf74d2ef87",
        ["multiclass validate"] = "e78b764a8c0e72874518bffc8149354cbb7c05b7544a4602e783ee3874994c58",
        ["multiclass split"] = "6ab7931c0567553f486cb6c1ec2220016f6ab6fe2bb23ae6406349edcb2491d2",
        ["multiclass features"] = "9b4caf92fbcb3c10b4a0e91e478442d96830d9f0abdfb1262c6699ec2d195b51",
        ["multiclass train"] = "69ae2de752664e98df2daaaa48ce77ddc8a14f7c84b1d9a171ac34b84cd8fbe6",
        ["multiclass threshold"] = "69ae2de752664e98df2daaaa48ce77ddc8a14f7c84b1d9a171ac34b84cd8fbe6",
        ["multiclass crossValidate"] = "34a52da2ab99ad5b61f51e4fb3639e123ee505b825f5b914fca80362b85d5fb6",
        ["multiclass evaluate"] = "dd22bd4a1b619e0834c0b90a091e2ff7c1be9c2c5e8f9da92593393791f0b80e",
        ["regression ingest"] = "7a458b3379aa810001d9d838cf72919bc98c0fed37bdbd7f51a955f84aa3a5b5",
        ["regression validate"] = "f09028cd0196b9f1420a48cecb2b2c5ad5f5d7b2630e6c8e5445c4f598e4250b",
        ["regression split"] = "b2321a7d6ae43890fe89495d20166995414e7e0c55dbefcbdc77e0806b1a02a5",
        ["regression features"] = "8b59c206e51bb54af35dadf542c042be5aedd2e771151898c118bd35abd07589",
        ["regression train"] = "6bc674a2e7bac5926a959238380bbe9d18c60c3670c8701f87da67622ff6cdfd",
        ["regression threshold"] = "6bc674a2e7bac5926a959238380bbe9d18c60c3670c8701f87da67622ff6cdfd",
        ["regression crossValidate"] = "a4fe6b60455d57d27698337174bd89282a6c6dd95f5a18ce8033602f28442ce9",
        ["regression evaluate"] = "fe9a885d3d5ee393111535260a73d5f31ca5ef5d0122f83cbf848a54b92bbb71",
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var task in new[] { "binary", "multiclass", "regression" })
                foreach (var stage in new[] { "ingest", "validate", "split", "features", "train", "threshold", "crossValidate", "evaluate" })
                    cases.Add(task, stage);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_each_stage_are_these(string task, string stage)
    {
        // Enough rows for several chunks.
        var definition = Generated.Of(task);
        if (stage is "threshold" && task == "binary")
            definition = definition with { SplitOptions = definition.SplitOptions with { Validation = 0.2 }, ThresholdOptions = new() { Method = ThresholdMethod.BestF1 } };
        if (stage is "crossValidate")
            definition = definition with { Folds = 3 };
        Output(definition, folder.Data(Generated.Csv(2500)), stage, threads: 2).ShouldBe(Expected.GetValueOrDefault($"{task} {stage}"), $"{task} {stage}");
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
        var table = definition.Ingest(data, threads);
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
            "threshold" => definition.Threshold(model, split),
            "crossValidate" => definition.CrossValidate(1, split),
            _ => definition.Evaluate(model, split),
        };
        return artifact.Digest();
    }
}
