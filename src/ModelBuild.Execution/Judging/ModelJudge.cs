using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Files;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Pipelines;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Store;

namespace ModelBuild.Execution.Judging;

/// <summary>What came of judging a model.</summary>
/// <param name="Model">What reports say of it.</param>
/// <param name="LooksForChampion">Whether a feed was asked for a champion and has none yet.</param>
/// <param name="Champion">What identified the champion, as <see cref="ModelPlan.Champion"/> has it, before it was looked for.</param>
sealed record Judgement(JudgedModel Model, bool LooksForChampion, Digest? Champion)
{
    /// <summary>The last day on which all waivers hold that were needed; null where none was.</summary>
    public DateOnly? WaivedUntil => Model.Gates.Select(gate => gate.Waiver).OfType<Waiver>().Min(waiver => (DateOnly?)waiver.Until);
}

/// <summary>Judges a model whose stages have run: measures what gates ask for beside its evaluation, finds and evaluates its champion, and tells.</summary>
/// <param name="champion">Finds the champion.</param>
/// <param name="run">As <see cref="ChampionEvaluation"/> has it.</param>
/// <param name="record">Knows what became of the stages, and the id of the run.</param>
sealed class ModelJudge(
    ModelProject project, IInputDigests digests, ContentStore store, WorkFolders work, JudgingServices services, ChampionFinder champion,
    Func<StageNode, IReadOnlyDictionary<NodeId, NodeState>, Task<(NodeState? State, string Why)>> run, RunRecord record, TimeProvider time, Action<EngineEvent> report,
    CancellationToken cancellation)
{
    /// <returns>Null where the evaluation cannot be read, which was reported.</returns>
    /// <exception cref="MissingObjectException">The store lost something that the cache names.</exception>
    public async Task<Judgement?> JudgeAsync(ModelPlan plan, IReadOnlyDictionary<NodeId, NodeState> nodes)
    {
        var started = time.GetUtcNow();
        EvaluationMetrics? metrics = null;
        if (plan.Evaluation is { } evaluation && (metrics = ReadMetrics(plan, nodes[evaluation].Result.Output)) is null)
            return null;
        var compared = new ComparedChampion(Champion.NotAsked);
        var identity = plan.Champion(digests, project);
        if (plan.HasChampion && plan.Sample is not null)
            compared = new(new UnusableChampion("of a model on all rows", "MB4014", "a sample has another test part. Train on all rows."));
        else if (plan.HasChampion)
        {
            var (found, instead) = await champion.FindAsync(plan);
            compared = found is null ? new(instead!) : await new ChampionEvaluation(plan, store, nodes, run).CompareAsync(found);
        }
        var (drift, whyNoDrift) = ReadDrift(plan, nodes);
        var outcomes = GateJudge.Judge(plan.Definition.Gates, new()
        {
            Evaluation = metrics,
            Champion = compared.Champion,
            ModelBytes = store.ListFolder(nodes[plan.Model].Result.Output).Sum(file => file.Size),
            TrainingSeconds = TrainingSeconds(plan, nodes),
            Paired = Pair(plan, nodes, compared),
            Drift = drift,
            WhyNoDrift = whyNoDrift,
            Methods = await RunMethodsAsync(plan, nodes, compared),
            Latency = plan.Definition.Gates.Any(gate => gate.Subject is LatencySubject) ? MeasureLatency(plan, nodes, compared) : null,
            Waivers = plan.Definition.Waivers,
            Today = Today.Of(time),
            IsSample = plan.Sample is not null,
        });
        var judged = new JudgedModel
        {
            Model = plan.Name,
            Project = project.Name,
            Definition = plan.Definition.File,
            Environment = project.Configuration.Environment,
            Gates = outcomes,
            Metrics = metrics,
            Champion = compared.Champion,
            Changes = compared.Found?.Lock is { } old ? LockDifference.Of(old, ModelLock.Of(plan, nodes, metrics, project.BuildConfiguration)) : [],
            Stages = record.StagesOf(plan.Name),
            Sample = plan.Sample,
            Run = record.Id,
            Started = started,
            Finished = time.GetUtcNow(),
        };
        foreach (var waiver in plan.Definition.Waivers.Where(waiver => !outcomes.Any(outcome => outcome.Name == waiver.Gate || outcome.Gate.Name == waiver.Gate)))
            report(new DiagnosticEvent(new("MB4061", Severity.Warning, waiver.Place, $"no slice was judged as {Wording.Quote(waiver.Gate)}, so that its waiver lets nothing pass"
                + (NearestName.Find(waiver.Gate, outcomes.Select(outcome => outcome.Name)) is { } near ? $"; did you mean {Wording.Quote(near)}?" : ". Correct the name, or remove it."))));
        foreach (var outcome in outcomes)
        {
            report(GateJudgedEvent.Of(plan.Name, outcome));
            if (outcome.Finding is { } finding)
                report(new DiagnosticEvent(finding));
        }
        return new(judged, champion.AskedInVain, identity);
    }

    EvaluationMetrics? ReadMetrics(ModelPlan plan, Digest output)
    {
        try
        {
            return EvaluationFiles.ReadMetrics(store, output);
        }
        catch (EvaluationFormatException e)
        {
            report(new DiagnosticEvent(Diagnostic.Error("MB3019", plan.Definition.Locate(plan.Evaluation!.Stage),
                $"stage '{plan.Evaluation}' did not leave an evaluation that can be read: {e.Message}")));
            return null;
        }
    }

    /// <summary>Both models row by row, where a gate asks for that and both were evaluated.</summary>
    IPairedModels? Pair(ModelPlan plan, IReadOnlyDictionary<NodeId, NodeState> nodes, ComparedChampion compared)
    {
        if (compared.Output is not { } output || !plan.Definition.Gates.Any(gate => gate.Comparison?.Rule is NonInferiority or Superiority))
            return null;
        try
        {
            var its = EvaluationFiles.ReadAll(store, nodes[plan.Evaluation!].Result.Output);
            // A test knows of no row that it has not seen; of one and the same model there is nothing to test.
            return nodes[plan.Model].Result.Output == compared.Found!.Model ? new Same(its) : new PairedEvaluations(its, EvaluationFiles.ReadAll(store, output.Result.Output));
        }
        catch (EvaluationFormatException e)
        {
            return new Unpaired($"{e.Message}");
        }
    }

    sealed class Same(EvaluatedModel model) : IPairedModels
    {
        // What no other model could be compared by either is said before there is one.
        public PairedDifference Compare(string metric, SliceName? slice, PairedMethod method, double confidence) =>
            PairedEvaluations.WhyNone(model, method, confidence) is { Length: > 0 } why ? PairedDifference.None(why) : new(0, 0, 0, 0, Measured.Of(model.Metrics, slice)?.Rows ?? 0);
    }

    sealed class Unpaired(string why) : IPairedModels
    {
        public PairedDifference Compare(string metric, SliceName? slice, PairedMethod method, double confidence) => PairedDifference.None(why);
    }

    (IReadOnlyList<ColumnDrift>? Columns, string Why) ReadDrift(ModelPlan plan, IReadOnlyDictionary<NodeId, NodeState> nodes)
    {
        if (plan.ValidationStage is not { } validation)
            return (null, "the pipeline has no stage that validates data.");
        try
        {
            return (EvaluationFiles.ReadDrift(store, nodes[validation].Result.Output), "");
        }
        catch (EvaluationFormatException e)
        {
            return (null, $"what the stage '{validation}' measured cannot be read: {e.Message}");
        }
    }

    /// <summary>Runs the pipeline's own gates: with the champion's evaluation, where there is one that counts.</summary>
    async Task<IReadOnlyDictionary<string, MethodVerdict>> RunMethodsAsync(ModelPlan plan, IReadOnlyDictionary<NodeId, NodeState> nodes, ComparedChampion compared)
    {
        var verdicts = new Dictionary<string, MethodVerdict>(StringComparer.Ordinal);
        foreach (var gate in plan.GateNodes)
        {
            var given = nodes.ToDictionary();
            var node = gate;
            if (plan.Definition.Gates.Any(declared => declared.Subject is MethodSubject { SeesChampion: true } method && method.Stage == gate.Id.Stage))
            {
                if (compared.Champion is UnusableChampion or KnownChampion { Basis: ComparisonBasis.RecordedOnOtherRows })
                    continue; // the gate fails for that
                if (ChampionsEvaluation(plan, nodes, compared) is { } evaluation)
                {
                    given[ChampionNode] = evaluation;
                    node = gate with { Inputs = [.. gate.Inputs, new NodeInput(ArtifactParameter.Champion, ChampionNode)] };
                }
            }
            var (state, why) = await run(node, given);
            try
            {
                verdicts[gate.Id.Stage] = state is null ? new(false, "") { NoVerdict = why } : EvaluationFiles.ReadVerdict(store, state.Result.Output);
            }
            catch (EvaluationFormatException e)
            {
                verdicts[gate.Id.Stage] = new(false, "") { NoVerdict = $"the verdict of '{gate.Id}' cannot be read: {e.Message}" };
            }
        }
        return verdicts;
    }

    static readonly NodeId ChampionNode = new(ArtifactParameter.Champion);

    /// <summary>As it was made, or what was recorded on the same rows in its form.</summary>
    NodeState? ChampionsEvaluation(ModelPlan plan, IReadOnlyDictionary<NodeId, NodeState> nodes, ComparedChampion compared)
    {
        if (compared.Output is not null || compared.Champion is not KnownChampion known)
            return compared.Output;
        var recorded = MetricsFile.Write(known.Metrics);
        var tree = store.AddTree([new(ModelFiles.Evaluation, store.AddBytes(recorded), recorded.Length)]);
        var own = nodes[plan.Evaluation!];
        return own with { Result = own.Result with { Output = tree } };
    }

    /// <summary>Null where a stage's result was taken by its digest alone, which says nothing of its time.</summary>
    static double? TrainingSeconds(ModelPlan plan, IReadOnlyDictionary<NodeId, NodeState> nodes)
    {
        var times = plan.Graph.UpTo(plan.Model).Nodes.Select(node => nodes[node.Id].Result.Duration.TotalSeconds).ToList();
        return times.Contains(0) ? null : times.Sum();
    }

    LatencyRatio? MeasureLatency(ModelPlan plan, IReadOnlyDictionary<NodeId, NodeState> nodes, ComparedChampion compared)
    {
        if (compared.Found is not { Model: { } other })
            return compared.Found is { WhyNoModel: { Length: > 0 } why } ? new(double.NaN, why) : null;
        if (services.Latency is null)
            return new(double.NaN, "predictions cannot be timed here.");
        if (plan.EvaluatedRows is not [var rows, ..])
            return new(double.NaN, "the evaluation reads no rows of another stage.");
        using var place = work.Create($"{plan.Name}.latency");
        return services.Latency.Measure(Copy("model", nodes[plan.Model].Result.Output), Copy("champion", other), Copy("rows", nodes[rows.Node].Result.Output), cancellation);

        string Copy(string name, Digest tree)
        {
            var folder = Path.Combine(place.Path, name);
            store.CopyFolder(tree, folder);
            return folder;
        }
    }
}
