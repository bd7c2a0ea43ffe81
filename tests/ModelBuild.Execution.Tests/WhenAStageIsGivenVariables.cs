namespace ModelBuild.Execution.Tests;

public sealed class WhenAStageIsGivenVariables : IDisposable
{
    const string Name = "MODELBUILD_TEST_VARIABLE";

    readonly ToyModel toy = new();

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Name, null);
        toy.Dispose();
    }

    [Theory]
    [InlineData(true, "a value", "a value")]
    [InlineData(true, "", "")]
    [InlineData(true, null, "not set")]
    [InlineData(false, "a value", "not set")]
    public async Task It_has_those_that_it_declares(bool declares, string? value, string seen)
    {
        Environment.SetEnvironmentVariable(Name, value);
        toy.CSharp("train", "Variables", $$"""{"variable": "{{Name}}"}""", access: new() { Variables = declares ? [Name] : [] });

        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Model("text.txt").Split('\n')[0].ShouldBe(seen);
    }

    [Fact]
    public async Task Their_values_are_in_nothing_that_stays()
    {
        Environment.SetEnvironmentVariable(Name, "a very secret value");
        toy.Command("train", ["/bin/sh", "-c", "mkdir output"], access: new() { Variables = [Name] });

        (await toy.BuildAsync()).ShouldBeTrue();

        foreach (var file in Directory.EnumerateFiles(toy.Root, "*", SearchOption.AllDirectories))
            File.ReadAllText(file).ShouldNotContain("a very secret value", customMessage: file);
    }
}
