using System.Text.Json;

namespace ModelBuild.Core.Keys;

/// <summary>Finds the version of the .NET runtime that a project's stages will run on, as the host will choose it.</summary>
public static class InstalledRuntime
{
    const string Framework = "Microsoft.NETCore.App";

    /// <summary>
    /// Follows the roll-forward policy of <paramref name="runtimeConfig"/> over the runtimes that are installed; the version
    /// asked for when none fits (the host will say so). See https://learn.microsoft.com/dotnet/core/versions/selection.
    /// </summary>
    /// <param name="dotnet">Path of the dotnet program; the runtimes lie beside it.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="JsonException">It is not a runtime configuration.</exception>
    public static string Find(string runtimeConfig, string dotnet)
    {
        var (asked, policy) = Asked(runtimeConfig);
        var installed = Path.Combine(Path.GetDirectoryName(dotnet) ?? "", "shared", Framework);
        if (!Version.TryParse(asked, out var wanted) || !Directory.Exists(installed))
            return asked;
        var higher = new List<Version>();
        foreach (var folder in Directory.EnumerateDirectories(installed))
            if (Version.TryParse(Path.GetFileName(folder), out var version) && version >= wanted)
                higher.Add(version);
        return Choose(wanted, policy.ToUpperInvariant(), higher)?.ToString() ?? asked;
    }

    static Version? Choose(Version wanted, string policy, List<Version> higher)
    {
        Version? best = null;
        foreach (var version in higher)
            if (Fits(version) && (best is null || Beats(version, best)))
                best = version;
        return best is null && policy == "MAJOR" ? Choose(new(higher.Count == 0 ? wanted.Major : higher.Min(version => version.Major), 0, 0), "MINOR", higher) : best;

        bool Fits(Version version) => policy switch
        {
            "LATESTMAJOR" => true,
            "LATESTPATCH" => version.Major == wanted.Major && version.Minor == wanted.Minor,
            "DISABLE" => version == wanted,
            _ => version.Major == wanted.Major,
        };

        // The latest of all, or the latest patch of the lowest minor.
        bool Beats(Version version, Version other) => policy is "LATESTMAJOR" or "LATESTMINOR"
            ? version > other
            : version.Minor < other.Minor || (version.Minor == other.Minor && version > other);
    }

    static (string Version, string Policy) Asked(string runtimeConfig)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(runtimeConfig));
        try
        {
            return Asked(document.RootElement) ?? throw new JsonException($"It names no {Framework}.");
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException(e.Message, e); // an array where an object belongs, and the like
        }
    }

    static (string Version, string Policy)? Asked(JsonElement root)
    {
        if (root.TryGetProperty("runtimeOptions", out var options))
        {
            var policy = options.TryGetProperty("rollForward", out var roll) ? roll.GetString() ?? "Minor" : "Minor";
            if (options.TryGetProperty("framework", out var framework) && VersionOf(framework) is { } version)
                return (version, policy);
            if (options.TryGetProperty("frameworks", out var frameworks))
                foreach (var one in frameworks.EnumerateArray())
                    if (VersionOf(one) is { } listed)
                        return (listed, policy);
        }
        return null;
    }

    /// <summary>ASP.NET Core and the desktop frameworks share the version number of the runtime that they bring.</summary>
    static string? VersionOf(JsonElement framework) => framework.TryGetProperty("version", out var version) ? version.GetString() : null;
}
