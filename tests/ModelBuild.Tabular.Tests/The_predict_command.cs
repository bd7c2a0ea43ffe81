using System.Diagnostics;
using System.Text;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

/// <summary><c>dotnet modelbuild predict</c>, as a process.</summary>
public sealed class The_predict_command : IDisposable
{
    const string Predicted = "prediction\n3\n7\n";

    static readonly TimeSpan Guard = TimeSpan.FromMinutes(2);

    readonly TemporaryFolder folder = new();

    public The_predict_command()
    {
        Directory.CreateDirectory(In("model"));
        Directory.CreateDirectory(In("data"));
        Directory.CreateDirectory(In("temporary"));
        Sum(In("model"), null);
        File.WriteAllText(In("rows.csv"), "a,b\n1,2\n3,4\n");
        File.WriteAllText(In("data/rows.csv"), "a,b\n1,2\n3,4\n");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Writes_to_standard_output_or_to_a_file()
    {
        Predict("rows.csv").ShouldBe((0, Predicted));
        Predict("data", "-o", "new.csv").ShouldBe((0, ""));
        File.ReadAllText(In("new.csv")).ShouldBe(Predicted);
        Predict("rows.csv", "-o", "new.csv").ShouldBe((0, ""));
        Predict("rows.csv", "-o", "/dev/stdout").ShouldBe((0, Predicted));
        Left().ShouldBeEmpty();
    }

    [Fact]
    public void Says_where_it_cannot_write()
    {
        Predict("rows.csv", "-o", "").ShouldSatisfyAllConditions(result => result.ExitCode.ShouldBe(2), result => result.Text.ShouldContain("--output takes the name of a file."));
        Predict("rows.csv", "-o", "t/zz/x.csv").ShouldBe((1, "modelbuild predict: there is no folder to write 't/zz/x.csv' into; make it first, or correct the path\n"));
        Predict("rows.csv", "-o", "data").ShouldBe((1, "modelbuild predict: 'data' is a folder, and --output takes the name of a file\n"));
    }

    [Fact]
    public void Says_which_path_leads_nowhere()
    {
        Predict("row.csv").ShouldBe((1, "modelbuild predict: there is no file or folder 'row.csv'; did you mean 'rows.csv'? Otherwise correct the path of the data, which is relative to the current folder\n"));
        Predict("unlike.txt").ShouldBe((1, "modelbuild predict: there is no file or folder 'unlike.txt'; correct the path of the data, which is relative to the current folder\n"));
        Tool("predict", "nomodel", "rows.csv").ShouldBe((1, "nomodel: error MB2096: There is no such folder or package. Give the folder of a model, such as bin/Debug/net10.0/models/NAME, or a model package (.nupkg) or the folder of one.\n"));
    }

    [Fact]
    public void Never_writes_over_the_data()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right there.");
        File.CreateSymbolicLink(In("link.csv"), "rows.csv");
        File.CreateSymbolicLink(In("folder"), "data");
        File.CreateSymbolicLink(In("into.csv"), "folder/new.csv");
        File.CreateSymbolicLink(In("data/out.csv"), "../other.csv");
        File.WriteAllText(In("other.csv"), "a,b\n1,2\n3,4\n");

        foreach (var (data, output) in ((string, string)[])[("rows.csv", "rows.csv"), ("rows.csv", "link.csv"), ("link.csv", "rows.csv"), ("rows.csv", "data/../rows.csv")])
            Predict(data, "-o", output).ShouldBe((1, $"modelbuild predict: '{output}' is the data itself, which would be replaced; write it elsewhere\n"));
        foreach (var (data, output) in ((string, string)[])[("data", "data/new.csv"), ("data", "folder/new.csv"), ("folder", "data/new.csv"), ("data", "into.csv"), ("data", "data/out.csv")])
            Predict(data, "-o", output).ShouldBe((1, $"modelbuild predict: '{output}' is in '{data}', and so would be data itself; write it elsewhere\n"));
        Predict("data", "-o", "other.csv").ShouldBe((1, "modelbuild predict: 'other.csv' is the data 'out.csv' of 'data', which would be replaced; write it elsewhere\n"));

        File.ReadAllText(In("rows.csv")).ShouldBe("a,b\n1,2\n3,4\n");
        Directory.GetFiles(In("data")).Length.ShouldBe(2);
    }

