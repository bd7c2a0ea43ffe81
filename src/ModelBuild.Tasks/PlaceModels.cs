using System.Collections.Concurrent;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Tasks;

/// <summary>Has the engine check the packages that NuGet packed, and put them where packages belong.</summary>
[MSBuildMultiThreadableTask]
public sealed class PlaceModels : EngineTask
{
    /// <summary>What <see cref="PackModels.Packages"/> gave.</summary>
    [Required] public ITaskItem[] Prepared { get; set; } = [];

    /// <summary>Paths of the packages in their place.</summary>
    [Output] public ITaskItem[] Packages { get; private set; } = [];

    private protected override bool Execute(ProjectFacts facts, Messages messages)
    {
        var placed = new ConcurrentQueue<PackagePlacedEvent>();
        var packed = Prepared.Select(item => new PackedModel(
            item.ItemSpec, Path.Combine(Path.GetDirectoryName(item.ItemSpec)!, "packed", $"{item.GetMetadata("PackageId")}.{item.GetMetadata("PackageVersion")}.nupkg"))).ToList();
        var request = Request(EngineGoal.Place, facts.Read(), facts) with { Place = facts.ReadPlaceOrder(packed) };
        var good = Ask(request, facts, messages, happened => { if (happened is PackagePlacedEvent package) placed.Enqueue(package); });
        Packages = [.. placed.Select(package => new TaskItem(package.File))];
        return good;
    }
}
