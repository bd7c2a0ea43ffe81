using ModelBuild.Core.Diagnostics;
using ModelBuild.Execution.Confinement;

namespace ModelBuild.Execution.Tests;

/// <summary>Tests with real stages in real confined processes.</summary>
public abstract class ConfinedTest : IDisposable
{
    private protected ConfinedTest()
    {
        Assert.SkipUnless(LandlockVersion.OfThisMachine() >= LandlockVersion.LeastForNetwork, "this kernel cannot confine stages");
        Toy = new() { Confinement = Core.Protocol.StageConfinement.Enforce };
    }

    private protected ToyModel Toy { get; }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Toy?.Dispose();
    }

    /// <summary>What the stage <c>train</c> made, which is a text.</summary>
    private protected string Made => Toy.Model("text.txt");

    private protected async Task SucceedsAsync()
    {
        var built = await Toy.BuildAsync();
        built.ShouldBeTrue(string.Join("\n", Toy.Events.OfType<Core.Protocol.StageLogEvent>().Select(said => said.Line)) + string.Join("\n", Toy.Errors.Select(error => error.Message)));
    }

    private protected async Task<Diagnostic> FailsAsync()
    {
        (await Toy.BuildAsync()).ShouldBeFalse();
        return Toy.Errors.ShouldHaveSingleItem();
    }

    /// <summary>The options of a toy stage that tries a path.</summary>
    private protected static string Trying(string path) => $$"""{"path": "{{path}}"}""";

    /// <summary>A file that anybody could read, but for the stage.</summary>
    private protected string Secret(string name = "secret.txt")
    {
        var file = Path.Combine(Toy.Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "secret");
        return file;
    }
}
