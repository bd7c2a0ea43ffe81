using Message = Microsoft.Build.Logging.StructuredLogger.Message;

namespace ModelBuild.EndToEnd.Tests;

public class Assemblies_that_the_task_loads(PackedPackage package) : EndToEndTest(package)
{
    [Fact]
    public async Task Come_from_the_package_and_nowhere_else()
    {
        var project = Trained();
        project.EditDefinition("l2: 1.0", "l2: 2.0");
        var build = await project.TrainAsync();
        build.ShouldRun("train", "evaluate");

        var loads = build.FindInBinlog<Message>().Select(message => message.Text).Where(text => text.StartsWith("Assembly loaded", StringComparison.Ordinal)
            && (text.Contains("ModelBuild", StringComparison.Ordinal) || text.Contains("YamlDotNet", StringComparison.Ordinal))).ToArray();
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', loads));
        loads.Length.ShouldBe(4);
    }
}
