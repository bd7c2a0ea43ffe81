using System.Security.Cryptography;

namespace ModelBuild.EndToEnd.Tests;

public class A_cache(PackedPackage package) : EndToEndTest(package)
{
    [Fact]
    public async Task That_is_gone_is_not_missed_while_nothing_changed()
    {
        var project = Trained();
        Folders.Delete(project.Cache);

        (await project.TrainWithoutEngineAsync()).ShouldRun();
    }

    [Fact]
    public async Task With_a_damaged_object_costs_a_warning_and_the_stage_that_made_it()
    {
        var project = Trained();
        var good = Folders.Content(project.Models);
        var digest = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(project.Models, "breast-cancer", "model.json"), TestContext.Current.CancellationToken)));
        var stored = Path.Combine(project.Cache, "cas", digest[..2], digest);
        File.Delete(stored);
        await File.WriteAllTextAsync(stored, "{}", TestContext.Current.CancellationToken);
        Folders.Delete(project.Models);

        var build = await project.TrainAsync();

        build.ShouldRun("train");
        build.Warnings.ShouldHaveSingleItem(build.Why).Code.ShouldBe("MB6001");
        Folders.Content(project.Models).ShouldBe(good);
        (await project.TrainWithoutEngineAsync()).ShouldRun();
    }
}
