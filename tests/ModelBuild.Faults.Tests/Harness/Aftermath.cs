using System.Security.Cryptography;
using System.Text.Json;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Planning;
using ModelBuild.Store.Checks;
using ModelBuild.Store.State;

namespace ModelBuild.Faults.Tests;

/// <summary>What must be so after whatever happened to a build: the next one is right without help, and nothing half is left.</summary>
static class Aftermath
{
    /// <summary>Builds once more, and looks at everything.</summary>
    public static async Task<EngineResult> ShouldBeRightAsync(this Untouched untouched, SmallProject project, int version, string what)
    {
        var next = await EngineRun.BuildAsync(project);
        next.ExitCode.ShouldBe(0, $"{what}\n{next.Words}");
        untouched.ShouldBeSound(project, version, what);
        return next;
    }

    /// <param name="others">There may be results of another definition.</param>
    public static void ShouldBeSound(this Untouched untouched, SmallProject project, int version, string what, bool others = false)
    {
        Folders.Content(project.ModelFolder).ShouldBe(untouched.Model(version), what);
        Folders.Names(project.ModelsFolder).ShouldBe([SmallProject.Model], what);
        if (!others)
            File.ReadAllText(project.Lock).ShouldBe(untouched.Lock(version), what);
        Folders.Names(project.Folder).Except([".modelbuild", "bin", "cache", "data.txt", "obj", "small.model.lock.json", "small.model.yaml"]).ShouldBeEmpty(what);
        Folders.Names(project.StateFolder).Where(name => name is not ("stat-index" or "stat-index.folders" or "plan") && !name.EndsWith(".tmp", StringComparison.Ordinal)).ShouldBe(["small.lock", "small.state.code", "small.state.json"], what);
        ShouldBeUpToDate(project, what);
        untouched.ShouldHaveSoundCache(project, what, others);
        Folders.Names(Path.Combine(project.Cache, "work")).ShouldBeEmpty(what);
        Folders.Names(Path.Combine(project.Cache, "checkpoints")).Where(name => name != ".gate").ShouldBeEmpty(what);
        File.ReadAllText(Path.Combine(project.Folder, ".modelbuild", ".gitignore")).ShouldBe("*\n", what);
        foreach (var record in Folders.Files(project.Runs).Where(file => Path.GetFileName(file) == "run.json"))
            JsonDocument.Parse(File.ReadAllBytes(record)).Dispose();
        Folders.Files(project.Runs).Where(file => file.EndsWith(".tmp", StringComparison.Ordinal)).Count().ShouldBeLessThanOrEqualTo(2, what);
        if (OperatingSystem.IsLinux())
            Leftovers(project.Cache).ShouldBeEmpty(what);
    }

    /// <summary>What is there for others is right, and another machine can use it.</summary>
    public static async Task ShouldShareRightAsync(this Untouched untouched, string remote, int version, string what)
    {
        foreach (var file in Folders.Files(Path.Combine(remote, "cas")))
            Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file))).ShouldBe(Path.GetFileName(file), what);
        var other = SmallProject.Changed(Path.Combine(untouched.NewFolder(), "project"));
        other.Remote = remote;
        var build = await untouched.ShouldBeRightAsync(other, version, $"another machine: {what}");
        build.Diagnostics.ShouldBeEmpty(what); // an entry is there only when all that it names is
        Folders.Delete(Path.GetDirectoryName(other.Folder)!);
    }

    /// <summary>The checks of store and index, which are those of doctor, find nothing, and what the stage cache has is right.</summary>
    static void ShouldHaveSoundCache(this Untouched untouched, SmallProject project, string what, bool others)
    {
        StoreCheck.Of(project.Cache).Findings.ShouldBeEmpty(what);
        IndexCheck.Of(project.Request.Project.StatIndexFile).Findings.ShouldBeEmpty(what);
        untouched.ShouldHaveRightEntries(project.Cache, others);
    }

    /// <summary>As the build process decides it: no engine would start.</summary>
    static void ShouldBeUpToDate(SmallProject project, string what)
    {
        var request = project.Request.Project;
        var digests = Extent.Unindexed();
        var diagnostics = new List<Diagnostic>();
        var plan = ProjectPlan.Load(request, digests);
        var model = plan.Models.ShouldHaveSingleItem(string.Join('\n', plan.Diagnostics));
        UpToDateCheck.FirstReason(model, ModelStateFile.Read(request.StateFile(SmallProject.Model)), digests, request, diagnostics, DateOnly.MinValue).ShouldBeNull(what);
        diagnostics.ShouldBeEmpty(what);
    }

    /// <summary>Processes whose temporary files are in the cache: stages that outlived their build.</summary>
    static IEnumerable<int> Leftovers(string cache)
    {
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            string environment;
            if (!int.TryParse(Path.GetFileName(folder), out var id))
                continue;
            try
            {
                environment = File.ReadAllText(Path.Combine(folder, "environ"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }
            if (environment.Contains($"TMPDIR={cache}/work/", StringComparison.Ordinal))
                yield return id;
        }
    }
}
