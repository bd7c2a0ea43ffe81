using System.Globalization;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Definitions;

/// <summary>Reads a stage section's <c>resources</c>, and amounts of them.</summary>
sealed class ResourcesBinder(DefinitionErrors errors)
{
    /// <summary>The key in a stage's section; no options record can have it.</summary>
    public const string Key = "resources";

    public static readonly string[] Keys = ["cpus", "memory", "gpus", "time"];

    readonly ScalarReader scalars = new(errors);

    public StageResources Bind(YamlNode node, string setting)
    {
        var resources = new StageResources();
        if (CoreSchema.IsNull(node))
            return resources;
        if (node is not YamlMapping mapping)
        {
            errors.WrongType(setting, "a mapping with cpus, memory, gpus or time", node);
            return resources;
        }
        errors.CheckKeys(mapping, Keys, setting);
        if (mapping.Find("cpus") is { } cpus)
            resources = resources with { Cpus = scalars.Integer(cpus.Value, $"{setting}.cpus", least: 1) ?? 1 };
        if (mapping.Find("gpus") is { } gpus)
            resources = resources with { Gpus = scalars.Integer(gpus.Value, $"{setting}.gpus", least: 0) ?? 0 };
        if (mapping.Find("memory") is { } memory)
            resources = resources with { MemoryBytes = Memory(memory.Value, $"{setting}.memory") };
        if (mapping.Find("time") is { } time)
            resources = resources with { Time = Time(time.Value, $"{setting}.time") };
        return resources;
    }

    public long? Memory(YamlNode node, string setting)
    {
        const string Expected = "a whole number of bytes, or with the unit KiB, MiB or GiB as in 4GiB";
        if (scalars.Scalar(node, setting, Expected) is not { } scalar)
            return null;
        // kB and MB mean 1000 to some and 1024 to others.
        if (Amount(scalar.Text, unit => unit switch { "" => 1, "KiB" => 1L << 10, "MiB" => 1L << 20, "GiB" => 1L << 30, _ => null }) is { } bytes)
            return bytes;
        errors.Add("MB1023", scalar.Place, $"{setting} must be {Expected}, but is {Wording.Quote(scalar.Text)}.");
        return null;
    }

    public TimeSpan? Time(YamlNode node, string setting)
    {
        const string Expected = "a whole number with the unit s, m or h, as in 90s, 10m or 2h";
        if (scalars.Scalar(node, setting, Expected) is not { } scalar)
            return null;
        if (Amount(scalar.Text, unit => unit switch { "s" => 1, "m" => 60, "h" => 3600, _ => null }) is { } seconds && seconds <= TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerSecond)
            return TimeSpan.FromSeconds(seconds);
        errors.Add("MB1023", scalar.Place, $"{setting} must be {Expected}, but is {Wording.Quote(scalar.Text)}.");
        return null;
    }

    // Above zero; null where the text is no such amount or does not fit.
    static long? Amount(string text, Func<string, long?> factorOf)
    {
        var end = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? text.Length : end;
        return factorOf(text[digits..]) is { } factor
            && long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count > 0 && count <= long.MaxValue / factor
            ? count * factor
            : null;
    }
}
