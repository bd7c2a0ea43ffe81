using System.Globalization;
using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Planning;

/// <summary>One model's definition and graph, ready to be decided upon.</summary>
public sealed record ModelPlan(BoundDefinition Definition, StageGraph Graph)
{
    public string Name => Definition.Name;

    public NodeId Model => new(Definition.Pipeline.ModelStage);

    /// <summary>The stage that gates judge; null where the pipeline evaluates nothing, or where that is switched off.</summary>
    public NodeId? Evaluation => Find(stage => stage is { IsEvaluation: true, IsRepeated: false });

    /// <summary>The rows that the evaluation reads next to the model; what was measured of folds is about other models.</summary>
    public IReadOnlyList<NodeInput> EvaluatedRows => Evaluation is { } evaluation
        ? [.. Graph.Nodes.First(node => node.Id == evaluation).Inputs.OfType<NodeInput>().Where(input => input.Node != Model && !IsEvaluation(input.Node))]
        : [];

    /// <summary>Identifies these rows and how they are measured, code and options: what was recorded of two models with the same one can be compared. Null where nothing is evaluated.</summary>
    public Digest? MeasuredOn(IReadOnlyDictionary<NodeId, NodeState> nodes)
    {
        if (Evaluation is not { } evaluation)
            return null;
        var rows = nodes[evaluation].Manifest.Parts.Where(part => part.Kind == "data" || (part.Kind == "input" && EvaluatedRows.Any(rows => rows.Name == part.Name))).ToList();
        return new KeyManifest([.. rows, .. nodes[evaluation].Manifest.Parts.Where(part => part.IsCode || part.Kind is "option" or "settings")]).Key;
    }

    /// <summary>Whether a stage measures models.</summary>
    public bool IsEvaluation(NodeId node) => Definition.Pipeline.Stages.Any(stage => stage.Name == node.Stage && stage.IsEvaluation);

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

    /// <summary>The pipeline's own gates, which are stages beside the graph: they run when the model is there.</summary>
    public IReadOnlyList<StageNode> GateNodes { get; init; } = [];

    /// <summary>Identifies what the gates demand and who lets which pass, not where the files say so; of the pipeline's own their code, settings and data.</summary>
    public Digest Gates(IInputDigests digests) => new KeyManifest(
    [
        .. Definition.Gates.SelectMany(Demands),
        .. Definition.Waivers.Select(Waived),
        .. GateNodes.SelectMany(node => StageKeyWriter.Write(node, _ => Nothing, data => digests.Find(data.Path) ?? default).Parts),
    ]).Key;

    /// <summary>What is wrong where nothing can fail the model and the project asks for that; null where all is well.</summary>
    public Diagnostic? MissingGate(ModelProject project) => !project.RequiresGates || Definition.Gates.Any(gate => gate.Severity == Severity.Error)
        ? null
        : Diagnostic.Error("MB4050", new(Definition.File, 1, 1),
            $"'{Name}' has no gate that can fail{(Definition.Gates.Count > 0 ? ", only gates that warn" : "")}, and this build asks for one. Add a gate, or set ModelRequireGates=false.");

    static readonly Digest Nothing = Digest.Of([]);

    /// <summary>The section in which a pipeline is told to go on with a share of its rows.</summary>
    public const string SampleSection = "sample";

    /// <summary>The share of the rows that the model is trained on; null for all, and for a pipeline that draws none.</summary>
    public double? Sample
    {
        get
        {
            foreach (var stage in Definition.Stages)
                foreach (var parameter in stage.Description.Parameters)
                    if (parameter is SettingParameter { Section: SampleSection } && stage.Settings.TryGetValue(parameter.Name, out var setting)
                        && double.TryParse(setting.Json, NumberStyles.Float, CultureInfo.InvariantCulture, out var share))
                        return share;
            return null;
        }
    }

    /// <summary>Whether the model is compared with a champion.</summary>
    public bool HasChampion => Evaluation is not null && (Definition.NamesChampion || Definition.Gates.Any(gate => gate.NeedsChampion));

    /// <summary>Whether a feed has to be asked which champion there is.</summary>
    public bool AsksForChampion => HasChampion && Definition.Champion.Any(source => source is PackagedChampion { IsFloating: true });

    /// <summary>The lock files that a champion may come from, as they are committed.</summary>
    /// <param name="project">Says what the work is merged into, where the definition does not.</param>
    public IReadOnlyList<CommittedFile> CommittedLocks(ModelProject project) => HasChampion
        ? [.. Definition.Champion.OfType<LockedChampion>().Select(source => CommittedLock(source, project))]
        : [];

    /// <inheritdoc cref="CommittedLocks"/>
    public CommittedFile CommittedLock(LockedChampion source, ModelProject project) =>
        new(LockFile.PathOf(Definition.File, Name), source.Revision ?? project.BaseRevision);

    /// <summary>The files and folders that a champion may come from, and the keys of those who may have signed it.</summary>
    public IReadOnlyList<string> ChampionFiles(ModelProject project)
    {
        if (!HasChampion)
            return [];
        var files = Definition.Champion.OfType<FolderChampion>().Select(folder => folder.Path).ToList();
        if (project.Champions?.TrustedKeys is { } keys)
            files.Add(keys);
        return files;
    }

    /// <summary>Identifies what is there that the champion may come from, and who is trusted; null where none is asked for.</summary>
    public Digest? Champion(IInputDigests digests, ModelProject project) => !HasChampion ? null : Digest.OfText(string.Concat(
    [
        .. Definition.Champion.Select(source => source switch
        {
            LockedChampion locked => $"lock {digests.FindCommitted(CommittedLock(locked, project))}\n",
            FolderChampion folder => $"folder {folder.Path}\n",
            PackagedChampion package => $"package {package.Id} {package.Version} {package.Feed ?? project.Champions?.Feed?.Source}\n",
            _ => throw new InvalidOperationException($"Unknown kind of source: {source}"),
        }),
        .. ChampionFiles(project).Select(file => $"{digests.FindReadable(file)}\n"),
    ]));

    static KeyPart Waived(Waiver waiver) => new("waiver", waiver.Gate, $"{waiver.By}\t{waiver.Reason}\t{Core.Gates.Waiver.Text(waiver.Until)}");

    static IEnumerable<KeyPart> Demands(GateDeclaration gate)
    {
        yield return new("gate", gate.Name, gate.Severity == Severity.Error ? "error" : "warning");
        if (gate.Reason is { } reason)
            yield return new("reason", gate.Name, reason); // which reports show
        foreach (var (key, value) in gate.Demands)
            yield return new(key, gate.Name, value);
    }
}
