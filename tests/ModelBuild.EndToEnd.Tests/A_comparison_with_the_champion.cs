using System.Security.Cryptography;
using System.Text.Json;

namespace ModelBuild.EndToEnd.Tests;

public class A_comparison_with_the_champion(PackedPackage package) : EndToEndTest(package)
{
    const string Feed = "-p:ModelFeed=";

    static void Judge(UserProject project, string champion, params string[] gates)
    {
        var text = File.ReadAllText(project.Definition);
        File.WriteAllText(project.Definition, text[..text.IndexOf("gates:", StringComparison.Ordinal)] + champion + "\ngates:\n" + string.Concat(gates.Select(gate => $"  - {{ {gate} }}\n")));
    }

    static JsonElement Gates(UserProject project)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(project.Models, "breast-cancer", "reports", "gates.json")));
        return document.RootElement.Clone();
    }

    /// <summary>The sample, published to a feed of its own as 1.0.0.</summary>
    async Task<(UserProject Project, string Feed)> PublishedAsync()
    {
        var project = Trained();
        var feed = Path.Combine(project.Home, "feed");
        (await project.BuildAsync("-t:PushModel", Feed + feed)).ShouldSucceed();
        return (project, feed);
    }

    [Fact]
    public async Task On_a_feed_evaluates_it_on_the_new_models_rows_and_times_both()
    {
        var (project, feed) = await PublishedAsync();
        project.EditDefinition("evaluate: { slices: [] }", "evaluate: { slices: [mean_radius], bins: { mean_radius: [12, 15] }, bootstrap: { samples: 500 } }");
        project.EditDefinition("l2: 1.0", "l2: 0.9");
        Judge(project, "champion: { package: Contoso.BreastCancer.Model, version: 1.0.0 }",
            "metric: auc, against: champion, maxRegression: 0.01",
            "metric: accuracy, slices: mean_radius, against: champion, maxRegression: 5%",
            "metric: auc, name: delong, against: champion, test: non-inferiority, margin: 0.05, method: delong",
            "metric: accuracy, name: mcnemar, against: champion, test: non-inferiority, margin: 0.1, method: mcnemar",
            "metric: logLoss, name: bootstrap, against: champion, test: non-inferiority, margin: 0.2",
            "metric: auc, name: better, against: champion, test: superiority, severity: warning",
            "measure: latency, maxRatio: 100");

        var build = await project.TrainAsync(Feed + feed);

        build.ShouldSucceed();
        build.Warnings.Select(warning => warning.Code).ShouldBe(["MB4021"], build.Why);
        var gates = Gates(project).EnumerateArray().ToList();
        gates.Select(gate => gate.GetProperty("verdict").GetString()).ShouldBe(["passed", "passed", "passed", "passed", "passed", "passed", "passed", "warned", "passed"], build.Why);
        gates.Single(gate => gate.GetProperty("name").GetString() == "delong").GetProperty("differenceInterval").GetProperty("level").GetDouble().ShouldBe(0.9, 1e-12);
        File.ReadAllText(Path.Combine(project.Models, "breast-cancer", "reports", "summary.md")).ShouldContain("Contoso.BreastCancer.Model 1.0.0");
        // What was timed, and compared with a champion, is not in the model's own files.
        using var own = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(project.Models, "breast-cancer", "gates.json"), TestContext.Current.CancellationToken));
        own.RootElement.EnumerateArray().Any(gate => gate.TryGetProperty("verdict", out var _)).ShouldBeFalse();
    }

    [Fact]
    public async Task That_somebody_else_signed_fails()
    {
        var (project, feed) = await PublishedAsync();
        Judge(project, "champion: { package: Contoso.BreastCancer.Model }", "metric: auc, against: champion, maxRegression: 0.01");
        (await project.TrainAsync(Feed + feed)).ShouldSucceed();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        project.Write("keys.pem", other.ExportSubjectPublicKeyInfoPem());

        var error = (await project.TrainAsync(Feed + feed, "-p:ModelTrustedKeys=keys.pem")).ShouldFailWith("MB4013");

        error.Message.ShouldContain("ModelTrustedKeys");
    }

    [Fact]
    public async Task That_is_not_published_yet_is_looked_for_until_it_is()
    {
        var project = Trained();
        var feed = Path.Combine(project.Home, "feed");
        Judge(project, "champion: { package: Contoso.BreastCancer.Model, version: 1.0.0 }", "metric: auc, against: champion, maxRegression: 0.01, ifMissing: pass");
        (await project.TrainAsync(Feed + feed)).ShouldSay(0, "not judged");
        (await project.BuildAsync("-t:PushModel", Feed + feed)).ShouldSucceed();

        (await project.TrainAsync(Feed + feed)).ShouldSucceed();

        Gates(project)[0].GetProperty("verdict").GetString().ShouldBe("passed");
        (await project.TrainWithoutEngineAsync(Feed + feed)).ShouldRun();
    }
}
