using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Store.Inputs;

namespace ModelBuild.Tasks;

/// <summary>Brings the project's models up to date: says so when they are, and starts the engine when they are not.</summary>
[MSBuildMultiThreadableTask]
public sealed class RunStages : EngineTask, IIncrementalTask
{
    /// <summary><c>Train</c> or <c>Validate</c>.</summary>
    [Required] public string Goal { get; set; } = "";

    /// <summary>What the project is compiled from.</summary>
    public ITaskItem[] Sources { get; set; } = [];

    /// <summary>The folder of each model, with its name as metadata <c>ModelName</c>; after a failure none.</summary>
    [Output] public ITaskItem[] Models { get; private set; } = [];

    /// <summary>Set by MSBuild for <c>-question</c>: work to do is then an error.</summary>
    public bool FailIfNotIncremental { get; set; }

    private protected override bool Execute(ProjectFacts facts, Messages messages)
    {
        var project = facts.Read() with { Sources = facts.Rooted(Sources) };
        var (remote, wrong) = facts.ReadRemoteOrder();
        if (wrong is not null)
            messages.Show(wrong); // also where nothing is to be done: it would be a surprise later
        if (wrong is not null || !BringUpToDate(project, remote, facts, messages))
            return false;
        Models = [.. project.Definitions.Select(definition => new TaskItem(
            project.ModelFolder(definition.Name), new Dictionary<string, string> { ["ModelName"] = definition.Name }))];
        return true;
    }

    bool BringUpToDate(ModelProject project, RemoteOrder? remote, ProjectFacts facts, Messages messages)
    {
        var goal = Enum.Parse<EngineGoal>(Goal);
        var index = new StatIndex(project.StatIndexFile, TimeProvider.System);
        var check = new NothingToDo(project, new AskedOnce(new InputDigests(index)), messages);
        var answer = check.Answer(goal);
        index.Save();
        if (answer != NothingToDo.Verdict.Work)
            return answer == NothingToDo.Verdict.UpToDate;
        if (FailIfNotIncremental)
            return messages.NotUpToDate(check.Reasons);
        if (facts.ConfinementLimit is { } limit)
            messages.NotConfined(limit);
        return Ask(Request(goal, project, facts) with { Remote = remote }, facts, messages)
            && (goal != EngineGoal.Validate || messages.Valid(check.Planned));
    }
}
