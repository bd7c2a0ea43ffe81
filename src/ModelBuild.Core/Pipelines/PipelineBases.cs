using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Pipelines;

/// <summary>Adds to each pipeline the stages that it takes over from its base, that one's base, and so on.</summary>
sealed class PipelineBases(List<FoundPipeline> found, AssemblySet assemblies, List<Diagnostic> diagnostics)
{
    const string DefaultModel = "train", DefaultValidation = "validate";

    readonly Dictionary<FoundPipeline, PipelineDescription?> known = [];
    readonly List<FoundPipeline> open = [];

    /// <summary>Null after an error, which is then among the diagnostics.</summary>
    public PipelineDescription? Describe(FoundPipeline pipeline)
    {
        if (known.TryGetValue(pipeline, out var before))
            return before;
        open.Add(pipeline);
        var result = Read(pipeline);
        open.RemoveAt(open.Count - 1);
        return known[pipeline] = result;
    }

    PipelineDescription? Read(FoundPipeline pipeline)
    {
        PipelineDescription? inherited = null;
        if (pipeline.Base is { } type)
        {
            if (Find(pipeline, type) is not { } @base)
                return null;
            if (open.IndexOf(@base) is >= 0 and var start)
            {
                var circle = string.Join(" ← ", open.Skip(start).Append(@base).Select(member => member.Type.FullName));
                diagnostics.Add(Diagnostic.Error("MB1059", pipeline.Place(), $"The pipeline {pipeline.Type.FullName} is its own base: {circle}. Remove one of these Base = typeof(…)."));
                return null;
            }
            inherited = Describe(@base);
            if (inherited is null)
                return null;
        }
        return pipeline.Stages is not { } own ? null : new(
            pipeline.Name, pipeline.Type.Assembly.Name, pipeline.Type.FullName,
            pipeline.Model ?? inherited?.ModelStage ?? DefaultModel, pipeline.Validation ?? inherited?.ValidationStage ?? DefaultValidation,
            inherited is null ? own : Merge(inherited.Stages, own))
        {
            File = pipeline.Type.Assembly.Path,
            Bases = inherited is null ? [] : [inherited.Type, .. inherited.Bases],
        };
    }

    FoundPipeline? Find(FoundPipeline pipeline, SignatureType type)
    {
        if (assemblies.Find(type) is not { } @class)
        {
            Report($"is of assembly {type.Scope}, which is neither this project, a referenced project nor ModelBuild's own. Take a pipeline class of these");
            return null;
        }
        if (found.Find(other => other.Type == @class) is { } @base)
            return @base;
        var nearest = NearestName.Find(@class.FullName, found.Select(other => other.Type.FullName).Where(name => name != pipeline.Type.FullName));
        Report($"has no [Pipeline]{(nearest is null ? "." : $"; did you mean {nearest}?")} Name a class with [Pipeline]");
        return null;

        void Report(string problem) => diagnostics.Add(Diagnostic.Error("MB1058", pipeline.Place(),
            $"The pipeline {pipeline.Type.FullName} has the base {type.FullName}, which {problem}, or remove Base."));
    }

    static List<StageDescription> Merge(IReadOnlyList<StageDescription> inherited, IReadOnlyList<StageDescription> own)
    {
        var stages = new List<StageDescription>(inherited);
        foreach (var stage in own)
        {
            if (stages.FindIndex(other => other.Name == stage.Name) is >= 0 and var replaced)
                stages[replaced] = stage;
            else
                stages.Add(stage);
        }
        return stages;
    }
}
