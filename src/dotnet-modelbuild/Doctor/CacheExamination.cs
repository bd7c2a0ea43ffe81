using ModelBuild.Store;
using ModelBuild.Store.Checks;
using ModelBuild.Store.Housekeeping;

namespace ModelBuild.Tool;

/// <summary>The cache's place, and all that is in it.</summary>
static class CacheExamination
{
    public static Examination Of(string root, CancellationToken stop)
    {
        var place = PlaceCheck.Of(root);
        var store = StoreCheck.Of(root, stop);
        var problems = new List<string>();
        problems.AddRange(place.Findings.Concat(store.Findings).Select(finding => finding.Message));
        var entries = new StageCache(root);
        var objects = new ContentStore(root);
        foreach (var pin in new Pins(root).All())
            if (!objects.Contains(pin.Digest) && entries.Find(pin.Digest) is null)
                problems.Add($"{pin.Digest} is pinned and not there. Build what makes it, or take the pin back: dotnet modelbuild cache unpin {pin.Digest}");
        return new(
            $"{root}: {store.Entries} results, {store.Objects} objects, {Sizes.Show(store.Bytes)}, each read"
            + (store.Misses > 0 ? $"; {store.Misses} results lack objects and are made again when needed" : "")
            + (place.FileSystem.Length > 0 ? $"; {place.FileSystem}" : "")
            + (place.FreeBytes is { } free ? $", {Sizes.Show(free)} free" : "")
            + (place.SharesBlocks ? ", copies share blocks" : ""),
            problems);
    }
}
