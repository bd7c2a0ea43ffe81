using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Tasks;

/// <summary>Shows a schema to begin with for each model's data, as messages and as files. Changes no definition.</summary>
[MSBuildMultiThreadableTask]
public sealed class InferSchema : EngineTask
{
    readonly List<ITaskItem> files = [];

    /// <summary>The schema of each model as a YAML file, with the model's name as metadata <c>ModelName</c>.</summary>
    [Output] public ITaskItem[] Schemas => [.. files];

    private protected override bool Execute(ProjectFacts facts, Messages messages)
    {
        var project = facts.Read();
        var (remote, wrong) = facts.ReadRemoteOrder();
        if (wrong is not null)
        {
            messages.Show(wrong);
            return false;
        }
        return Ask(Request(EngineGoal.InferSchema, project, facts) with { Remote = remote }, facts, messages, happened =>
        {
            if (happened is not SchemaInferredEvent inferred)
                return;
            var file = project.SchemaFile(inferred.Model);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, $"# What the data of {inferred.Model} is like now. Take into its definition, under `data`, what it must stay like.\n{inferred.Text}");
            messages.Explained(inferred.Text, file);
            files.Add(new TaskItem(file, new Dictionary<string, string> { ["ModelName"] = inferred.Model }));
        });
    }
}
