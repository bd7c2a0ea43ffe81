using System.Text.RegularExpressions;
using ModelBuild.Testing.Tests.Docs;

namespace ModelBuild.Testing.Tests;

/// <summary>docs/testing.md: each call on it is compiled, and does what the page says.</summary>
public sealed partial class TestingPage
{
    [Fact]
    public void Has_the_calls_that_are_compiled_here()
    {
        var page = File.ReadAllText(Path.Combine(Folder(), "../../docs/testing.md"));
        var compiled = File.ReadAllText(Path.Combine(Folder(), "TestingPageExamples.cs"));

        var calls = Call().Matches(page).Select(match => match.Groups[1].Value).Distinct().ToArray();

        calls.Length.ShouldBe(19);
        // The page leaves open which settings and which type.
        calls.Where(call => !Regex.IsMatch(compiled, @"\." + Regex.Escape(call).Replace("…", "[^}]+").Replace("<T>", "<.+?>"))).ShouldBeEmpty();
    }

    [Fact]
    public void Shows_a_test_of_the_sample()
    {
        var blocks = Block().Matches(File.ReadAllText(Path.Combine(Folder(), "../../docs/testing.md"))).Select(match => match.Groups[1].Value).ToArray();

        blocks.ShouldHaveSingleItem();
        File.ReadAllText(Path.Combine(Folder(), "../../samples/Digits.Tests/The_pipeline.cs")).ShouldContain(blocks[0]);
    }

    [Fact]
    public async Task Shows_calls_that_work()
    {
        using var folder = new TestStageContext();
        var path = Path.Combine(folder.TemporaryFolder, "digits.csv");
        await File.WriteAllTextAsync(path, "1\n", TestContext.Current.CancellationToken);

        await TestingPageExamples.RunAsync(path);
    }

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    /// <summary>The folder of this project, above its output.</summary>
    static string Folder() => Above(AppContext.BaseDirectory);

    static string Above(string folder) => File.Exists(Path.Combine(folder, "ModelBuild.Testing.Tests.csproj")) ? folder : Above(Path.GetDirectoryName(folder)!);

    [GeneratedRegex(@"`([A-Z]\w+(?:<\w+>)?\([^`]*\))`")]
    private static partial Regex Call();
}
