using System.CommandLine;
using System.Text.Json;
using ModelBuild.Core.Files;
using ModelBuild.Store.Housekeeping;

namespace ModelBuild.Tool;

/// <summary><c>modelbuild gc</c>: removes from the cache what nobody needs and nobody used for long.</summary>
static class GcCommand
{
    const string DefaultAge = "30d", DefaultSize = "20GiB";

    public static Command Create(Option<string> cache)
    {
        var age = new Option<string>("--max-age") { HelpName = "30d|12h", Description = $"Results that were not used for so long go. Default: {DefaultAge}.", DefaultValueFactory = _ => DefaultAge };
        var size = new Option<string>("--max-size") { HelpName = "20GiB", Description = $"When the cache is larger, the least recently used results go until it is not. Default: {DefaultSize}.", DefaultValueFactory = _ => DefaultSize };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would go." };
        var json = new Option<bool>("--json") { Description = "As a JSON object." };
        age.Validators.Add(result =>
        {
            if (Sizes.ParseAge(result.GetValueOrDefault<string>()) is null)
                result.AddError("--max-age is a whole number of days or hours: 30d, 12h.");
        });
        size.Validators.Add(result =>
        {
            if (Sizes.ParseSize(result.GetValueOrDefault<string>()) is null)
                result.AddError("--max-size is a whole number of bytes, or with the unit KiB, MiB, GiB or TiB: 20GiB.");
        });
        var command = new Command("gc", "Remove from the cache what no lock file, state or run record of a project that uses it, and no pin, needs, and what was not used for long. Safe while builds run.") { age, size, dryRun, json, cache };
        command.SetAction(result => Run(
            CacheFolder.Of(result.GetValue(cache)), new(Sizes.ParseAge(result.GetRequiredValue(age))!.Value, Sizes.ParseSize(result.GetRequiredValue(size))!.Value),
            result.GetValue(dryRun), result.GetValue(json)));
        return command;
    }

    static int Run(string root, CacheLimits limits, bool dryRun, bool json)
    {
        var projects = new ProjectRegistry(root).All();
        var pins = new Pins(root).All();
        var collected = new CacheCollection(root, TimeProvider.System).Run(limits, NeededResults.Of(projects, pins.Select(pin => pin.Digest)), dryRun, CancellationToken.None);
        if (json)
            Console.Write(System.Text.Encoding.UTF8.GetString(JsonFile.Write(writer => Write(writer, root, collected, dryRun))));
        else
        {
            var verb = dryRun ? "would remove" : "removed";
            Console.WriteLine($"{verb} {collected.Results} results, {collected.Objects} objects ({Sizes.Show(collected.Bytes)}) and {collected.Checkpoints} checkpoints; {Sizes.Show(collected.Kept)} stay, {Sizes.Show(collected.Needed)} of them needed by {projects.Count} projects and {pins.Count} pins.");
        }
        return 0;
    }

    static void Write(Utf8JsonWriter json, string root, CollectedCache collected, bool dryRun)
    {
        json.WriteStartObject();
        json.WriteString("cache", root);
        json.WriteBoolean("dryRun", dryRun);
        json.WriteNumber("results", collected.Results);
        json.WriteNumber("objects", collected.Objects);
        json.WriteNumber("bytes", collected.Bytes);
        json.WriteNumber("checkpoints", collected.Checkpoints);
        json.WriteNumber("keptBytes", collected.Kept);
        json.WriteNumber("neededBytes", collected.Needed);
        json.WriteEndObject();
    }
}
