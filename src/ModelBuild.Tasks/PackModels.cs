using System.Collections.Concurrent;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Tasks;

/// <summary>Has the engine lay out and sign what goes into the package of each trained model; NuGet's own pack puts it into one.</summary>
[MSBuildMultiThreadableTask]
public sealed class PackModels : EngineTask
{
    /// <summary>
    /// The folder of each package's content, with metadata <c>PackageId</c> and <c>PackageVersion</c>. It is new, and so is the
    /// folder <c>packed</c> beside it to pack into: pack goes by times and would leave an older package as it is.
    /// </summary>
    [Output] public ITaskItem[] Packages { get; private set; } = [];

    private protected override bool Execute(ProjectFacts facts, Messages messages)
    {
        var prepared = new ConcurrentQueue<PackagePreparedEvent>();
        var request = Request(EngineGoal.Pack, facts.Read(), facts) with { Pack = facts.ReadPackOrder() };
        if (!Ask(request, facts, messages, happened => { if (happened is PackagePreparedEvent package) prepared.Enqueue(package); }))
            return false;
        Packages = [.. prepared.Select(package => new TaskItem(Escaped(package.Folder), new Dictionary<string, string>
        {
            ["PackageId"] = package.PackageId,
            ["PackageVersion"] = package.PackageVersion,
        }))];
        return true;
    }

    /// <summary>As an item is written, where these would mean something.</summary>
    static string Escaped(string path) => string.Concat(path.Select(c => "%;*?$@()'".Contains(c, StringComparison.Ordinal) ? $"%{(int)c:X2}" : $"{c}"));
}
