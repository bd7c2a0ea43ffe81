using Microsoft.Build.Framework;

namespace ModelBuild.Tasks;

/// <summary>Looks at the settings of packing and pushing before anything is trained: nobody waits for hours to learn of a slip.</summary>
[MSBuildMultiThreadableTask]
public sealed class CheckPackaging : ProjectTask
{
    /// <summary>Whether the packages will be pushed.</summary>
    public bool Pushes { get; set; }

    private protected override bool Execute(ProjectFacts facts, Messages messages)
    {
        var isAutomatic = facts.VersionMode.Equals("auto", StringComparison.OrdinalIgnoreCase);
        return !isAutomatic && !facts.VersionMode.Equals("project", StringComparison.OrdinalIgnoreCase) ? messages.NoVersionMode(facts.VersionMode)
            : facts.Feed is null && Pushes ? messages.NoFeed()
            : facts.Feed is null && isAutomatic ? messages.NoFeedForVersions()
            : facts.Key.File is not { } key || File.Exists(key) || messages.NoKeyFile(key);
    }
}
