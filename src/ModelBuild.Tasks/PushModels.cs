using Microsoft.Build.Framework;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Tasks;

/// <summary>Has the engine publish packages to a feed; what is there already and is the same stays as it is.</summary>
[MSBuildMultiThreadableTask]
public sealed class PushModels : EngineTask
{
    /// <summary>Paths of the packages.</summary>
    [Required] public ITaskItem[] Packages { get; set; } = [];

    private protected override bool Execute(ProjectFacts facts, Messages messages)
    {
        var request = Request(EngineGoal.Push, facts.Read(), facts) with { Push = facts.ReadPushOrder([.. Packages.Select(package => package.ItemSpec)]) };
        return Ask(request, facts, messages);
    }
}
