using System.Text.RegularExpressions;
using Message = Microsoft.Build.Logging.StructuredLogger.Message;

namespace ModelBuild.EndToEnd.Tests;

public partial class Assemblies_that_the_task_loads(PackedPackage package) : EndToEndTest(package)
{
    /// <summary>A private dependency that the package forgot would silently be somebody else's copy.</summary>
    [Fact]
    public async Task Come_from_the_package()
    {
        var project = Trained();
        project.EditDefinition("l2: 1.0", "l2: 2.0");
        var build = await project.TrainAsync();
        build.ShouldRun("train", "threshold", "evaluate");

        var loaded = build.FindInBinlog<Message>()
            .Select(message => Loaded().Match(message.Text)).Where(match => match.Success)
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["path"].Value, StringComparer.Ordinal);

        var ours = loaded.Where(assembly => assembly.Key.StartsWith("ModelBuild", StringComparison.Ordinal) || assembly.Key == "YamlDotNet").ToArray();
        ours.Select(assembly => assembly.Key).ShouldBe(["ModelBuild.Core", "ModelBuild.Store", "ModelBuild.Tasks", "YamlDotNet"], ignoreOrder: true);
        ours.ShouldAllBe(assembly => assembly.Value.StartsWith(Path.Combine(Package.Extracted, "tasks"), StringComparison.Ordinal));
        // What else came with the task is the runtime's own.
        loaded.Except(ours).ShouldAllBe(assembly => assembly.Value.Contains("Microsoft.NETCore.App", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^Assembly loaded during TaskRun(: (?<name>ModelBuild\.Tasks)| \(ModelBuild\.Tasks\.RunStages\): (?<name>[\w.]+)),.*\(location: (?<path>[^,]*), MVID")]
    private static partial Regex Loaded();
}
