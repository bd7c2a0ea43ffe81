using System.CommandLine;
using ModelBuild.Store;

namespace ModelBuild.Tool;

/// <summary>Which cache a command is about: the option, else what a build in this folder would use.</summary>
static class CacheFolder
{
    public static Option<string> Option { get; } = new("--cache") { HelpName = "FOLDER", Description = "The cache. Default: MODELBUILD_CACHE, else the platform's cache folder." };

    public static string Of(string? given) =>
        WellKnownFolders.Cache(given is { Length: > 0 } ? given : Environment.GetEnvironmentVariable("MODELBUILD_CACHE"), Environment.CurrentDirectory);
}
