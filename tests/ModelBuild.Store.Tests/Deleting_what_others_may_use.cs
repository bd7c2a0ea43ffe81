using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;

namespace ModelBuild.Store.Tests;

public sealed class Deleting_what_others_may_use : IDisposable
{
    readonly TemporaryFolder temp = new();

    public void Dispose() => temp.Dispose();

    TemporaryFiles Files => new(temp.Root, TimeProvider.System);

    [Fact]
    public void Deletes_what_nobody_touched()
    {
        var path = temp.Write("ac/entry", "old");

        Files.TryDelete(path, File.GetLastWriteTimeUtc(path)).ShouldBeTrue();

        File.Exists(path).ShouldBeFalse();
        Directory.GetFiles(temp["tmp"]).ShouldBeEmpty();
    }

    [Fact]
    public void Leaves_what_somebody_touched_since()
    {
        var path = temp.Write("ac/entry", "old");
        var known = File.GetLastWriteTimeUtc(path);
        File.SetLastWriteTimeUtc(path, known.AddDays(1));

        Files.TryDelete(path, known).ShouldBeFalse();

        File.ReadAllText(path).ShouldBe("old");
        File.GetLastWriteTimeUtc(path).ShouldBe(known.AddDays(1));
    }

    [Fact]
    public void Tells_who_comes_too_late()
    {
        new StageCache(temp.Root).Touch(Digest.OfText("key")).ShouldBeFalse();
        TemporaryFiles.Touch(temp.Write("there", "")).ShouldBeTrue();
    }
}
