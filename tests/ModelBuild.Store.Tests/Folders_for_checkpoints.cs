using ModelBuild.Core.Digests;

namespace ModelBuild.Store.Tests;

public sealed class Folders_for_checkpoints : IDisposable
{
    static readonly Digest Key = Digest.OfText("key");
    readonly TemporaryFolder root = new();

    CheckpointFolder? Take(Digest key) => new CheckpointFolders(root.Root).TryTake(key, TestContext.Current.CancellationToken);

    public void Dispose() => root.Dispose();

    [Fact]
    public void Are_for_one_at_a_time()
    {
        using var first = Take(Key).ShouldNotBeNull();

        Take(Key).ShouldBeNull();
        Take(Digest.OfText("another")).ShouldNotBeNull().Dispose();
    }

    [Fact]
    public void Are_not_made_before_they_are_needed()
    {
        using var taken = Take(Key).ShouldNotBeNull();

        Directory.Exists(taken.Path).ShouldBeFalse();
    }

    [Fact]
    public void Keep_what_is_in_them()
    {
        Write("half");

        using var next = Take(Key).ShouldNotBeNull();
        File.ReadAllText(Path.Combine(next.Path, "state")).ShouldBe("half");
    }

    [Fact]
    public void Leave_nothing_when_they_are_deleted_or_empty()
    {
        Write("half");
        using (var success = Take(Key).ShouldNotBeNull())
            success.Delete();
        using (var empty = Take(Digest.OfText("empty")).ShouldNotBeNull())
            Directory.CreateDirectory(empty.Path);

        Directory.EnumerateFileSystemEntries(Path.Combine(root.Root, "checkpoints")).Select(Path.GetFileName).ShouldBe([".gate"]);
    }

    [Fact]
    public void Can_be_taken_where_a_killed_process_left_its_lock()
    {
        Write("half");
        File.WriteAllText(Path.Combine(root.Root, "checkpoints", Key.Hex + ".lock"), new string('x', 100));

        using var next = Take(Key).ShouldNotBeNull();
        File.Exists(Path.Combine(next.Path, "state")).ShouldBeTrue();
    }

    void Write(string state)
    {
        using var taken = Take(Key).ShouldNotBeNull();
        Directory.CreateDirectory(taken.Path);
        File.WriteAllText(Path.Combine(taken.Path, "state"), state);
    }
}
