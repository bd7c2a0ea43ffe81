using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Store.Inputs;

namespace ModelBuild.Execution;

/// <summary>Says which gates a project has, before anything of it is trained. Runs nothing and writes nothing but the stat index.</summary>
public static class ListedGates
{
    /// <returns>Whether all models could be planned, and have gates where they have to; each error was reported.</returns>
    public static bool Tell(EngineRequest request, Action<EngineEvent> report)
    {
        var index = new StatIndex(request.Project.StatIndexFile, TimeProvider.System);
        var plan = ProjectPlan.Load(request.Project, new InputDigests(index));
        index.Save();
        var problems = plan.Diagnostics.ToList();
        foreach (var model in plan.Models.Where(model => request.Models.Count == 0 || request.Models.Contains(model.Name)))
        {
            foreach (var gate in model.Definition.Gates)
                report(new GateListedEvent(model.Name, gate.Name, gate.Place));
            if (model.MissingGate(request.Project) is { } problem)
                problems.Add(problem);
        }
        foreach (var problem in problems)
            report(new DiagnosticEvent(problem));
        return problems.TrueForAll(problem => problem.Severity != Severity.Error);
    }
}
