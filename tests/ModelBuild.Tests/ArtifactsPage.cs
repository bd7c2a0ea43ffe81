using System.Text.RegularExpressions;
using ModelBuild.Testing;
using ModelBuild.Tests.Docs;

namespace ModelBuild.Tests;

/// <summary>docs/artifacts.md: its code is compiled, and does what the page says.</summary>
public sealed partial class ArtifactsPage : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("modelbuild artifacts ").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Has_the_code_that_is_compiled_here()
    {
        var page = File.ReadAllText(Path.Combine(Folder(), "../../docs/artifacts.md"));
        var compiled = File.ReadAllText(Path.Combine(Folder(), "ArtifactsPageExamples.cs"));

        var blocks = Block().Matches(page).Select(match => match.Groups[1].Value).ToArray();

        blocks.Length.ShouldBe(2);
        blocks.ShouldAllBe(block => compiled.Contains(block));
    }

    [Fact]
    public async Task Shows_a_pipeline_that_works()
    {
        using var test = new PipelineTest(typeof(SpamPipeline)).WithDataText("data", "!win\nhello\n!win\n!buy\n");

        var run = await test.RunAsync(cancellation: TestContext.Current.CancellationToken);

        run.Output<Json<Summary>>("summarize").Value.ShouldBe(new("words.txt", 2));
    }

    [Fact]
    public void Shows_an_artifact_that_can_be_read_as_often_as_one_likes()
    {
        (double, double)[] points = [(0.1 + 0.2, -0.0), (double.NaN, double.MaxValue)];
        new Points(points).Write(folder);

        var read = Points.Read(folder);

        read.ShouldBe(points);
        read.ShouldBe(points);
    }

    /// <summary>The folder of this project, above its output.</summary>
    static string Folder() => Above(AppContext.BaseDirectory);

    static string Above(string folder) => File.Exists(Path.Combine(folder, "ModelBuild.Tests.csproj")) ? folder : Above(Path.GetDirectoryName(folder)!);

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
