using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Store;
using ModelBuild.Store.State;

namespace ModelBuild.Tasks;

/// <summary>Shows what each model is configured with and from where, and what would run and why; as messages and as files. Starts the engine only to ask a remote cache.</summary>
[MSBuildMultiThreadableTask]
public sealed class ExplainModel : EngineTask
{
    readonly List<ITaskItem> files = [];

    /// <summary>The explanation of each model as a JSON file, with its name as metadata <c>ModelName</c>.</summary>
    [Output] public ITaskItem[] Explanations => [.. files];

    private protected override bool Execute(ProjectFacts facts, Messages messages)
    {
        var project = facts.Read();
        var (remote, wrong) = facts.ReadRemoteOrder();
        if (wrong is not null)
        {
            messages.Show(wrong);
            return false;
        }
        if (remote is not null)
            return Ask(Request(EngineGoal.Explain, project, facts) with { Remote = remote }, facts, messages, happened =>
            {
                if (happened is ModelExplainedEvent explained)
                    Keep(explained.Model, explained.Text, explained.Json);
            });
        var explanation = ProjectExplanation.Of(project, facts.CacheFolder, Today.Of(TimeProvider.System));
        foreach (var model in explanation.Models)
            Keep(model.Model, model.ToText(), model.ToJson());
        foreach (var diagnostic in explanation.Diagnostics)
            messages.Show(diagnostic);
        return !Log.HasLoggedErrors;

        void Keep(string model, string text, string json)
        {
            if (facts.ConfinementLimit is { } limit)
                text += limit + "\n";
            var file = project.ExplanationFile(model);
            OutputFile.Write(file, Encoding.UTF8.GetBytes(text));
            OutputFile.Write(Path.ChangeExtension(file, ".json"), Encoding.UTF8.GetBytes(json));
            messages.Explained(text, file);
            files.Add(new TaskItem(Path.ChangeExtension(file, ".json"), new Dictionary<string, string> { ["ModelName"] = model }));
        }
    }
}
