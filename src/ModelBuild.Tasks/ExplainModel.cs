using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Explaining;
using ModelBuild.Core.Planning;
using ModelBuild.Store;

namespace ModelBuild.Tasks;

/// <summary>Shows what each model is configured with and from where, and what would run and why; as messages and as files.</summary>
[MSBuildMultiThreadableTask]
public sealed class ExplainModel : ProjectTask
{
    /// <summary>The explanation of each model as a JSON file, with its name as metadata <c>ModelName</c>.</summary>
    [Output] public ITaskItem[] Explanations { get; private set; } = [];

    private protected override bool Execute(ProjectFacts facts, Messages messages)
    {
        var project = facts.Read();
        var index = new StatIndex(project.StatIndexFile, TimeProvider.System);
        var digests = new AskedOnce(new InputDigests(index));
        var cache = new StageCache(facts.CacheFolder);
        var plan = ProjectPlan.Load(project, digests);
        var diagnostics = new List<Diagnostic>(plan.Diagnostics);
        var files = new List<ITaskItem>();
        foreach (var model in plan.Models)
        {
            var explanation = ModelExplanation.Of(model, ModelStateFile.Read(project.StateFile(model.Name)), digests, cache, project, diagnostics);
            var lines = new List<string>(explanation.ToLines());
            if (facts.ConfinementLimit is { } limit)
                lines.Add(limit);
            var file = project.ExplanationFile(model.Name);
            Write(file, Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
            Write(Path.ChangeExtension(file, ".json"), explanation.ToJson());
            messages.Explained(lines, file);
            files.Add(new TaskItem(Path.ChangeExtension(file, ".json"), new Dictionary<string, string> { ["ModelName"] = model.Name }));
        }
        Explanations = [.. files];
        index.Save();
        foreach (var diagnostic in diagnostics)
            messages.Show(diagnostic);
        return !Log.HasLoggedErrors;
    }

    /// <summary>Only where it differs.</summary>
    static void Write(string file, byte[] content)
    {
        if (File.Exists(file) && File.ReadAllBytes(file).AsSpan().SequenceEqual(content))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }
}
