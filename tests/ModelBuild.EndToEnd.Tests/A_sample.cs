using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>The commands of the samples' READMEs, against the packed package.</summary>
public partial class A_sample(PackedPackage package) : EndToEndTest(package)
{
    [Fact]
    public async Task With_a_pipeline_in_CSharp_trains_and_passes_its_tests()
    {
        var project = Copied("Digits", "Digits.Tests");
        var commands = Commands("Digits");
        commands.ShouldBe(["dotnet build samples/Digits -t:TrainModel", "dotnet test samples/Digits.Tests"]);

        (await RunAsync(project, commands[0])).ShouldRun("load", "split", "train", "evaluate");
        File.Exists(project.In("samples", "Digits", "bin", "Debug", "net10.0", "models", "digits", "network.bin")).ShouldBeTrue();
        ShouldHoldItsLock(project, "Digits", "digits");
        (await RunAsync(project, commands[0])).ShouldRun();

        // Their packages are those that this repository's own tests were restored with.
        project.Write("nuget.config", $"""
            <configuration>
              <packageSources><add key="restored" value="{PackagesOfTests}" /></packageSources>
            </configuration>
            """);
        var tests = await RunAsync(project, commands[1]);
        tests.ShouldSucceed();
        tests.Text.ShouldMatch(@"Passed!  - Failed: +0, Passed: +\d+, Skipped: +0");
    }

    [Fact]
    public async Task Without_code_trains()
    {
        var project = Copied("Diabetes");

        var build = await RunAsync(project, Commands("Diabetes")[0]);

        build.ShouldRun("ingest", "validate", "split", "features", "train", "threshold", "evaluate");
        build.Warnings.ShouldBeEmpty(build.Why);
        ShouldHoldItsLock(project, "Diabetes", "diabetes");
    }

    [Fact]
    public async Task With_dates_categories_and_words_trains()
    {
        var project = Copied("Churn");

        var build = await RunAsync(project, Commands("Churn")[0]);

        build.ShouldRun("ingest", "validate", "split", "features", "train", "threshold", "evaluate");
        build.Warnings.ShouldBeEmpty(build.Why);
        ShouldHoldItsLock(project, "Churn", "churn");
        using var metrics = JsonDocument.Parse(await File.ReadAllBytesAsync(
            project.In("samples", "Churn", "bin", "Debug", "net10.0", "models", "churn", "metrics.json"), TestContext.Current.CancellationToken));
        metrics.RootElement.GetProperty("slices").EnumerateArray().Select(slice => slice.GetProperty("value").GetString()).ShouldContain("premium");
    }

    [Fact]
    public async Task Has_data_that_its_generator_writes_again()
    {
        var project = Copied("Churn");
        var data = project.In("samples", "Churn", "data", "churn.csv");
        var before = await File.ReadAllBytesAsync(data, TestContext.Current.CancellationToken);
        Commands("Churn")[1].ShouldBe("dotnet run samples/Churn/data/generate.cs > samples/Churn/data/churn.csv");

        var run = await RunAsync(project, "dotnet run samples/Churn/data/generate.cs");

        run.ShouldSucceed();
        System.Text.Encoding.UTF8.GetBytes(run.Text).ShouldBe(before);
    }

    [Fact]
    public async Task For_staging_repeats_only_what_differs_there()
    {
        var project = Copied("Diabetes");
        var commands = Commands("Diabetes");
        commands.ShouldBe(["dotnet build samples/Diabetes -t:TrainModel", "dotnet build samples/Diabetes -t:TrainModel -p:ModelEnvironment=staging"]);
        (await RunAsync(project, commands[0])).ShouldSucceed();

        var staging = await RunAsync(project, commands[1]);

        staging.ShouldRun("train", "threshold", "evaluate");
        using var gates = JsonDocument.Parse(await File.ReadAllBytesAsync(
            project.In("samples", "Diabetes", "bin", "Debug", "net10.0", "models", "diabetes", "gates.json"), TestContext.Current.CancellationToken));
        var rmse = gates.RootElement.EnumerateArray().Single(gate => gate.GetProperty("metric").GetString() == "rmse");
        rmse.GetProperty("max").GetDouble().ShouldBe(60);
        gates.RootElement.GetArrayLength().ShouldBe(2);
    }

    /// <summary>A training that came to something else would have written it anew.</summary>
    static void ShouldHoldItsLock(UserProject project, string sample, string model)
    {
        var file = Path.Combine("samples", sample, model + ".model.lock.json");
        File.ReadAllText(project.In(file)).ShouldBe(File.ReadAllText(Path.Combine(PackedPackage.Repository, file)));
    }

    internal static string PackagesOfTests { get; } =
        typeof(A_sample).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "PackagesOfTests").Value!;

    UserProject Copied(params string[] samples)
    {
        var project = Empty("copied");
        foreach (var sample in samples)
            Folders.Copy(Path.Combine(PackedPackage.Repository, "samples", sample), project.In("samples", sample), "bin", "obj", ".modelbuild");
        return project;
    }

    static string[] Commands(string sample) =>
        [.. Block().Matches(File.ReadAllText(Path.Combine(PackedPackage.Repository, "samples", sample, "README.md"))).Select(block => block.Groups[1].Value)];

    static Task<Build> RunAsync(UserProject project, string command)
    {
        var parts = command.Split(' ');
        parts[0].ShouldBe("dotnet");
        return project.DotnetAsync(parts[1..]);
    }

    [GeneratedRegex("^```sh\n(.*?)\n```", RegexOptions.Multiline)]
    private static partial Regex Block();
}
