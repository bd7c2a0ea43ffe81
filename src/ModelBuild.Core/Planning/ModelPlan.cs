using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Planning;

/// <summary>One model's definition and graph, ready to be decided upon.</summary>
public sealed record ModelPlan(BoundDefinition Definition, StageGraph Graph)
{
    public string Name => Definition.Name;

    public NodeId Model => new(Definition.Pipeline.ModelStage);

    /// <summary>The stage that gates judge; null where the pipeline evaluates nothing, or where that is switched off.</summary>
    public NodeId? Evaluation => Find(stage => stage is { IsEvaluation: true, IsRepeated: false });

    /// <summary>The stage that validates the data; null where there is none, or where it is switched off.</summary>
    public NodeId? ValidationStage => Find(stage => stage.Name == Definition.Pipeline.ValidationStage);

    /// <summary>What <c>ValidateModel</c> runs: the validation stage and what it needs; null where there is none.</summary>
    public StageGraph? Validation => ValidationStage is { } validation ? Graph.UpTo(validation) : null;

    NodeId? Find(Func<StageDescription, bool> condition)
    {
        foreach (var stage in Definition.Stages)
            if (stage.Enabled && condition(stage.Description))
                return new(stage.Description.Name);
        return null;
    }

    /// <summary>Identifies what the gates demand, not where the file says so.</summary>
    public Digest Gates => new KeyManifest([.. Definition.Gates.SelectMany(Demands)]).Key;

    static IEnumerable<KeyPart> Demands(GateDeclaration gate)
    {
        yield return new("gate", gate.Name, gate.Severity == Severity.Error ? "error" : "warning");
        foreach (var (key, value) in gate.Demands)
            yield return new(key, gate.Name, value);
    }
}
