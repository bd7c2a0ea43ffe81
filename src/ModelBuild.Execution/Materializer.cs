using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Store;
using ModelBuild.Store.Files;
using ModelBuild.Store.Inputs;
using ModelBuild.Store.State;

namespace ModelBuild.Execution;

/// <summary>Judges a finished model and, when every gate holds, puts it into its folder. Otherwise the last good model stays.</summary>
sealed class Materializer(ModelProject project, ContentStore store, IInputDigests digests, LockFiles locks, string run, Action<EngineEvent> report, CancellationToken cancellation)
{
    const string MetricsName = "metrics.json";
    const string EvaluationName = "evaluation.json";
    const string GatesName = "gates.json";
    const string ProfileName = "profile.json";

    /// <returns>Whether the model is in its folder.</returns>
    /// <exception cref="MissingObjectException">The store lost something that the cache names.</exception>
    public bool Judge(ModelPlan plan, IReadOnlyDictionary<NodeId, NodeState> nodes, int stagesRun, int stagesRestored)
    {
        var headline = "";
        var files = store.ListFolder(nodes[plan.Model].Result.Output).ToList();
        // What gates do not judge: curves, intervals, the weight of columns.
        var details = plan.Evaluation is { } evaluated ? store.ListFolder(nodes[evaluated].Result.Output).FirstOrDefault(file => file.Path == EvaluationName) : null;
        var profile = plan.ValidationStage is { } validation ? store.ListFolder(nodes[validation].Result.Output).FirstOrDefault(file => file.Path == ProfileName) : null;
        if (files.FirstOrDefault(file => file.Path is MetricsName or GatesName || (profile is not null && file.Path == ProfileName) || (details is not null && file.Path == EvaluationName)) is { Path: var taken })
        {
            report(new DiagnosticEvent(Diagnostic.Error("MB3018", plan.Definition.Locate(plan.Model.Stage),
                $"stage '{plan.Model}' wrote a file '{taken}', a name that ModelBuild gives to a file of its own beside the model. Write it under another name.")));
            return false;
        }
        if (IsSomebodyElses(plan.Name))
        {
            report(new DiagnosticEvent(Diagnostic.Error("MB3021", new(plan.Definition.File, 1, 1),
                $"the folder '{project.ModelFolder(plan.Name)}' holds files that no training put there, and the model would replace them. Set ModelsOutputPath to another folder, or move the files away.")));
            return false;
        }
        IReadOnlyList<GateOutcome> outcomes = [];
        EvaluationMetrics? metrics = null;
        if (plan.Evaluation is { } evaluation)
        {
            metrics = ReadMetrics(plan, nodes[evaluation].Result.Output);
            if (metrics is null)
                return false;
            outcomes = GateEvaluator.Evaluate(plan.Definition.Gates, new() { Evaluation = metrics });
            foreach (var outcome in outcomes)
            {
                report(new GateJudgedEvent(plan.Name, outcome.Name, outcome.Verdict == Verdict.Passed, OneLine.Of(outcome)));
                if (outcome.Finding is { } finding)
                    report(new DiagnosticEvent(finding));
            }
            if (outcomes.Any(outcome => outcome.Verdict == Verdict.Failed))
                return false;
            Add(MetricsName, MetricsFile.Write(metrics));
            headline = OneLine.Of(metrics);
        }
        Add(GatesName, GatesFile.WriteReproducible(outcomes, []));
        // What the data looked like goes with the model: for its report, and as the reference of later data.
        if (profile is not null)
            files.Add(profile);
        if (details is not null)
            files.Add(details);

        Directory.CreateDirectory(project.ModelsFolder);
        Directory.CreateDirectory(project.StateFolder);
        using var only = OneAtATime.Enter(project.LockFile(plan.Name), cancellation); // until the state says what is in the folder
        var model = Materialize(plan, files);
        ModelStateFile.Write(project.StateFile(plan.Name), new(nodes, plan.Gates, model, headline)
        {
            Run = run,
            ModelStage = plan.Model.ToString(),
            EvaluationStage = plan.Evaluation?.ToString() ?? "",
            Lock = locks.Keep(plan, nodes, metrics),
        });
        report(new ModelFinishedEvent(plan.Name, project.ModelFolder(plan.Name), headline, stagesRun, stagesRestored, nodes.Count - stagesRun - stagesRestored));
        return true;

        void Add(string name, byte[] content) => files.Add(new(name, store.AddBytes(content), content.Length));
    }

    EvaluationMetrics? ReadMetrics(ModelPlan plan, Digest output)
    {
        var file = store.ListFolder(output).FirstOrDefault(file => file.Path == EvaluationName);
        try
        {
            return file is null
                ? throw new EvaluationFormatException($"It has no file {EvaluationName}.")
                : EvaluationMetrics.Read(store.ReadBytes(file.Digest));
        }
        catch (EvaluationFormatException e)
        {
            report(new DiagnosticEvent(Diagnostic.Error("MB3019", plan.Definition.Locate(plan.Evaluation!.Stage),
                $"stage '{plan.Evaluation}' did not leave an evaluation that can be read: {e.Message}")));
            return null;
        }
    }

    /// <summary>The lock stays where a model was placed; without it (state is disposable) a model's folder is known by the file of its gates.</summary>
    bool IsSomebodyElses(string model)
    {
        var place = project.ModelFolder(model);
        return Directory.Exists(place) && Directory.EnumerateFileSystemEntries(place).Any()
            && !File.Exists(project.LockFile(model)) && !File.Exists(Path.Combine(place, GatesName));
    }

    /// <summary>Makes the folder beside its place, then swaps; a file whose bytes stay keeps its times.</summary>
    /// <returns>The tree digest of the folder.</returns>
    Digest Materialize(ModelPlan plan, List<StoredFile> files)
    {
        var place = project.ModelFolder(plan.Name);
        var tree = store.AddTree(files);
        foreach (var left in Directory.EnumerateDirectories(project.ModelsFolder, $".{plan.Name}.*").Where(left => IsTemporary(plan.Name, left)))
            Directory.Delete(left, recursive: true); // by a build that was killed here: we hold the lock
        if (digests.FindFolder(place) == tree)
            return tree;

        var finished = Path.Combine(project.ModelsFolder, $".{plan.Name}.{Guid.NewGuid():N}");
        foreach (var (path, digest, _) in files)
        {
            var target = Path.Combine(finished, path);
            var old = Path.Combine(place, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (IsSame(old, digest))
                File.Copy(old, target);
            else
                store.CopyFile(digest, target);
        }
        // Names only: content is read again after a power failure, but a folder without its mark would be taken for somebody else's.
        FolderFlush.Flush(finished);
        FolderSwap.Replace(finished, place);
        return tree;
    }

    /// <summary>Models a and a.b have folders of names that begin alike, and are made at the same time.</summary>
    static bool IsTemporary(string model, string folder)
    {
        const int GuidLength = 32;
        var unique = Path.GetFileName(folder.AsSpan())[(model.Length + 2)..];
        return unique.Length >= GuidLength && Guid.TryParseExact(unique[..GuidLength], "N", out _) && unique[GuidLength..] is "" or FolderSwap.OldSuffix;
    }

    static bool IsSame(string path, Digest digest)
    {
        try
        {
            return InputDigests.Hash(path) == new ArtifactDigest(ArtifactKind.File, digest);
        }
        catch (Exception e) when (e is ArtifactException or IOException or UnauthorizedAccessException)
        {
            return false; // somebody put a pipe or the like there, or nobody can read it
        }
    }
}
