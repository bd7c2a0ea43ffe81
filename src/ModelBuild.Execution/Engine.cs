using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Execution.Confinement;
using ModelBuild.Execution.Judging;
using ModelBuild.Execution.Remote;
using ModelBuild.Store;
using ModelBuild.Store.Housekeeping;
using ModelBuild.Store.Inputs;
using ModelBuild.Store.State;

namespace ModelBuild.Execution;

/// <summary>
/// Does what a build asks for: plans, runs the stages whose results are missing, judges, materialises, records.
/// Knows nothing of MSBuild; the request says everything.
/// </summary>
/// <param name="access">The remote cache; null for none. The caller disposes its place.</param>
/// <param name="services">What judging needs besides; null for nothing.</param>
public sealed class Engine(EngineRequest request, Action<EngineEvent> listener, TimeProvider time, RemoteAccess? access = null, JudgingServices? services = null)
{
    /// <summary>A store that keeps losing objects while they are rebuilt is somebody else's doing; give up then.</summary>
    const int Repairs = 3;

    readonly Lock speaking = new();
    readonly RunRecord record = new(request.RunsFolder, time);
    readonly DateTimeOffset started = time.GetUtcNow();
    readonly List<Diagnostic> errors = [];
    readonly HashSet<string> judged = new(StringComparer.Ordinal);

    /// <summary>The version that keeps stages to what they declare, where the request asks for it and it suffices.</summary>
    internal int Landlock { get; init; } = LandlockVersion.OfThisMachine();

    /// <summary>What of the confinement of stages this machine cannot see to, in words; null where it can do all.</summary>
    public static string? ConfinementLimit => LandlockVersion.Limit(LandlockVersion.OfThisMachine());

