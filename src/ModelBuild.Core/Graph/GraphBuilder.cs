using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ModelBuild.Core.Code;
using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Graph;

/// <summary>Makes the graph of a bound definition: stages by their parameters, checked for unknown inputs and cycles.</summary>
public static class GraphBuilder
{
    /// <returns>The graph, or null and the errors.</returns>
    public static StageGraph? Build(
        BoundDefinition definition, ICodeIdentity code, EnvironmentFacets environment, List<Diagnostic> diagnostics)
    {
        var pipeline = definition.Pipeline;
        var place = definition.Locate("pipeline");
        var before = diagnostics.Count;
        var stages = new Dictionary<string, StageDescription>();
        foreach (var stage in pipeline.Stages)
            stages[stage.Name] = stage;

        foreach (var stage in pipeline.Stages)
            foreach (var parameter in stage.Parameters.OfType<ArtifactParameter>())
                CheckInput(stage, parameter);
        if (!stages.ContainsKey(pipeline.ModelStage))
            diagnostics.Add(Diagnostic.Error("MB1072", place,
                $"pipeline '{pipeline.Name}' says that its model is the output of stage '{pipeline.ModelStage}', which it does not have. {Nearest(pipeline.ModelStage, stages.Keys)}"
                + "Name the stage in [Pipeline(…, Model = \"…\")]."));
        var evaluations = pipeline.Stages.Where(stage => stage.IsEvaluation).Select(stage => stage.Name).ToArray();
        if (evaluations.Length > 1)
            diagnostics.Add(Diagnostic.Error("MB1073", place,
                $"pipeline '{pipeline.Name}' has {evaluations.Length} stages that return an Evaluation ({string.Join(", ", evaluations)}); gates can judge one."));
        if (evaluations.Length == 0 && definition.Gates.Count > 0)
            diagnostics.Add(Diagnostic.Error("MB1074", definition.Gates[0].Place,
                $"the definition declares gates, but no stage of pipeline '{pipeline.Name}' returns an Evaluation for them to judge."));
        if (diagnostics.Count > before)
            return null;

        var graph = StageGraph.Order([.. definition.Stages.Select(Node)], out var cycle);
        if (graph is null)
            diagnostics.Add(Diagnostic.Error("MB1071", place,
                $"the stages of pipeline '{pipeline.Name}' wait for each other: {string.Join(" ← ", cycle)}. Remove one of these parameters."));
        return graph;

        void CheckInput(StageDescription stage, ArtifactParameter parameter)
        {
            var member = $"{pipeline.Type}.{stage.Method}({parameter.Name})";
            if (!stages.TryGetValue(parameter.Name, out var source))
                diagnostics.Add(Diagnostic.Error("MB1070", place,
                    $"{member}: pipeline '{pipeline.Name}' has no stage '{parameter.Name}'. {Nearest(parameter.Name, stages.Keys)}"
                    + "A parameter is named like the stage whose output it takes."));
            else if (source.OutputType != parameter.Type)
                diagnostics.Add(Diagnostic.Error("MB1075", place,
                    $"{member} takes a {parameter.Type}, but stage '{source.Name}' returns a {source.OutputType}. Make the two types the same."));
        }

        StageNode Node(BoundStage bound)
        {
            var stage = bound.Description;
            var id = new NodeId(stage.Name);
            return new StageNode(id, new MethodProgram(pipeline.Assembly, pipeline.Type, stage.Method, stage.Token, stage.Parameters))
            {
                Code = code.Of(pipeline, stage),
                Inputs = [.. stage.Parameters.Select(parameter => Input(bound, parameter)).OfType<StageInput>()],
                Settings = bound.Settings,
                Seed = stage.Parameters.Any(parameter => parameter is ContextParameter) ? SeedOf(definition.Seed, id) : null,
                Facets = stage.AlgorithmVersion == 0 ? environment.Parts(definition.Facets) : [],
                Resources = bound.Resources,
                Place = definition.Locate(stage.Name),
            };
        }
    }

    static StageInput? Input(BoundStage bound, StageParameter parameter) => parameter switch
    {
        ArtifactParameter => new NodeInput(parameter.Name, new NodeId(parameter.Name)),
        DataParameter => new DataInput(parameter.Name, bound.Data[parameter.Name].Path, bound.Data[parameter.Name].Place),
        _ => null,
    };

    /// <summary>Independent seeds for the nodes of one definition: the first 8 bytes of SHA-256 over seed and node.</summary>
    static long SeedOf(long seed, NodeId node)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}/{node}")), hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }

    static string Nearest(string name, IEnumerable<string> known) =>
        NearestName.Find(name, known) is { } near ? $"Did you mean '{near}'? " : "";
}
