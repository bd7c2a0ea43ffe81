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
        Version? best = null;
        foreach (var folder in Directory.EnumerateDirectories(installed))
            if (Version.TryParse(Path.GetFileName(folder), out var version) && version >= wanted && Beats(version))
                best = version;
        return best?.ToString() ?? asked;

        bool Beats(Version version) => policy switch
        {
            "LatestMajor" => best is null || version > best,
            "LatestMinor" => version.Major == wanted.Major && (best is null || version > best),
            _ => version.Major == wanted.Major
                && (best is null || version.Minor < best.Minor || (version.Minor == best.Minor && version > best)),
        };
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
