using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Store.Files;

namespace ModelBuild.Execution.Judging;

/// <summary>The folders of a project's reports: each file is replaced as a whole, one whose bytes stay is left as it is.</summary>
sealed class ReportFolders(ModelProject project, IModelReports? reports, Action<EngineEvent> report, CancellationToken cancellation)
{
    const string Unfinished = ".tmp";

    bool AreBesideModels => project.ReportsFolder.Length == 0;

    /// <summary>A model's reports; none where nobody writes any.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]>> Of(JudgedModel judged) => reports?.Write(judged) ?? [];

    /// <summary>Puts them into place, or warns. The caller holds the model's lock.</summary>
    public void Write(string model, IReadOnlyList<KeyValuePair<string, byte[]>> files)
    {
        if (files.Count > 0 && WhyNotWritten(project.ReportsOf(model), files) is { } reason)
            report(new DiagnosticEvent(new("MB4070", Severity.Warning, new(project.ReportsOf(model), 0, 0), $"the reports of '{model}' cannot be written: {reason}")));
    }

    /// <summary>Says what became of a model, and where its reports are.</summary>
    public void Tell(JudgedModel judged, IReadOnlyList<KeyValuePair<string, byte[]>> files)
    {
        report(new ModelJudgedEvent(judged.Model, judged.IsGood, reports?.Table(judged) ?? "", files.Count > 0 ? project.ReportsOf(judged.Model) : ""));
        reports?.Announce(judged, files);
    }

    /// <summary>Of a model that was not judged: those of an earlier build would say that it is good.</summary>
    public void Refuse(JudgedModel judged)
    {
        if (AreBesideModels && ModelFolder.IsSomebodyElses(project, judged.Model))
            return;
        var files = Of(judged);
        Directory.CreateDirectory(project.ModelsFolder);
        Directory.CreateDirectory(project.StateFolder);
        using var only = OneAtATime.Enter(project.LockFile(judged.Model), cancellation);
        Write(judged.Model, files);
        Tell(judged, files);
    }

    /// <summary>None is better than some of this build and some of another.</summary>
    static void Remove(string folder, IReadOnlyList<KeyValuePair<string, byte[]>> files)
    {
        foreach (var (name, _) in files)
            foreach (var path in new[] { Path.Combine(folder, name), Path.Combine(folder, name + Unfinished) })
                try
                {
                    File.Delete(path);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // It was said that they cannot be written.
                }
    }

    string? WhyNotWritten(string folder, IReadOnlyList<KeyValuePair<string, byte[]>> files)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var others = Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Where(name => !files.Any(file => name == file.Key || name == file.Key + Unfinished)).ToList();
            if (others.Count > 0 && !AreBesideModels)
                return $"their folder has what is no report ({Wording.List(others)}). Set ModelReportsDirectory to a folder of their own.";
            foreach (var other in others)
                if (Directory.Exists(Path.Combine(folder, other)))
                    Directory.Delete(Path.Combine(folder, other), recursive: true);
                else
                    File.Delete(Path.Combine(folder, other));
            foreach (var (name, content) in files)
            {
                var path = Path.Combine(folder, name);
                if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
                    continue;
                File.WriteAllBytes(path + Unfinished, content);
                File.Move(path + Unfinished, path, overwrite: true);
            }
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Remove(folder, files);
            return $"{e.Message} Correct the permissions, or set ModelReportsDirectory to another folder.";
        }
    }
}
