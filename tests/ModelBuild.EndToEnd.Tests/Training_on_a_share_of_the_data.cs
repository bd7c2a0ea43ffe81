using System.IO.Compression;
using System.Text.Json;

namespace ModelBuild.EndToEnd.Tests;

public class Training_on_a_share_of_the_data(PackedPackage package) : EndToEndTest(package)
{
    const string Sample = "-p:ModelSample=0.4";

    [Fact]
    public async Task Makes_a_package_that_is_not_released()
    {
        var project = Trained();
        var accepted = await File.ReadAllTextAsync(project.In("breast-cancer.model.lock.json"), TestContext.Current.CancellationToken);
        project.EditDefinition("accuracy, min: 0.93", "accuracy, min: 0.9999");
        var feed = Path.Combine(project.Home, "feed");

        var push = await project.BuildAsync("-t:PushModel", Sample, "-p:ModelFeed=" + feed);

        push.ShouldFailWith("MB5066").Message.ShouldContain("was trained on a sample of the data");
        push.Warnings.Select(warning => warning.Code).ShouldContain("MB4001", push.Why);
        Directory.Exists(feed).ShouldBeFalse();
        File.ReadAllText(project.In("breast-cancer.model.lock.json")).ShouldBe(accepted);
        var file = Directory.GetFiles(project.In("bin"), "*-sample.nupkg", SearchOption.AllDirectories).ShouldHaveSingleItem();
        Path.GetFileName(file).ShouldBe("Contoso.BreastCancer.Model.1.0.0-sample.nupkg");
        using (var archive = ZipFile.OpenRead(file))
        using (var manifest = JsonDocument.Parse(archive.GetEntry("model/modelbuild.manifest.json")!.Open()))
        {
            manifest.RootElement.GetProperty("releasable").GetBoolean().ShouldBeFalse();
            manifest.RootElement.GetProperty("sample").GetDouble().ShouldBe(0.4);
        }
        (await project.ToolAsync("verify", file)).ShouldSay(1, "error MB5066: Contoso.BreastCancer.Model 1.0.0-sample was trained on a sample of the data, and is not for release.");
        (await project.ToolAsync("verify", file, "--allow-sample")).ShouldSay(0, "trained on a sample, not for release");
        File.ReadAllText(Path.Combine(project.Models, "breast-cancer", "reports", "summary.md")).ShouldContain("not for release");
    }

    [Fact]
    public async Task Validates_a_share_too()
    {
        var project = Trained();

        (await project.BuildAsync("-t:ValidateModel", Sample)).ShouldSay(0, "the definition and its data are valid");
    }

    [Theory]
    [InlineData("1.5", "MB2098", "The sample is 1.5, and must be a share above 0 and below 1")]
    [InlineData("many", "MB1015", "sample must be a number")]
    public async Task That_is_none_is_an_error(string share, string code, string says)
    {
        var project = Trained();

        (await project.TrainAsync("-p:ModelSample=" + share)).ShouldFailWith(code).Message.ShouldContain(says);
    }

    [Fact]
    public async Task Is_refused_in_locked_mode()
    {
        var project = Trained();

        (await project.TrainAsync(Sample, "-p:ModelLockedMode=true")).ShouldFailWith("MB3041").Message.ShouldContain("sample");
    }

    [Fact]
    public async Task Is_unknown_to_a_pipeline_that_draws_none()
    {
        var project = TrainedWords();

        var error = (await project.TrainAsync(Sample)).ShouldFailWith("MB1013");

        error.File.ShouldBe("ModelSample");
    }
}
