using ModelBuild.Core.Digests;
using ModelBuild.Core.Files;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Planning;
using ModelBuild.Execution.Remote;
using ModelBuild.Store;
using ModelBuild.Store.Git;

namespace ModelBuild.Execution.Judging;

/// <summary>Looks for a model's champion, one source after the other. The first that there is counts, also where it cannot be used.</summary>
sealed class ChampionFinder(ModelProject project, ContentStore store, RemoteCache? remote, IChampionPackages? packages)
{
    /// <summary>Whether a feed was asked and has none.</summary>
    public bool AskedInVain { get; private set; }

    /// <returns>The champion, or why there is none or it cannot be used.</returns>
    public async Task<(FoundChampion? Found, Champion? Instead)> FindAsync(ModelPlan plan)
    {
        var absent = new List<string>();
        foreach (var source in plan.Definition.Champion)
        {
            try
            {
                var found = source switch
                {
                    LockedChampion locked => await FindLockedAsync(plan, locked, absent),
                    PackagedChampion package => FindPackage(package, absent),
                    FolderChampion folder => FindFolder(folder, absent),
                    _ => throw new InvalidOperationException($"Unknown kind of source: {source}"),
                };
                if (found is not null)
                    return (found, null);
            }
            catch (ChampionException e)
            {
                return (null, new UnusableChampion(Title(source), "MB4013", e.Message));
            }
        }
        return (null, new NoChampion(string.Join("; ", absent)));
    }

    static string Title(ChampionSource source) => source switch
    {
        LockedChampion { Revision: { } revision } => $"of the lock file at {revision}",
        PackagedChampion package => $"{package.Id} {package.Version}",
        FolderChampion folder => $"in '{folder.Path}'",
        _ => "of the lock file",
    };

    async Task<FoundChampion?> FindLockedAsync(ModelPlan plan, LockedChampion source, List<string> absent)
    {
        var file = CommittedFiles.Read(plan.CommittedLock(source, project));
        if (file.Problem.Length > 0)
            throw new ChampionException(file.Problem);
        if (file.Content is null)
        {
            absent.Add(file.Place);
            return null;
        }
        LockFile locked;
        try
        {
            locked = LockFile.Parse(file.Content);
        }
        catch (FormatException e)
        {
            throw new ChampionException($"the lock file at {file.Place} cannot be used: {e.Message}. Mend it where the work branched off, or name another source in `champion`.", e);
        }
        var model = locked.OutputOf(plan.Model);
        var isThere = model is { } tree && await HasAsync(tree);
        return new($"of the lock file at {file.Place}")
        {
            Model = isThere ? model : null,
            WhyNoModel = isThere ? "" : model is null
                ? $"the lock file at {file.Place} has no stage '{plan.Model}'."
                : "its model is in no cache that this build can use. Give it a remote cache that has it, or name its package in `champion`.",
            Recorded = new(0, [.. locked.Metrics.Select(metric => new Metric(metric.Key, metric.Value))], []),
            TrainingRows = plan.Evaluation is { } evaluation && locked.OutputOf(evaluation) is { } output && await HasAsync(output) ? EvaluationFiles.Find(store, output, ModelFiles.TrainingRows) : null,
            Lock = locked,
        };
    }

    async Task<bool> HasAsync(Digest tree) => store.IsWhole(tree) || (remote is not null && await remote.TryBringAsync(tree));

    FoundChampion? FindPackage(PackagedChampion source, List<string> absent)
    {
        if (packages is null)
            throw new ChampionException("packages cannot be read here.");
        if (packages.Find(source) is { } package)
            return OfFiles($"{package.Title}", package.Files);
        AskedInVain = true;
        absent.Add($"no package {source.Id}{(source.IsFloating ? "" : " " + source.Version)} is on the feed");
        return null;
    }

    FoundChampion? FindFolder(FolderChampion source, List<string> absent)
    {
        if (!Directory.Exists(source.Path) && !File.Exists(source.Path))
        {
            absent.Add($"there is no folder '{source.Path}'");
            return null;
        }
        // What claims to be a package is verified as one.
        if (File.Exists(source.Path) || (Directory.Exists(Path.Combine(source.Path, "model")) && Directory.Exists(Path.Combine(source.Path, "modelbuild"))))
            return packages is null
                ? throw new ChampionException("packages cannot be read here.")
                : packages.Open(source.Path) is { } package ? OfFiles($"{package.Title} in '{source.Path}'", package.Files) : null;
        try
        {
            var files = ModelFiles.In(source.Path).ToDictionary(file => file.Name, file => File.ReadAllBytes(file.File), StringComparer.Ordinal);
            return files.Count > 0 ? OfFiles($"in '{source.Path}'", files) : throw new ChampionException("the folder is empty. Put a model there as a build leaves it, or correct the path in `champion`.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ChampionException($"it cannot be read: {e.Message} Correct the permissions.", e);
        }
    }

    FoundChampion OfFiles(string title, IReadOnlyDictionary<string, byte[]> files)
    {
        var model = files.Where(file => ModelFiles.IsOwn(file.Key)).Select(file => new StoredFile(file.Key, store.AddBytes(file.Value), file.Value.Length)).ToList();
        return new(title)
        {
            Model = model.Count > 0 ? store.AddTree(model) : null,
            WhyNoModel = model.Count > 0 ? "" : "it has no files of a model.",
            Recorded = ReadRecorded(title, files.GetValueOrDefault(ModelFiles.Evaluation) ?? files.GetValueOrDefault(ModelFiles.Metrics)),
            TrainingRows = files.GetValueOrDefault(ModelFiles.TrainingRows),
            MeasuredOn = files.TryGetValue(ModelFiles.Manifest, out var manifest) ? MeasuredOn.Read(manifest) : null,
        };
    }

    static EvaluationMetrics? ReadRecorded(string title, byte[]? evaluation)
    {
        try
        {
            return evaluation is null ? null : EvaluationMetrics.Read(evaluation);
        }
        catch (EvaluationFormatException e)
        {
            throw new ChampionException($"the evaluation of {title} cannot be read: {e.Message}", e);
        }
    }
}
