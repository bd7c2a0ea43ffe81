using System.Diagnostics;

namespace ModelBuild.Tabular.Tests;

// The same bytes whatever the number of threads and the processor's instructions.
public sealed class Any_machine : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("binary")]
    [InlineData("multiclass")]
    [InlineData("regression")]
    public void Trains_the_same_model_with_any_number_of_threads(string task)
    {
        var data = folder.Data(Generated.Csv(6000, seed: 9));
        var models = new[] { 1, 2, 3, 8 }.Select(threads => Golden_bytes.Output(Generated.Of(task), data, "train", threads)).ToArray();
        models.Distinct().ShouldHaveSingleItem();
    }

    [Theory]
    [MemberData(nameof(Linear_bytes.Cases), MemberType = typeof(Linear_bytes))]
    public void Finds_the_same_weights_with_any_number_of_threads(string name) =>
        new[] { 1, 2, 3, 8 }.Select(threads => Linear_bytes.Train(name, new RecordingContext(threads))).Distinct().ShouldHaveSingleItem();

    [Theory]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public async Task Gives_the_golden_bytes_without_its_vector_instructions(string off)
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        var start = new ProcessStartInfo(Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"))
        {
            ArgumentList = { typeof(Any_machine).Assembly.Location, "-noColor" },
            Environment = { ["DOTNET_EnableAVX2"] = "0", [off] = "0" },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var type in new[] { typeof(Golden_bytes), typeof(Golden_features), typeof(Golden_trees), typeof(Linear_bytes) })
        {
            start.ArgumentList.Add("-class");
            start.ArgumentList.Add(type.FullName!);
        }
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await error;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, output);
        output.ShouldContain($"Total: {Golden_bytes.Cases.Count + 1 + Golden_features.Cases.Count + 1 + Golden_trees.Cases.Count + Linear_bytes.Cases.Count}, Errors: 0, Failed: 0, Skipped: 0");
    }
}
