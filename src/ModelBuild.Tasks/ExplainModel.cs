using System.Text;
using Microsoft.Build.Framework;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Explaining;
using ModelBuild.Core.Planning;
using ModelBuild.Store;

namespace ModelBuild.Tasks;

/// <summary>Shows what each model is configured with and from where, and what would run and why; as messages and as a file.</summary>
[MSBuildMultiThreadableTask]
public sealed class ExplainModel : ProjectTask
{
    private protected override bool Execute(ProjectFacts facts, Messages messages)
    {
        var project = facts.Read();
        var index = new StatIndex(project.StatIndexFile, TimeProvider.System);
        var digests = new InputDigests(index);
        var cache = new StageCache(facts.CacheFolder);
        var plan = ProjectPlan.Load(project, digests);
        var diagnostics = new List<Diagnostic>(plan.Diagnostics);
        foreach (var model in plan.Models)
        {
            var lines = ModelExplanation.Of(
                model, ModelStateFile.Read(project.StateFile(model.Name)), digests, cache, project, diagnostics);
            var file = project.ExplanationFile(model.Name);
            Write(file, string.Join('\n', lines) + "\n");
            messages.Explained(lines, file);
        }
        index.Save();
        foreach (var diagnostic in diagnostics)
            messages.Show(diagnostic);
        return !Log.HasLoggedErrors;
    }

    /// <summary>Only where it differs.</summary>
    static void Write(string file, string text)
    {
        if (File.Exists(file) && File.ReadAllText(file) == text)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }
}
