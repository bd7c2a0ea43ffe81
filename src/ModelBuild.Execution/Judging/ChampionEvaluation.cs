using ModelBuild.Core.Digests;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Planning;
using ModelBuild.Store;

namespace ModelBuild.Execution.Judging;

/// <summary>A champion compared with: what is known of it, and its own evaluation where it was made.</summary>
/// <param name="Output">Of the evaluation stage, run on the champion; null where it was not.</param>
sealed record ComparedChampion(Champion Champion, FoundChampion? Found = null, NodeState? Output = null);

/// <summary>
/// Evaluates a champion on the new model's rows: the pipeline's own evaluation stage, with the champion's model in the place of the
/// new one. Its stage key is the one that it would have had, so that most of the time its result is known.
/// </summary>
/// <param name="run">Brings one node up to date whose inputs are given; null, and why, where its stage failed.</param>
sealed class ChampionEvaluation(ModelPlan plan, ContentStore store, IReadOnlyDictionary<NodeId, NodeState> nodes, Func<StageNode, IReadOnlyDictionary<NodeId, NodeState>, Task<(NodeState? State, string Why)>> run)
{
    public async Task<ComparedChampion> CompareAsync(FoundChampion found)
    {
        var evaluation = plan.Graph.Nodes.First(node => node.Id == plan.Evaluation);
        var isSame = IsMeasuredAlike(evaluation, found);
        if (found.Model is not { } model)
            return new(Recorded(found, isSame, found.WhyNoModel), found);
        if (!evaluation.Inputs.OfType<NodeInput>().Any(input => input.Node == plan.Model))
            return new(Recorded(found, isSame, $"the stage '{evaluation.Id}' does not take the output of '{plan.Model}', which is the model."), found);
        if (WhatElseIsTheModels(isSame || HasSameRows(evaluation, found)) is { Length: > 0 } mixed)
            return new(Recorded(found, isSame, mixed), found);
        if (!isSame && !HasSameRows(evaluation, found))
        {
            var (overlap, unknown) = FindOverlap(found);
            if (overlap > 0)
                return new(new UnusableChampion(found.Source, "MB4015",
                    $"it was trained on {overlap} of the rows that the new model is tested on, on which it looks better than it is. Keep the split as it was (seed, method and key), or train a champion on this split."), found);
            if (unknown.Length > 0)
                return new(Recorded(found, isSame, unknown), found);
        }
        var given = nodes.ToDictionary();
        given[plan.Model] = nodes[plan.Model] with { Result = nodes[plan.Model].Result with { Output = model } };
        var node = evaluation with
        {
            Id = new(evaluation.Id.Stage, "champion"),
            KeyedAs = evaluation.Id,
            // What was measured of the new model's folds is not the champion's.
            Inputs = [.. evaluation.Inputs.Where(input => input is not NodeInput { Node: var source } || source == plan.Model || !plan.IsEvaluation(source))],
        };
        var (state, why) = await run(node, given);
        if (state is null)
            return new(Recorded(found, isSame, $"its evaluation failed: {why}"), found);
        try
        {
            return new(new KnownChampion(found.Source, EvaluationFiles.ReadMetrics(store, state.Result.Output), ComparisonBasis.Evaluated), found, state);
        }
        catch (EvaluationFormatException e)
        {
            return new(Recorded(found, isSame, $"its evaluation cannot be read: {e.Message}"), found);
        }
    }

    static Champion Recorded(FoundChampion found, bool isSame, string why) => found.Recorded is { } metrics
        ? new KnownChampion(found.Source, metrics, isSame ? ComparisonBasis.RecordedOnSameRows : ComparisonBasis.RecordedOnOtherRows) { Why = why, Code = "MB4014" }
        : new UnusableChampion(found.Source, "MB4014", $"{why} Nothing was recorded of it either.");

    /// <summary>Why the champion cannot be given what the evaluation reads: some of it goes with the new model, or nobody knows what does. Empty where it can.</summary>
    string WhatElseIsTheModels(bool areSame)
    {
        var made = plan.EvaluatedRows.Where(input => plan.Graph.UpTo(input.Node).Nodes.Any(node => node.Id == plan.Model)).ToList();
        if (made.Count > 0)
            return $"the stage '{plan.Evaluation}' also reads the output of '{made[0].Node}', which is made from the new model.";
        return areSame || plan.EvaluatedRows.Count <= 1 ? "" :
            $"the stage '{plan.Evaluation}' reads several outputs next to the model ({string.Join(", ", plan.EvaluatedRows.Select(input => $"'{input.Node}'"))}), others than for the champion, and nobody knows which of them go with it.";
    }

    /// <summary>Whether it was evaluated on just the rows that the new model is evaluated on; an evaluation may read nothing but the model.</summary>
    bool HasSameRows(StageNode evaluation, FoundChampion found) =>
        found.Lock is { } locked && !evaluation.Inputs.OfType<DataInput>().Any()
        && plan.EvaluatedRows.All(input => locked.OutputOf(input.Node) is { } output && output == nodes[input.Node].Result.Output);

    /// <summary>Whether also with the same code and options.</summary>
    bool IsMeasuredAlike(StageNode evaluation, FoundChampion found)
    {
        if (found.Lock is not { } locked)
            return found.MeasuredOn is { } measured && measured == plan.MeasuredOn(nodes);
        if (!HasSameRows(evaluation, found) || !locked.Stages.TryGetValue(evaluation.Id.Stage, out var before))
            return false;
        var now = LockedStage.FactsOf(new Dictionary<string, KeyManifest> { [""] = nodes[evaluation.Id].Manifest });
        return now.Count == before.Facts.Count && now.All(fact => before.Facts.TryGetValue(fact.Key, out var was) && was == fact.Value);
    }

    /// <summary>How many of the rows that the new model is tested on the champion was trained on, or why that cannot be told.</summary>
    (long Rows, string Unknown) FindOverlap(FoundChampion found)
    {
        const string Some = "some of the rows that the new model is tested on may be among those that it was trained on";
        try
        {
            if (found.TrainingRows is null)
                return (0, $"nothing says which rows it was trained on, and {Some}.");
            if (EvaluationFiles.ReadPredictions(store, nodes[plan.Evaluation!].Result.Output) is not { } tested)
                return (0, $"the evaluation does not say which rows it is from (it has no predictions.bin), and {Some}.");
            using var stream = new MemoryStream(found.TrainingRows);
            var trained = TrainingRows.Read(stream);
            return trained.IsComparable(tested) ? (trained.Overlaps(tested.Ids), "") : (0, $"its rows were told apart by other columns than these, and {Some}.");
        }
        catch (EvaluationFormatException e)
        {
            return (0, $"what is known of its rows cannot be read ({e.Message}), and {Some}.");
        }
    }
}
