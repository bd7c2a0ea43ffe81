using System.Diagnostics;

namespace ModelBuild.Verification.Tests;

/// <summary>Like NuGet's global folder, which NuGet itself never verifies again.</summary>
public sealed class A_folder_on_disk : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly string path;

    public A_folder_on_disk() => path = TestPackage.Good.WriteFolder(folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Is_refused_for_a_link_even_to_the_right_content()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets only some users make links.");
        var weights = Path.Combine(path, TestPackage.Weights);
        File.Move(weights, folder["elsewhere"]);
        File.CreateSymbolicLink(weights, folder["elsewhere"]);
        path.ShouldBeRefused("MB5005");
    }

    [Fact]
    public void Is_refused_for_a_link_to_a_folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets only some users make links.");
        Directory.Move(Path.Combine(path, "model", "weights"), folder["elsewhere"]);
        Directory.CreateSymbolicLink(Path.Combine(path, "model", "weights"), folder["elsewhere"]);
        path.ShouldBeRefused("MB5005");
    }

    [Fact]
    public void Is_refused_for_a_link_that_leads_nowhere()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets only some users make links.");
        File.CreateSymbolicLink(Path.Combine(path, "model", "dangling"), "/nowhere/at/all");
        path.ShouldBeRefused("MB5005");
    }

    [Fact]
    public void Is_refused_for_a_pipe_without_waiting_for_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no mkfifo on Windows.");
        var weights = Path.Combine(path, TestPackage.Weights);
        File.Delete(weights);
        using (var process = Process.Start("mkfifo", [weights]))
            process.WaitForExit();
        path.ShouldBeRefused("MB5005");
        weights.ShouldBeRefused("MB5005");
    }

    [Fact]
    public void Is_refused_for_a_file_that_cannot_be_read()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Whoever runs this test can read everything.");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such modes on Windows.");
        if (!OperatingSystem.IsWindows()) // for the analyzer
            File.SetUnixFileMode(Path.Combine(path, TestPackage.Weights), UnixFileMode.None);
        path.ShouldBeRefused("MB5001");
    }

    [Fact]
    public void Is_refused_for_names_that_are_one_elsewhere()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Here they are one file.");
        File.Copy(Path.Combine(path, TestPackage.Metrics), Path.Combine(path, "model", "Metrics.json"));
        path.ShouldBeRefused("MB5004");
    }

    [Fact]
    public void Is_refused_for_a_folder_with_a_bad_name()
    {
        Directory.CreateDirectory(Path.Combine(path, "model", ".git"));
        path.ShouldBeRefused("MB5003");
    }

    [Fact]
    public void Is_refused_for_too_many_files()
    {
        for (var i = 0; i < PackageArchive.MostEntries; i++)
            File.WriteAllBytes(Path.Combine(path, "model", $"{i}"), []);
        path.ShouldBeRefused("MB5006");
    }

    [Fact]
    public void Is_refused_when_it_is_empty() => Directory.CreateDirectory(folder["empty"]).FullName.ShouldBeRefused("MB5011");

    [Fact]
    public void Can_be_reached_through_a_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets only some users make links.");
        Directory.CreateSymbolicLink(folder["link"], path);
        ModelVerifier.Verify(folder["link"], Keys.Publisher).Files.Count.ShouldBe(4);
    }
}
