using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Tasks.Tests;

public sealed class Confining_stages : IDisposable
{
    readonly TaskProject project = new();

    public void Dispose() => project.Dispose();

    [Theory]
    [InlineData("maybe")]
    [InlineData("")]
    public void Needs_a_mode_that_there_is(string mode)
    {
        var task = project.Task("Train", "m.model.yaml");
        task.Project.SetMetadata("StageConfinement", mode);

        TaskProject.Run(task).ShouldBeFalse();

        project.Error.Code.ShouldBe("MB0004");
        project.Error.Message.ShouldBe($"ModelStageConfinement is '{mode}', and must be enforce or off.");
    }

    [Theory]
    [InlineData("enforce", StageConfinement.Enforce)]
    [InlineData("Off", StageConfinement.Off)]
    public void Is_what_the_engine_is_told(string mode, StageConfinement told)
    {
        var task = project.Task("Validate", "m.model.yaml");
        task.Project.SetMetadata("StageConfinement", mode);

        RequestOf(task).Confinement.ShouldBe(told);
    }

    /// <summary>What the copies of a project's content are is in the keys of its stages; what else is beside its assembly they may read.</summary>
    [Fact]
    public void Knows_every_file_that_a_build_puts_beside_the_assembly()
    {
        var task = project.Task("Validate", "m.model.yaml");
        task.Project.SetMetadata("Assembly", "bin/p.dll");
        File.Copy(typeof(Confining_stages).Assembly.Location, Directory.CreateDirectory(project.In("bin")).FullName + "/p.dll");
        task.References = [.. task.References, Reference("/n/n.dll"), Reference("/n/n.pdb"), Reference("/n/n.xml"), Reference("/n/table.bin"),
            Reference("/n/native/libn.so.2", "runtimes/linux-x64/native/"), Reference("/n/fr/n.resources.dll", @"fr\")];
        task.Content = [Content("/src/words.txt", @"lists\words.txt"), Content("/other/words.txt", "lists/words.txt"), Content("/src/data.xml", "data.xml"), Content("/tool/tool.deps.json", "tool.deps.json"), Content("/tool/tool.runtimeconfig.json", "tool.runtimeconfig.json"), Content("/obj/fr/p.resources.dll", @"fr\p.resources.dll")];

        var told = RequestOf(task);

        told.Project.Content.ShouldBe(
        [
            new("lists/words.txt", project.In("bin/lists/words.txt")), new("data.xml", project.In("bin/data.xml")),
            new("fr/p.resources.dll", project.In("bin/fr/p.resources.dll")), new("table.bin", project.In("bin/table.bin")),
        ]);
        told.OutputFiles.Where(file => !file.Contains("Tabular", StringComparison.Ordinal)).ShouldBe(
            [project.In("bin/p.dll"), project.In("bin/p.pdb"), project.In("bin/p.xml"), project.In("bin/n.dll"), project.In("bin/n.pdb"), project.In("bin/n.xml"),
             project.In("bin/runtimes/linux-x64/native/libn.so.2"), project.In("bin/fr/n.resources.dll")]);
    }

    EngineRequest RequestOf(RunStages task)
    {
        project.Engine("read -r request; echo \"$request\" > request.json");
        TaskProject.Run(task).ShouldBeTrue(string.Join('\n', project.Said.Errors.Select(error => error.Message)));
        return EngineRequest.FromJson(File.ReadAllText(project.In("engine/request.json")));
    }

    static TaskItem Reference(string path, string folder = "") => new(path, new Dictionary<string, string> { ["DestinationSubDirectory"] = folder });

    static TaskItem Content(string path, string target) => new(path, new Dictionary<string, string> { ["TargetPath"] = target });
}
