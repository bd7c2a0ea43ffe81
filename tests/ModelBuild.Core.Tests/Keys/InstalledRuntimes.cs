using ModelBuild.Core.Keys;

namespace ModelBuild.Core.Tests.Keys;

public sealed class InstalledRuntimes : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("modelbuild runtimes ").FullName;

    public InstalledRuntimes()
    {
        foreach (var version in (string[])["9.0.4", "10.0.2", "10.0.12", "10.1.0", "11.0.0", "not a version"])
            Directory.CreateDirectory(Path.Combine(root, "shared", "Microsoft.NETCore.App", version));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("10.0.0", null, "10.0.12")]
    [InlineData("10.0.0", "LatestMinor", "10.1.0")]
    [InlineData("10.0.0", "LatestMajor", "11.0.0")]
    [InlineData("10.0.13", null, "10.1.0")]
    [InlineData("12.0.0", null, "12.0.0")]
    [InlineData("10.0.0", "Major", "10.0.12")]
    [InlineData("8.0.0", "Major", "9.0.4")]
    [InlineData("8.0.0", "Minor", "8.0.0")]
    [InlineData("10.2.0", "major", "11.0.0")]
    [InlineData("12.0.0", "Major", "12.0.0")]
    [InlineData("10.0.3", "LatestPatch", "10.0.12")]
    [InlineData("10.0.13", "LatestPatch", "10.0.13")]
    [InlineData("10.0.2", "Disable", "10.0.2")]
    [InlineData("10.0.3", "Disable", "10.0.3")]
    public void The_host_would_choose(string asked, string? policy, string chosen)
    {
        var config = Path.Combine(root, "runtimeconfig.json");
        var roll = policy is null ? "" : $"\"rollForward\": \"{policy}\",";
        File.WriteAllText(config, $$"""{"runtimeOptions": { {{roll}} "framework": {"name": "Microsoft.NETCore.App", "version": "{{asked}}"} } }""");

        InstalledRuntime.Find(config, Path.Combine(root, "dotnet")).ShouldBe(chosen);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"runtimeOptions": {"framework": 5}}""")]
    [InlineData("""{"runtimeOptions": {"rollForward": 5}}""")]
    public void What_is_no_runtime_configuration_is_said_to_be_none(string content)
    {
        var config = Path.Combine(root, "runtimeconfig.json");
        File.WriteAllText(config, content);

        Should.Throw<System.Text.Json.JsonException>(() => InstalledRuntime.Find(config, Path.Combine(root, "dotnet")));
    }
}
