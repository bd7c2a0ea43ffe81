using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;

namespace ModelBuild.Core.Definitions;

/// <summary>Reads the top-level <c>champion</c>: a list of sources, or one of them.</summary>
/// <param name="path">Absolute path of the definition; folders are relative to its own.</param>
sealed class ChampionBinder(string path, DefinitionErrors errors)
{
    static readonly string[] Keys = ["lock", "package", "version", "feed", "folder"];
    static readonly string[] Kinds = ["lock", "package", "folder"];

    readonly ScalarReader scalars = new(errors);

    public IReadOnlyList<ChampionSource> Bind(YamlNode node)
    {
        if (CoreSchema.IsNull(node))
            return ChampionSource.Default(path);
        IReadOnlyList<YamlNode> items = node is YamlSequence list ? list.Items : [node];
        if (items.Count == 0)
            errors.Add("MB1019", node.Place, "champion has no sources. Write `- lock`, `- { package: ID }` or `- { folder: PATH }`, or remove the key.");
        return [.. items.Select(Source).OfType<ChampionSource>()];
    }

    ChampionSource? Source(YamlNode node)
    {
        if (node is YamlScalar { Text: "lock" })
            return new LockedChampion(null, node.Place);
        if (node is not YamlMapping mapping)
        {
            errors.WrongType("a source of the champion", "`lock`, or a mapping such as { package: ID, version: 1.0.0 }", node);
            return null;
        }
        errors.CheckKeys(mapping, Keys, "champion");
        var kinds = Kinds.Where(kind => mapping.Find(kind) is not null).ToList();
        var place = mapping.Entries is [var first, ..] ? first.KeyPlace : mapping.Place;
        if (kinds.Count != 1)
        {
            errors.Add("MB1032", place, kinds.Count == 0
                ? "a source of the champion is `lock`, `package` or `folder`, and this one is none of them. Add one."
                : $"a source of the champion is one thing, and this one has `{kinds[0]}` and `{kinds[1]}`. Write two items.");
            return null;
        }
        if (kinds[0] != "package")
            foreach (var key in new[] { "version", "feed" })
                if (mapping.Find(key) is { } entry)
                    errors.Add("MB1032", entry.KeyPlace, $"`{key}` goes with `package`. Remove it.");
        if (Text(mapping, kinds[0]) is not { } value)
            return null;
        switch (kinds[0])
        {
            case "lock":
                // It becomes an argument of git.
                if (value[0] != '-' && !value.Any(char.IsWhiteSpace) && !value.Any(char.IsControl))
                    return new LockedChampion(value, place);
                errors.Add("MB1032", mapping.Find("lock")!.Value.Place, $"{Wording.Quote(value)} is no revision. Write the name of a branch or tag, for instance origin/main, or a commit.");
                return null;
            case "folder":
                return new FolderChampion(Path.TrimEndingDirectorySeparator(Path.GetFullPath(value, Path.GetDirectoryName(path)!)), place);
            default:
                var version = mapping.Find("version") is null ? PackagedChampion.Latest : Text(mapping, "version", isVersion: true);
                var feed = mapping.Find("feed") is null ? null : Text(mapping, "feed");
                return version is null || (feed is null && mapping.Find("feed") is not null) ? null : new PackagedChampion(value, version, feed, place);
        }
    }

    /// <param name="isVersion">A plain 1.0 is a version, too.</param>
    string? Text(YamlMapping mapping, string key, bool isVersion = false)
    {
        var node = mapping.Find(key)!.Value;
        var text = isVersion && node is YamlScalar scalar && !CoreSchema.IsNull(scalar) ? scalar.Text : scalars.Text(node, $"champion.{key}");
        if (text is null || !string.IsNullOrWhiteSpace(text))
            return text;
        errors.Add("MB1019", node.Place, $"champion.{key} must have at least 1 character that is not a space, but is {Wording.Quote(text)}.");
        return null;
    }
}
