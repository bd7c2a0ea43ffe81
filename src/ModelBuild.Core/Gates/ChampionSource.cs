using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Gates;

/// <summary>Where a champion may come from: an item of the definition's <c>champion</c>. The first that there is counts.</summary>
public abstract record ChampionSource(Mark Place)
{
    /// <summary>The lock file, from where the work branched off. What a definition has that says nothing.</summary>
    public static IReadOnlyList<ChampionSource> Default(string definition) => [new LockedChampion(null, new(definition, 1, 1))];
}

/// <summary>The lock file as it is committed where the work branched off: at the merge base of HEAD and another revision.</summary>
/// <param name="Revision">As git understands it, for instance <c>origin/main</c> or <c>v1.2.0</c>; null for the one that the project says.</param>
public sealed record LockedChampion(string? Revision, Mark Place) : ChampionSource(Place);

/// <summary>A model package on a feed.</summary>
/// <param name="Version">An exact version, or <see cref="Latest"/>.</param>
/// <param name="Feed">A folder, relative to the definition's, a URL, or the name of a source; null for the project's feed.</param>
public sealed record PackagedChampion(string Id, string Version, string? Feed, Mark Place) : ChampionSource(Place)
{
    /// <summary>The newest that is listed, pre-releases not among them.</summary>
    public const string Latest = "latest";

    /// <summary>Whether the feed has to be asked again and again which one it is.</summary>
    public bool IsFloating => Version == Latest;
}

/// <summary>A folder with a model as a build leaves it, or an unpacked model package.</summary>
/// <param name="Path">Absolute.</param>
public sealed record FolderChampion(string Path, Mark Place) : ChampionSource(Place);
