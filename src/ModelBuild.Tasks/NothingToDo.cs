using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Store;
using ModelBuild.Store.Inputs;
using ModelBuild.Store.State;

namespace ModelBuild.Tasks;

/// <summary>Answers in the build process whether there is work for the engine. Starts nothing and writes nothing but the stat index and the record of the plan.</summary>
sealed class NothingToDo(ModelProject project, AskedOnce digests, Messages messages)
{
    public enum Verdict { UpToDate, Work, Failed }

    /// <summary>Why there is work, by model.</summary>
    public List<(string Model, string Reason)> Reasons { get; } = [];

    /// <summary>The models that were planned, and whether a stage of theirs validates data.</summary>
    public List<(string Model, bool IsDataChecked)> Planned { get; } = [];

    public Verdict Answer(EngineGoal goal)
    {
        var today = Today.Of(TimeProvider.System);
        if (goal == EngineGoal.Train && PlanRecordFile.Read(project.PlanFile) is { } record && record.Holds(project, digests, today))
        {
            foreach (var warning in record.Warnings)
                messages.Show(warning);
            foreach (var model in record.Models)
                messages.UpToDate(model.Name, model.Headline, project.ModelFolder(model.Name));
            return Verdict.UpToDate;
        }
        if (goal == EngineGoal.Train && !project.Definitions.Any(file => File.Exists(project.StateFile(file.Name))))
        {
            // The engine plans anyway; doing it here as well would only tell what a first build knows.
            foreach (var file in project.Definitions)
                Reasons.Add((file.Name, UpToDateCheck.NeverBuilt));
            return Work();
        }
        var recorder = new PlanRecorder(project);
        var plan = ProjectPlan.Load(project, digests);
        var diagnostics = new List<Diagnostic>(plan.Diagnostics);
        var current = new List<(ModelPlan Plan, ModelState State)>();
        foreach (var model in plan.Models)
        {
            Planned.Add((model.Name, model.Validation is not null));
            if (model.MissingGate(project) is { } missing)
                diagnostics.Add(missing);
            var state = ModelStateFile.Read(project.StateFile(model.Name));
            var reason = goal == EngineGoal.Train
                ? UpToDateCheck.FirstReason(model, state, digests, project, diagnostics, today) ?? UpToDateCheck.LooksOutside(model, state, project)
                : model.Validation is { } validation ? UpToDateCheck.FirstReason(validation, state, digests, diagnostics) ?? UpToDateCheck.LooksOutside(validation.Nodes, project) : null;
            if (reason is null)
                current.Add((model, state!)); // but for a model without a validation stage
            else
                Reasons.Add((model.Name, reason));
        }
        var failed = diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);
        if (failed && goal == EngineGoal.Train)
            return Verdict.Work; // the engine says the same, and the reports with it
        if (failed || Reasons.Count == 0)
            foreach (var diagnostic in diagnostics)
                messages.Show(diagnostic); // else the engine will
        if (failed)
            return Verdict.Failed;
        if (Reasons.Count > 0)
            return Work();
        if (goal == EngineGoal.Validate)
        {
            messages.Valid(Planned);
            return Verdict.UpToDate;
        }
        foreach (var warning in current.SelectMany(model => model.State.Warnings))
            messages.Show(warning);
        foreach (var (model, state) in current)
            messages.UpToDate(model.Name, state.Headline, project.ModelFolder(model.Name));
        recorder.Keep(plan, digests, today);
        return Verdict.UpToDate;
    }

    Verdict Work()
    {
        foreach (var (model, reason) in Reasons)
            messages.WorkToDo(model, reason);
        return Verdict.Work;
    }
}
