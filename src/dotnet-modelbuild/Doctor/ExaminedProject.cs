using ModelBuild.Core.Locking;
using ModelBuild.Store.Checks;

namespace ModelBuild.Tool;

/// <summary>A project as it lies on the disk, not evaluated.</summary>
/// <param name="ProjectFile">Absolute.</param>
sealed record ExaminedProject(string ProjectFile)
{
    /// <summary>The project file, or the only one of a folder; null where there is none, or several.</summary>
    public static ExaminedProject? Find(string path) =>
        File.Exists(path) ? new(path)
        : Directory.GetFiles(path, "*.*proj") is [var only] ? new(only)
        : null;

    /// <summary>The stat indexes of all its builds against every file in them, and its lock files.</summary>
    public Examination Examine(CancellationToken stop)
    {
        var folder = Path.GetDirectoryName(ProjectFile)!;
        var problems = new List<string>();
        var (builds, files, changed, locks) = (0, 0, 0, 0);
        foreach (var state in StateFolders.Of(folder, configuration: null))
        {
            builds++;
            var index = IndexCheck.Of(Path.Combine(state, "stat-index"), stop);
            (files, changed) = (files + index.Files, changed + index.Changed);
            problems.AddRange(index.Findings.Concat(PlaceCheck.Of(state).Findings).Select(finding => finding.Message));
        }
        foreach (var path in Directory.EnumerateFiles(folder, "*" + LockFile.Extension))
        {
            locks++;
            try
            {
                LockFile.Parse(File.ReadAllBytes(path));
            }
            catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
            {
                problems.Add($"the lock file '{path}' cannot be used: {e.Message} Build without ModelLockedMode to write it again.");
            }
        }
        return new(
            $"{Path.GetFileNameWithoutExtension(ProjectFile)}: "
            + (builds == 0 ? "not built yet" : $"what {builds} {(builds == 1 ? "configuration remembers" : "configurations remember")} of {files} files, each read"
                + (changed > 0 ? $", and {changed} changed since" : ""))
            + (locks > 0 ? $"; {locks} lock {(locks == 1 ? "file" : "files")}" : ""),
            problems);
    }
}
