using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Files;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Execution.Judging;
using ModelBuild.Store;
using ModelBuild.Store.Files;
using ModelBuild.Store.Inputs;
using ModelBuild.Store.State;

namespace ModelBuild.Execution;

/// <summary>Puts a judged model, if it is good, into its folder, and its reports in any case. Otherwise the last good model stays.</summary>
sealed class Materializer(
    ModelProject project, ContentStore store, IInputDigests digests, LockFiles locks, ReportFolders reports, string run, Action<EngineEvent> report, CancellationToken cancellation)
{
    /// <returns>Whether the model is in its folder.</returns>
    /// <exception cref="MissingObjectException">The store lost something that the cache names.</exception>
    public bool Place(ModelPlan plan, IReadOnlyDictionary<NodeId, NodeState> nodes, Judgement judgement, int stagesRun, int stagesRestored)
    {
        var judged = judgement.Model;
        var written = reports.Of(judged);
        Directory.CreateDirectory(project.ModelsFolder);
        Directory.CreateDirectory(project.StateFolder);
        using var only = OneAtATime.Enter(project.LockFile(plan.Name), cancellation); // until the state says what is in the folder
        if (judged.IsGood)
        {
            var metrics = judged.Metrics;
            var headline = metrics is null ? "" : OneLine.Of(metrics);
            var model = Materialize(plan, Files(plan, nodes, judged), project.ReportsFolder.Length == 0 ? written : []);
            reports.Write(plan.Name, written);
            ModelStateFile.Write(project.StateFile(plan.Name), new(nodes, plan.Gates(digests), model, headline)
            {
                Run = run,
                ModelStage = plan.Model.ToString(),
                EvaluationStage = plan.Evaluation?.ToString() ?? "",
                Champion = judgement.Champion,
                LooksForChampion = judgement.LooksForChampion,
                WaivedUntil = judgement.WaivedUntil,
                Warnings = [.. judged.Gates.Select(gate => gate.Finding).OfType<Diagnostic>()],
                Reports = project.ReportsFolder.Length == 0 ? null : TreeOf(written),
                Lock = locks.Keep(plan, nodes, metrics),
            });
            reports.Tell(judged, written);
            report(new ModelFinishedEvent(plan.Name, project.ModelFolder(plan.Name), headline, stagesRun, stagesRestored, nodes.Count - stagesRun - stagesRestored));
            return true;
        }
        reports.Write(plan.Name, written);
        reports.Tell(judged, written);
        return false;
    }

    /// <summary>Whether the model's folder can be made: nothing in it is somebody else's, and no file of the model has a name of ours.</summary>
    public bool Check(ModelPlan plan, IReadOnlyDictionary<NodeId, NodeState> nodes)
    {
        var own = OwnFiles(plan, nodes).Select(file => file.Path).ToList();
        if (store.ListFolder(nodes[plan.Model].Result.Output).FirstOrDefault(file => file.Path is ModelFiles.Metrics or ModelFiles.Gates || own.Contains(file.Path) || file.Path.Split('/')[0] == ModelFiles.Reports) is { Path: var taken })
        {
            report(new DiagnosticEvent(Diagnostic.Error("MB3018", plan.Definition.Locate(plan.Model.Stage),
                $"stage '{plan.Model}' wrote a file '{taken}', a name that ModelBuild gives to a file of its own beside the model. Write it under another name.")));
            return false;
        }
        if (ModelFolder.IsSomebodyElses(project, plan.Name))
        {
            report(new DiagnosticEvent(Diagnostic.Error("MB3021", new(plan.Definition.File, 1, 1),
                $"the folder '{project.ModelFolder(plan.Name)}' holds files that no training put there, and the model would replace them. Set ModelsOutputPath to another folder, or move the files away.")));
            return false;
        }
        return true;
    }

    List<StoredFile> Files(ModelPlan plan, IReadOnlyDictionary<NodeId, NodeState> nodes, JudgedModel judged)
    {
        List<StoredFile> files = [.. store.ListFolder(nodes[plan.Model].Result.Output), .. OwnFiles(plan, nodes)];
        if (judged.Metrics is { } metrics)
            Add(ModelFiles.Metrics, MetricsFile.Write(metrics));
        Add(ModelFiles.Gates, GatesFile.WriteReproducible(judged.Gates, plan.Definition.Waivers));
        return files;

        void Add(string name, byte[] content) => files.Add(new(name, store.AddBytes(content), content.Length));
    }

    /// <summary>
    /// What other stages know of the model and goes with it: what gates do not judge (curves, intervals, the weight of columns), the rows
    /// that it was trained on, and what the data looked like, for its report and as the reference of later data.
    /// </summary>
    List<StoredFile> OwnFiles(ModelPlan plan, IReadOnlyDictionary<NodeId, NodeState> nodes)
    {
        var files = new List<StoredFile>();
        Add(plan.Evaluation, ModelFiles.Evaluation, ModelFiles.TrainingRows);
        Add(plan.ValidationStage, ModelFiles.Profile);
        return files;

        void Add(NodeId? stage, params ReadOnlySpan<string> names)
        {
            if (stage is null)
                return;
            foreach (var file in store.ListFolder(nodes[stage].Result.Output))
                if (names.Contains(file.Path))
                    files.Add(file);
        }
    }

    /// <summary>Names without folders.</summary>
    Digest TreeOf(IReadOnlyList<KeyValuePair<string, byte[]>> files) => store.AddTree(files.Select(file => new StoredFile(file.Key, store.AddBytes(file.Value), file.Value.Length)));

    /// <summary>Makes the folder beside its place, then swaps; a file whose bytes stay keeps its times. Where only reports differ, they alone are written.</summary>
    /// <param name="written">What goes into its folder of reports; empty for nothing.</param>
    /// <returns>The tree digest of the folder, with the reports.</returns>
    Digest Materialize(ModelPlan plan, List<StoredFile> files, IReadOnlyList<KeyValuePair<string, byte[]>> written)
    {
        var place = project.ModelFolder(plan.Name);
        foreach (var left in Directory.EnumerateDirectories(project.ModelsFolder, $".{plan.Name}.*").Where(left => IsTemporary(plan.Name, left)))
            Directory.Delete(left, recursive: true); // by a build that was killed here: we hold the lock
        var tree = store.AddTree([.. files, .. written.Select(file => new StoredFile($"{ModelFiles.Reports}/{file.Key}", store.AddBytes(file.Value), file.Value.Length))]);
        // Reports that nobody writes now are of another build.
        var mayStay = written.Count > 0 || !Directory.Exists(Path.Combine(place, ModelFiles.Reports));
        if (digests.FindFolder(place) == tree || (mayStay && HasAll(place, files)))
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

    /// <summary>Whether a folder has these files and, but for reports, no others.</summary>
    static bool HasAll(string place, List<StoredFile> files)
    {
        if (!Directory.Exists(place))
            return false;
        return ModelFiles.In(place).Count() == files.Count
            && files.TrueForAll(file => IsSame(Path.Combine(place, file.Path), file.Digest));
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
