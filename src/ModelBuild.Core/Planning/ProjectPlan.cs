using ModelBuild.Core.Code;
using ModelBuild.Core.Configuration;
using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Planning;

/// <summary>Reads, binds and graphs the definitions of a project. Build process and engine call the same.</summary>
/// <param name="Models">The models without errors.</param>
/// <param name="Diagnostics">What is wrong with the others.</param>
public sealed record ProjectPlan(IReadOnlyList<ModelPlan> Models, IReadOnlyList<Diagnostic> Diagnostics)
{
    public static ProjectPlan Load(ModelProject project, IInputDigests digests)
    {
        var diagnostics = new List<Diagnostic>();
        // Beside the assemblies: getting the parser ready takes as long as all else here.
        var reading = Task.Run(() => ProjectLayers.Read(project));
        PipelineReading pipelines;
        try
        {
            pipelines = PipelineReader.Read([.. project.ProjectAssemblies, .. project.BuiltInAssemblies]);
        }
        finally
        {
            reading.Wait();
        }
        var layers = reading.Result;
        diagnostics.AddRange(pipelines.Diagnostics);
        diagnostics.AddRange(layers.Errors);
        if (diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error))
            return new([], diagnostics);

        var code = project.Code(digests);
        var models = new List<ModelPlan>();
        var twins = project.Definitions.GroupBy(file => file.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).ToList();
        foreach (var definition in layers.Definitions)
        {
            var file = definition.File;
            if (twins.Any(group => group.Contains(file)))
                continue; // they would be made in one folder
            if (!file.HasUsableName)
                diagnostics.Add(Diagnostic.Error("MB1079", new(file.Path, 1, 1),
                    $"the model's name {Wording.Quote(file.Name)} cannot be a folder's on every system. Rename the file: not empty, no dot in front or at the end, and none of {DefinitionFile.Forbidden}."));
            else if (layers.Bind(definition, pipelines.Pipelines, diagnostics) is { } bound && Waived(bound) is { } waived && Graph(waived) is { } graph)
                models.Add(new(waived, StageGraph.Of([.. graph.Nodes.Where(node => !IsGate(waived, node))])) { GateNodes = [.. graph.Nodes.Where(node => IsGate(waived, node))] });
        }
        foreach (var unknown in layers.Unknown())
        {
            diagnostics.Add(unknown);
            if (unknown.Severity == Severity.Error)
                models.Clear(); // what was meant for one of them would be missing
        }
        foreach (var group in twins)
            diagnostics.Add(Diagnostic.Error("MB1076", new(group.Last().Path, 1, 1),
                $"'{group.First().Path}' defines a model of the same name '{group.Key}'. The names of a project's definitions differ; rename one file."));
        return new(models, diagnostics);

        static bool IsGate(BoundDefinition definition, StageNode node) => definition.Pipeline.Stages.Any(stage => stage.IsGate && stage.Name == node.Id.Stage);

        BoundDefinition? Waived(BoundDefinition definition)
        {
            var (waivers, errors) = WaiversReader.Read(definition.File, definition.Name, definition.Gates);
            diagnostics.AddRange(errors);
            return errors.Count == 0 ? definition with { Waivers = waivers } : null;
        }

        StageGraph? Graph(BoundDefinition definition)
        {
            try
            {
                return GraphBuilder.Build(definition, code, project.Environment, diagnostics, digests.FindVariable);
            }
            catch (NotAnAssemblyException e)
            {
                diagnostics.Add(PipelineReader.NotAnAssembly(e.Path, e.Found));
                return null;
            }
        }
    }
}
