using ModelBuild.Core.Protocol;
using ModelBuild.Execution;
using ModelBuild.Store.Checks;

namespace ModelBuild.Faults.Tests;

/// <summary>Each object, entry and file of state damaged in turn, in every way: it is made again, and a warning says so at most once.</summary>
public class A_damaged_cache(Untouched untouched)
{
    /// <summary>What happened to a file.</summary>
    public enum Damage { Gone, Empty, Shorter, Longer, Flipped, Folder, Unreadable }

    [Theory]
    [InlineData("cache/cas", 6)]
    [InlineData("cache/ac", 2)]
    [InlineData("obj", 3)]
    [InlineData("bin/models/small", 3)]
    public async Task Is_mended_by_the_next_build(string part, int sample)
    {
        var project = untouched.Built(1);
        var files = Folders.Files(Path.Combine(project.Folder, part)).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal) && Path.GetFileName(Path.GetDirectoryName(file)) != "reports").ToList();
        var whole = files.ToDictionary(file => file, File.ReadAllBytes);
        var (damages, warned) = (0, 0);
        foreach (var damage in Enum.GetValues<Damage>())
            foreach (var file in Extent.Of(files.Count, sample).Select(i => files[i]))
            {
                if (!File.Exists(file))
                    await File.WriteAllBytesAsync(file, whole[file], TestContext.Current.CancellationToken); // an index that no build needed to write again
                if (!Do(damage, file))
                    continue;
                var what = $"{damage}: {Path.GetRelativePath(project.Folder, file)}";
                if (part.StartsWith("cache", StringComparison.Ordinal))
                    Folders.Delete(project.ModelsFolder);
                var said = new List<EngineEvent>();

                (await new Engine(project.Request, said.Add, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken)).ShouldBeTrue(what);

                damages++;
                var warnings = said.OfType<DiagnosticEvent>().Select(e => e.Diagnostic).ToList();
                warnings.Count.ShouldBeLessThanOrEqualTo(1, what);
                warned += warnings.Count;
                warnings.ShouldAllBe(warning => warning.Code == "MB6001", what);
                // What no build needed is still there, and harms nobody; reading it is what removes it.
                foreach (var left in StoreCheck.Of(project.Cache, TestContext.Current.CancellationToken).Findings)
                    if (Directory.Exists(left.Path))
                        Directory.Delete(left.Path);
                    else
                        File.Delete(left.Path);
                if (Directory.Exists(file))
                    Directory.Delete(file); // in the place of what only saves time
                await BuildAllAgainAsync(project);
                untouched.ShouldBeSound(project, 1, what);
            }
        Extent.Tell($"{part}: {damages} damages, {warned} warnings");
        Folders.Delete(Path.GetDirectoryName(project.Folder)!);

        // Brings back what the damage took and the model did not need.
        async Task BuildAllAgainAsync(SmallProject again)
        {
            if (files.TrueForAll(File.Exists))
                return;
            Folders.Delete(Path.Combine(again.Cache, "ac"));
            (await new Engine(again.Request, _ => { }, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken)).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task That_cannot_be_read_is_mended_by_the_next_build()
    {
        Extent.SkipUnlessRoot("taking the right to read everything away from a process needs root");
        var project = untouched.Built(1);
        Folders.Delete(project.ModelsFolder);
        if (!OperatingSystem.IsWindows())
            foreach (var file in Folders.Files(Path.Combine(project.Cache, "cas")).Concat(Folders.Files(Path.Combine(project.Cache, "ac"))))
                File.SetUnixFileMode(file, UnixFileMode.None);

        // Without these even root cannot.
        var build = await EngineRun.BuildAsync(project, "setpriv", "--bounding-set=-dac_override,-dac_read_search");

        build.ShouldSucceed();
        untouched.ShouldBeSound(project, 1, "unreadable");
        Folders.Delete(Path.GetDirectoryName(project.Folder)!);
    }

    static bool Do(Damage damage, string file)
    {
        var bytes = File.ReadAllBytes(file);
        if (bytes.Length == 0 && damage is Damage.Empty or Damage.Shorter or Damage.Flipped)
            return false;
        File.Delete(file);
        switch (damage)
        {
            case Damage.Empty:
                File.WriteAllBytes(file, []);
                break;
            case Damage.Shorter:
                File.WriteAllBytes(file, bytes[..^1]);
                break;
            case Damage.Longer:
                File.WriteAllBytes(file, [.. bytes, 0]);
                break;
            case Damage.Flipped:
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(file, bytes);
                break;
            case Damage.Folder:
                Directory.CreateDirectory(file);
                break;
            case Damage.Unreadable when OperatingSystem.IsLinux():
                File.CreateSymbolicLink(file, "/proc/self/mem"); // reading it is an input/output error, as on a bad sector
                break;
            case Damage.Unreadable:
                return false;
            case Damage.Gone:
            default:
                break;
        }
        return true;
    }
}
