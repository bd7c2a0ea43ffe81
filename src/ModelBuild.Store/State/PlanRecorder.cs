using ModelBuild.Core.Digests;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Planning;
using ModelBuild.Store.Files;
using ModelBuild.Store.Inputs;

namespace ModelBuild.Store.State;

/// <summary>Writes down by what a plan found nothing to do. Made before the plan, so that it knows whether what that read stayed the same.</summary>
public sealed class PlanRecorder
{
    readonly ModelProject project;
    readonly IReadOnlyList<string> files;
    readonly string before;
    readonly long compiled;

    public PlanRecorder(ModelProject project)
    {
        this.project = project;
        // A build is judged by what it wrote, at its end.
        var written = project.Definitions.SelectMany(definition => new[] { project.StateFile(definition.Name), LockFile.PathOf(definition.Path, definition.Name) });
        files = [.. PlanRecord.FilesOf(project).Except(written)];
        before = InputStamps.Of(files);
        compiled = project.ProjectAssemblies is [var own, ..] ? Modified(own) : 0;
    }

    /// <summary>Keeps the record, if all models are up to date and nobody edited anything meanwhile.</summary>
    /// <param name="plan">Without anything to say of its own: a record repeats what gates warned of, and nothing else.</param>
    /// <param name="today">In UTC.</param>
    public void Keep(ProjectPlan plan, IInputDigests digests, DateOnly today)
    {
        var models = new List<(ModelPlan Plan, ModelState State)>();
        foreach (var model in plan.Models)
        {
            if (ModelStateFile.Read(project.StateFile(model.Name)) is not { } state)
                return;
            models.Add((model, state));
        }
        if (plan.Diagnostics.Count == 0 && PlanRecord.Of(project, models, digests, today) is { } record && InputStamps.Of(files) == before)
            PlanRecordFile.Write(project.PlanFile, record with { Files = [.. record.Files.Select(AsCompiled)] });
    }

    /// <summary>What somebody edited after the compiler had read it is not what the plan went by.</summary>
    PlannedFile AsCompiled(PlannedFile file) => file.IsSource && Modified(file.Path) > compiled ? file with { Content = null } : file;

    static long Modified(string path) => FileFacts.Find(path, followLink: true)?.Stamp.Modified ?? 0;
}
