using System.CommandLine;
using System.Globalization;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Files;
using ModelBuild.Store.Housekeeping;

namespace ModelBuild.Tool;

/// <summary><c>modelbuild cache</c>: what is in the cache, who needs it, and how often it helped; and pins.</summary>
static class CacheCommand
{
    static readonly TimeSpan Lately = TimeSpan.FromDays(30);

    public static Command Create(Option<string> cache)
    {
        var json = new Option<bool>("--json") { Description = "As a JSON object." };
        var command = new Command("cache", "Show the cache: its size, how often builds found what they needed, the projects that use it, and what is pinned.") { json, cache };
        command.SetAction(result => Show(CacheFolder.Of(result.GetValue(cache)), result.GetValue(json)));

        var pinned = new Argument<string>("DIGEST") { Description = "A stage key or an object: sha256: and 64 digits, as run records, lock files and ExplainModel show them." };
        pinned.Validators.Add(result =>
        {
            if (!Digest.TryParse(result.GetValueOrDefault<string>(), out _))
                result.AddError("DIGEST is sha256: and 64 lower-case hexadecimal digits.");
        });
        var note = new Option<string>("--note") { HelpName = "TEXT", Description = "Why." };
        var pin = new Command("pin", "Keep a stage's result or an object, whatever its age and the cache's size.") { pinned, note, cache };
        pin.SetAction(result => Pin(CacheFolder.Of(result.GetValue(cache)), new(Digest.Parse(result.GetRequiredValue(pinned)), result.GetValue(note)?.ReplaceLineEndings(" ") ?? "")));
        var unpin = new Command("unpin", "Take a pin back.") { pinned, cache };
        unpin.SetAction(result => Unpin(CacheFolder.Of(result.GetValue(cache)), Digest.Parse(result.GetRequiredValue(pinned))));
        command.Add(pin);
        command.Add(unpin);
        return command;
    }

    static int Show(string root, bool json)
    {
        var size = CacheSize.Of(root);
        var uses = new CacheUse(root).Since(TimeProvider.System.GetUtcNow() - Lately);
        var projects = new ProjectRegistry(root).All();
        var pins = new Pins(root).All();
        if (json)
        {
            Console.Write(JsonFile.Text(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("cache", root);
                writer.WriteNumber("objects", size.Objects);
                writer.WriteNumber("bytes", size.Bytes);
                writer.WriteNumber("results", size.Results);
                writer.WriteNumber("checkpoints", size.Checkpoints);
                writer.WriteNumber("builds", uses.Builds);
                writer.WriteNumber("hits", uses.Hits);
                writer.WriteNumber("misses", uses.Misses);
                writer.WriteStartArray("projects");
                foreach (var project in projects)
                    writer.WriteStringValue(project.Name);
                writer.WriteEndArray();
                writer.WriteStartObject("pins");
                foreach (var pin in pins)
                    writer.WriteString(pin.Digest.ToString(), pin.Note);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }));
            return 0;
        }
        Console.WriteLine(root);
        Console.WriteLine($"  {size.Results} results of stages, {size.Objects} objects, {Sizes.Show(size.Bytes)}, checkpoints of {size.Checkpoints} stages");
        Console.WriteLine(uses.Hits + uses.Misses == 0
            ? "  no build used it in the last 30 days"
            : string.Create(CultureInfo.InvariantCulture, $"  last 30 days: {uses.Builds} builds, {uses.Hits} results found, {uses.Misses} stages run ({100.0 * uses.Hits / (uses.Hits + uses.Misses):0} % found)"));
        foreach (var project in projects)
            Console.WriteLine($"  used by {project.Name} ({Path.GetDirectoryName(project.Locks is [var first, ..] ? first : project.Runs)})");
        foreach (var pin in pins)
            Console.WriteLine($"  pinned {pin.Digest} {pin.Note}");
        return 0;
    }

    static int Pin(string root, Pin pin)
    {
        new Pins(root).Add(pin);
        return 0;
    }

    static int Unpin(string root, Digest digest)
    {
        if (new Pins(root).Remove(digest))
            return 0;
        Console.Error.WriteLine($"modelbuild cache unpin: {digest} is not pinned.");
        return ExitCode.Failed;
    }
}