    [Fact]
    public void Leaves_a_file_as_secret_as_it_was()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such modes on Windows.");
        if (OperatingSystem.IsWindows())
            return; // which the analyzer wants to see
        foreach (var mode in new[] { UnixFileMode.UserRead | UnixFileMode.UserWrite, (UnixFileMode)0b110_110_110 })
        {
            File.WriteAllText(In("secret.csv"), "old");
            File.SetUnixFileMode(In("secret.csv"), mode);
            Predict("rows.csv", "-o", "secret.csv").ShouldBe((0, ""));
            File.GetUnixFileMode(In("secret.csv")).ShouldBe(mode);
            File.ReadAllText(In("secret.csv")).ShouldBe(Predicted);
        }
    }

    [Fact]
    public async Task Writes_into_a_pipe_that_is_there_and_reads_none()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no mkfifo on Windows.");
        Run("mkfifo", ["pipe"]).ExitCode.ShouldBe(0);
        await using var pipe = new FileStream(In("pipe"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);

        Predict("rows.csv", "-o", "pipe").ShouldBe((0, ""));

        Run("test", ["-p", "pipe"]).ExitCode.ShouldBe(0);
        var bytes = new byte[Predicted.Length];
        await pipe.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        Encoding.UTF8.GetString(bytes).ShouldBe(Predicted);
        var read = Run("bash", ["-c", $"cat rows.csv | dotnet {ToolPath} predict model /dev/stdin"]);
        read.ExitCode.ShouldBe(1);
        read.Text.ShouldStartWith("/dev/stdin: error MB2001: '/dev/stdin' is no regular file but a pipe or a device");
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("INT")]
    [InlineData("QUIT")]
    [InlineData("TERM")]
    public async Task Leaves_nothing_behind_where_it_is_told_to_stop(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "GNU env is needed.");
        await File.WriteAllTextAsync(In("many.csv"), "a,b\n" + string.Concat(Enumerable.Repeat("1,2\n", 20_000_000)), TestContext.Current.CancellationToken);
        using var process = StartForSignals("predict", "model", "many.csv", "-o", "out.csv", "--threads", "1");
        while (Directory.GetDirectories(In("temporary")).Length == 0 && !process.HasExited)
            await Task.Delay(5, TestContext.Current.CancellationToken);

        Run("kill", [$"-{signal}", $"{process.Id}"]).ExitCode.ShouldBe(0);

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(130);
        Left().ShouldBeEmpty();
        File.Exists(In("out.csv")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Ends_also_where_nobody_reads_what_it_writes(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "GNU env is needed.");
        await File.WriteAllTextAsync(In("many.csv"), "a,b\n" + string.Concat(Enumerable.Repeat("1,2\n", 300_000)), TestContext.Current.CancellationToken);
        Run("mkfifo", ["full"]).ExitCode.ShouldBe(0);
        await using var pipe = new FileStream(In("full"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        using var process = StartForSignals("predict", "model", "many.csv", "-o", "full");
        while (!process.HasExited && Directory.GetDirectories(In("temporary")).Length == 0)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        await Task.Delay(500, TestContext.Current.CancellationToken); // until the pipe is full, as a rule

        Run("kill", [$"-{signal}", $"{process.Id}"]).ExitCode.ShouldBe(0);

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Left().ShouldBeEmpty();
    }

    [Fact]
    public void Takes_no_empty_name_for_the_data() => Predict("").ExitCode.ShouldBe(2);

    [Fact]
    public void Adds_to_what_standard_output_is_redirected_to() =>
        Run("bash", ["-c", $"echo before > log; dotnet {ToolPath} predict model rows.csv -o /dev/stdout >> log; cat log"]).ShouldBe((0, "before\n" + Predicted));

    [Fact]
    public void Says_where_a_model_with_code_of_its_author_can_be_used()
    {
        Directory.CreateDirectory(In("custom"));
        Sum(In("custom"), new Twice());

        Tool("predict", "custom", "rows.csv").ShouldBe((1, "custom: error MB2096: The model has transforms that are code of its author, which the tool does not have. Predict in a program of your own that references them, with TabularModel.Load of the package ModelBuild.\n"));
    }

    static void Sum(string place, CustomTransform? first) => new TabularModel(
        ModelTask.Regression, "y", [],
        new FeatureSet([new FeatureChain(["a"], FeatureType.Numeric, null, first is null ? [] : [first]), new FeatureChain(["b"], FeatureType.Numeric, null, [])]),
        new LinearScorer([0], [[1, 1]])).Save(place);

    // What a run may leave: files beside the output, folders for its table.
    IEnumerable<string> Left() => Directory.GetFiles(folder.Path, "*.tmp").Concat(Directory.GetFileSystemEntries(In("temporary"), "modelbuild-*"));

    string In(string name) => Path.Combine(folder.Path, name);

    (int ExitCode, string Text) Predict(string data, params string[] more) => Tool(["predict", "model", data, .. more]);

    (int ExitCode, string Text) Tool(params string[] arguments) => Run("dotnet", [ToolPath, .. arguments]);

    (int ExitCode, string Text) Run(string program, string[] arguments)
    {
        using var process = Start(program, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Guard))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end.");
        }
        return (process.ExitCode, output.Result + error.Result);
    }

    // A shell that starts these tests in the background has them, and all that they start, ignore some.
    Process StartForSignals(params string[] arguments) => Start("env", ["--default-signal=HUP,INT,QUIT,TERM", "dotnet", ToolPath, .. arguments]);

    Process Start(string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = folder.Path,
        Environment = { ["TMPDIR"] = In("temporary") },
    })!;

    static string ToolPath { get; } = Built(new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))); // bin/CONFIGURATION/FRAMEWORK

    static string Built(DirectoryInfo output) =>
        Path.Combine(Repository(output), "src", "dotnet-modelbuild", "bin", output.Parent!.Name, output.Name, "dotnet-modelbuild.dll");

    static string Repository(DirectoryInfo place) => File.Exists(Path.Combine(place.FullName, "ModelBuild.sln")) ? place.FullName : Repository(place.Parent!);
}