    /// <returns>Whether everything asked for is up to date now. Each failure was reported as a diagnostic.</returns>
    /// <exception cref="OperationCanceledException">The build was cancelled; no process of ours is left.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        var index = new StatIndex(request.Project.StatIndexFile, time);
        var digests = new InputDigests(index);
        var recorder = new PlanRecorder(request.Project);
        var plan = ProjectPlan.Load(request.Project, digests);
        foreach (var diagnostic in plan.Diagnostics)
            Report(new DiagnosticEvent(diagnostic));
        try
        {
            var models = request.Models.Count == 0 ? plan.Models : [.. plan.Models.Where(model => request.Models.Contains(model.Name))];
            if (!await RunAsync(models, digests, cancellation) || errors.Count > 0)
            {
                if (request.Goal == EngineGoal.Train)
                    Refuse(cancellation);
                return false;
            }
            if (request.Goal == EngineGoal.Train && models.Count == plan.Models.Count)
                recorder.Keep(plan, digests, Today.Of(time));
            return true;
        }
        finally
        {
            new ProjectRegistry(request.CacheFolder).Add(request.Project, request.RunsFolder);
            index.Save();
        }
    }

    /// <summary>The same for graphs that did not come from definitions: toy stages in tests, and whatever comes to build its own.</summary>
    public async Task<bool> RunAsync(IReadOnlyList<ModelPlan> models, InputDigests digests, CancellationToken cancellation)
    {
        using var lease = BuildLease.Take(request.CacheFolder, time);
        var store = new ContentStore(request.CacheFolder);
        var cache = new StageCache(request.CacheFolder);
        var work = new WorkFolders(request.CacheFolder);
        work.Sweep(StageLeftovers.EndIn);
        store.SweepTemporaryFiles();
        var checkpoints = new CheckpointFolders(request.CacheFolder);
        checkpoints.Sweep(key => cache.Find(key) is not null);
        var budget = ResourceBudget.OfThisMachine();
        var confines = request.Confinement == StageConfinement.Enforce && Landlock >= LandlockVersion.Least;
        var remote = access is null ? null : new RemoteCache(access, store, cache, Report, cancellation);
        var runner = NewRunner(Report);
        try
        {
            return await RunAsync(models, new Workbench(digests, store, cache, work, remote, NewRunner, runner), cancellation);
        }
        finally
        {
            try
            {
                await runner.LeaveNothingAsync();
                if (remote is not null)
                    await remote.CompleteAsync();
            }
            finally
            {
                record.Write(request.Project.Name);
                new CacheUse(request.CacheFolder).Add(time.GetUtcNow(), record.Found, record.Ran);
            }
        }

        StageRunner NewRunner(Action<EngineEvent> report) =>
            new(request, confines ? Landlock : null, store, cache, work, checkpoints, budget, record, digests.ReadHere(), report);
    }

    /// <summary>Tries again when the store turns out to have lost something, after forgetting the results that need it.</summary>
    async Task<bool> RunAsync(IReadOnlyList<ModelPlan> models, Workbench bench, CancellationToken cancellation)
    {
        for (var attempt = 0; ;)
        {
            var fresh = bench with { Running = new() };
            try
            {
                var finished = await Task.WhenAll(models.Select(model => RunAsync(model, fresh, cancellation)));
                return finished.All(good => good);
            }
            catch (LostResultException)
            {
                // It is not found again, so this ends: at the latest when every stage has run.
            }
            catch (MissingObjectException e)
            {
                var severity = attempt++ < Repairs ? Severity.Warning : Severity.Error;
                Report(new DiagnosticEvent(new(MissingObjectException.Code, severity, new(request.CacheFolder, 0, 0), e.Message)));
                if (severity == Severity.Error)
                    return false;
                await ForgetAsync(models, bench);
            }
        }
    }

    async Task<bool> RunAsync(ModelPlan model, Workbench bench, CancellationToken cancellation)
    {
        var graph = request.Goal == EngineGoal.Train ? model.Graph : model.Validation;
        if (graph is null && request.Goal == EngineGoal.InferSchema)
            return new InferredSchema(model, bench.Store, Report).Say(output: null);
        if (graph is null)
            return HasGates(model); // a pipeline without a validation stage: its definition and graph were checked
        if (!HasGates(model) || !HasData(graph, bench.Digests))
            return false;
        var locks = new LockFiles(request.Project, bench.Digests, diagnostic => Report(new DiagnosticEvent(diagnostic)));
        var isLocked = request.Project.Lock == LockMode.Locked && request.Goal == EngineGoal.Train;
        var locked = isLocked ? locks.Hold(model) : null;
        if (isLocked && locked is null)
            return false;
        var run = bench.NewRun(model, ModelStateFile.Read(request.Project.StateFile(model.Name)), locked, Report);
        if (await run.RunAsync(graph, cancellation) is not { } nodes)
            return false;
        if (request.Goal == EngineGoal.Validate)
            return true;
        if (request.Goal == EngineGoal.InferSchema)
        {
            var validation = nodes[model.ValidationStage!];
            if (bench.Remote is not null)
                await bench.Remote.BringAsync(validation.Manifest.Key);
            return new InferredSchema(model, bench.Store, Report).Say(validation.Result.Output);
        }
        if (bench.Remote is not null)
            foreach (var used in new[] { model.Model, model.Evaluation, model.ValidationStage })
                if (used is not null)
                    await bench.Remote.BringAsync(nodes[used].Manifest.Key);
        var materializer = new Materializer(
            request.Project, bench.Store, bench.Digests, locks, new(request.Project, services?.Reports, Report, cancellation), record.Id, Report, cancellation);
        if (!materializer.Check(model, nodes))
            return false;
        var judge = new ModelJudge(
            request.Project, bench.Digests, bench.Store, bench.Work, services ?? JudgingServices.None, new(request.Project, bench.Store, bench.Remote, services?.Packages),
            (node, given) => bench.RunBesideAsync(model, node, given, Report, cancellation), record, time, Report, cancellation);
        return await judge.JudgeAsync(model, nodes) is { } judgement && materializer.Place(model, nodes, judgement, run.Ran, run.Restored);
    }

    /// <summary>Whether something can fail the model, where the project asks for that.</summary>
    bool HasGates(ModelPlan model)
    {
        if (request.Goal == EngineGoal.InferSchema || model.MissingGate(request.Project) is not { } problem)
            return true;
        Report(new DiagnosticEvent(problem));
        return false;
    }

    /// <summary>Reports of the models that were not judged say why: of all that was said, what is not about another definition.</summary>
    void Refuse(CancellationToken cancellation)
    {
        var folders = new ReportFolders(request.Project, services?.Reports, Report, cancellation);
        foreach (var definition in request.Project.Definitions)
        {
            if (judged.Contains(definition.Name) || (request.Models.Count > 0 && !request.Models.Contains(definition.Name)))
                continue;
            var own = errors.Where(error => error.Place.File == definition.Path || !request.Project.Definitions.Any(other => other.Path == error.Place.File)).ToList();
            folders.Refuse(new()
            {
                Model = definition.Name,
                Project = request.Project.Name,
                Definition = definition.Path,
                Environment = request.Project.Configuration.Environment,
                Gates = [],
                Problems = own.Count > 0 ? own : [.. errors],
                Stages = record.StagesOf(definition.Name),
                Run = record.Id,
                Started = started,
                Finished = time.GetUtcNow(),
            });
        }
    }

    bool HasData(StageGraph graph, IInputDigests digests)
    {
        var missing = new List<Diagnostic>();
        var isThere = DeclaredData.Check(graph, digests, missing);
        foreach (var diagnostic in missing)
            Report(new DiagnosticEvent(diagnostic));
        return isThere;
    }

    /// <summary>Drops the cached results whose output is not whole, so that their stages run again.</summary>
    static async Task ForgetAsync(IReadOnlyList<ModelPlan> models, Workbench bench)
    {
        foreach (var model in models)
        {
            var outputs = new Dictionary<NodeId, Digest>();
            foreach (var node in model.Graph.Nodes)
            {
                if (node.Inputs.OfType<NodeInput>().Any(input => !outputs.ContainsKey(input.Node))
                    || node.Inputs.OfType<DataInput>().Any(input => bench.Digests.Find(input.Path) is null))
                    continue;
                var key = Core.Keys.StageKeyWriter.Write(node, source => outputs[source], data => bench.Digests.Find(data.Path) ?? default).Key;
                if (bench.Cache.Find(key) is { } result)
                {
                    outputs[node.Id] = result.Output;
                    if (!bench.Store.IsWhole(result.Output))
                        bench.Cache.Remove(key);
                }
                else if (bench.Remote is { } remote && await remote.FindAsync(key) is { } there)
                {
                    outputs[node.Id] = there.Result.Output; // what is not here cannot be damaged
                }
            }
        }
    }

    void Report(EngineEvent happened)
    {
        lock (speaking)
        {
            if (happened is DiagnosticEvent { Diagnostic: { Severity: Severity.Error } error })
                errors.Add(error);
            else if (happened is ModelJudgedEvent { Model: var model })
                judged.Add(model);
            record.Add(happened);
            listener(happened);
        }
    }
}
