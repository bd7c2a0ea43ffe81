using System.Security.Cryptography;
using System.Text.Json;

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
    public async Task With_a_damaged_object_costs_a_warning_and_the_stages_that_made_it()
    {
        var project = Trained();
        var good = Folders.Content(project.Models);
        var digest = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(project.Models, "breast-cancer", "model.json"), TestContext.Current.CancellationToken)));
        var stored = Path.Combine(project.Cache, "cas", digest[..2], digest);
        File.Delete(stored);
        await File.WriteAllTextAsync(stored, "{}", TestContext.Current.CancellationToken);
        Folders.Delete(project.Models);

        var build = await project.TrainAsync();

        build.ShouldRun("train", "threshold"); // which left the threshold as it was, and so the same file
        build.Warnings.ShouldHaveSingleItem(build.Why).Code.ShouldBe("MB6001");
        Folders.Content(project.Models).ShouldBe(good);
        (await project.TrainWithoutEngineAsync()).ShouldRun();
    }

    [Fact]
    public async Task Is_shown_with_what_it_holds_what_builds_found_and_what_is_pinned()
    {
        var project = OnItsOwn();
        project.EditDefinition("l2: 1.0", "l2: 2.0");
        (await project.TrainAsync()).ShouldRun("train", "threshold", "evaluate");
        var key = KeyOfTraining(project);
        project.EditDefinition("l2: 2.0", "l2: 1.0");
        (await project.TrainAsync()).ShouldRun();

        var shown = await project.ToolAsync("cache");
        var numbers = await ShowAsync(project);

        shown.ShouldSay(0, "  10 results of stages, ");
        shown.ShouldSay(0, "  last 30 days: 3 builds, 11 results found, 10 stages run (52 % found)");
        shown.ShouldSay(0, $"  used by BreastCancer ({project.Folder})");
        shown.Text.ShouldNotContain("pinned");
        (Number(numbers, "results"), Number(numbers, "builds"), Number(numbers, "hits"), Number(numbers, "misses")).ShouldBe((10, 3, 11, 10));
        Number(numbers, "bytes").ShouldBe(Stored(project, "cas").Sum(file => file.Length));
        (await project.ToolAsync("cache", "pin", key, "--note", "for the audit")).ShouldSucceed();
        (await project.ToolAsync("cache")).ShouldSay(0, $"  pinned {key} for the audit");
        (await project.ToolAsync("cache", "unpin", key)).ShouldSucceed();
        (await project.ToolAsync("cache", "unpin", key)).ShouldSay(1, $"{key} is not pinned");
        (await ShowAsync(project)).GetRawText().ShouldBe(numbers.GetRawText());
    }

    [Fact]
    public async Task Is_rid_of_what_nobody_needs_and_builds_go_on()
    {
        var project = OnItsOwn();
        project.EditDefinition("l2: 1.0", "l2: 2.0");
        (await project.TrainAsync()).ShouldRun("train", "threshold", "evaluate");
        (await project.ToolAsync("cache", "pin", KeyOfTraining(project))).ShouldSucceed();
        project.EditDefinition("l2: 2.0", "l2: 3.0");
        (await project.TrainAsync()).ShouldRun("train", "threshold", "evaluate");
        project.ForgetRuns(); // which need their results
        var good = Folders.Content(project.Models);
        Age(project, days: 0);
        (await CollectAsync(project)).ShouldBe(0); // what is younger than an hour stays

        Age(project, days: 2);
        (await CollectAsync(project, "--dry-run")).ShouldBe(5);
        (await CollectAsync(project)).ShouldBe(5); // the first training with what follows it, and what follows the pinned one
        (await CollectAsync(project)).ShouldBe(0);

        (await project.TrainWithoutEngineAsync()).ShouldRun();
        Folders.Delete(project.Models);
        (await project.TrainAsync()).ShouldRun();
        Folders.Content(project.Models).ShouldBe(good);
        project.EditDefinition("l2: 3.0", "l2: 2.0");
        (await project.TrainAsync()).ShouldRun("threshold", "evaluate");
        project.EditDefinition("l2: 2.0", "l2: 1.0");
        (await project.TrainAsync()).ShouldRun("train", "threshold", "evaluate");
    }

    [Fact]
    public async Task Is_empty_after_a_collection_when_its_project_is_gone()
    {
        var project = OnItsOwn();
        Folders.Delete(project.Models);
        (await project.TrainAsync()).ShouldRun(); // from the cache, which knows of the project since then
        Age(project, days: 2);
        (await CollectAsync(project)).ShouldBe(0);

        Folders.Delete(project.Folder);
        Directory.CreateDirectory(project.Folder);
        (await CollectAsync(project)).ShouldBe(7);

        Stored(project, "ac", "cas").ShouldBeEmpty();
        (await ShowAsync(project)).GetProperty("projects").GetArrayLength().ShouldBe(0);
    }

    /// <summary>The template needs what is in its copy's cache, too.</summary>
    UserProject OnItsOwn()
    {
        var project = Trained();
        Folders.Delete(Path.Combine(project.Cache, "projects"));
        return project;
    }

    /// <summary>The key of the one training in the newest run, as its record shows it.</summary>
    static string KeyOfTraining(UserProject project)
    {
        var record = JsonElement.Parse(File.ReadAllText(Directory.GetFiles(project.Runs, "run.json", SearchOption.AllDirectories).Single()));
        return record.GetProperty("events").EnumerateArray().Single(happened => happened.TryGetProperty("stageKey", out _) && happened.GetProperty("node").GetString() == "train").GetProperty("stageKey").GetString()!;
    }

    /// <summary>How many results it removed.</summary>
    static async Task<long> CollectAsync(UserProject project, params string[] more)
    {
        var collected = await project.ToolAsync(["gc", "--max-age", "0h", "--json", .. more]);
        collected.ShouldSucceed();
        return Number(JsonElement.Parse(collected.Text), "results");
    }

    static async Task<JsonElement> ShowAsync(UserProject project)
    {
        var shown = await project.ToolAsync("cache", "--json");
        shown.ShouldSucceed();
        return JsonElement.Parse(shown.Text);
    }

    static long Number(JsonElement owner, string name) => owner.GetProperty(name).GetInt64();

    static IEnumerable<FileInfo> Stored(UserProject project, params string[] kinds) => kinds
        .SelectMany(kind => new DirectoryInfo(Path.Combine(project.Cache, kind)).GetFiles("*", SearchOption.AllDirectories));

    /// <summary>As if nobody had built for so long.</summary>
    static void Age(UserProject project, int days)
    {
        foreach (var file in Stored(project, "ac", "cas"))
            File.SetLastWriteTimeUtc(file.FullName, DateTime.UtcNow.AddDays(-days));
    }
}
