using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;

namespace ModelBuild.Store.Tests;

public sealed class Folders_for_checkpoints : IDisposable
{
    static readonly Digest Key = Digest.OfText("key");
    readonly TemporaryFolder root = new();

    public Folders_for_checkpoints() => File.WriteAllText(Input, "one");

    string Input => Path.Combine(root.Root, "input");

    CheckpointFolder? Take(Digest key) => new CheckpointFolders(root.Root).TryTake(key, [Input], TestContext.Current.CancellationToken);

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
    public void Keep_what_an_attempt_that_is_settled_left()
    {
        Write("half", attempt => attempt.Settle());

        using var next = Take(Key).ShouldNotBeNull();
        File.ReadAllText(Path.Combine(next.Path, "state")).ShouldBe("half");
    }

    [Fact]
    public void Keep_it_whatever_happens_to_the_inputs_later()
    {
        Write("half", attempt => attempt.Settle());
        File.WriteAllText(Input, "two");
        File.WriteAllText(Input, "one");

        using var next = Take(Key).ShouldNotBeNull();
        Directory.Exists(next.Path).ShouldBeTrue();
    }

    [Fact]
    public void Keep_what_a_killed_attempt_left_while_its_inputs_are_untouched()
    {
        Write("half", _ => { });

        using var next = Take(Key).ShouldNotBeNull();
        Directory.Exists(next.Path).ShouldBeTrue();
    }

    [Fact]
    public void Forget_what_a_killed_attempt_left_when_its_inputs_were_touched()
    {
        Write("half", _ => { });
        File.WriteAllText(Input, "two");
        File.WriteAllText(Input, "one");

        using var next = Take(Key).ShouldNotBeNull();
        Directory.Exists(next.Path).ShouldBeFalse();
    }

    [Fact]
    public void Forget_what_was_made_while_the_inputs_were_something_else()
    {
        Write("half", attempt =>
        {
            File.WriteAllText(Input, "two");
            File.WriteAllText(Input, "one");
            attempt.Settle();
        });

        using var next = Take(Key).ShouldNotBeNull();
        Directory.Exists(next.Path).ShouldBeFalse();
    }

    [Fact]
    public void Forget_what_a_killed_attempt_left_when_the_machine_was_started_anew()
    {
        Write("half", _ => { });
        var guard = Path.Combine(root.Root, "checkpoints", Key.Hex + ".lock");
        File.ReadAllText(guard).ShouldBe(CheckpointFolder.StampsOf([Input], Boot.Id));
        File.WriteAllText(guard, CheckpointFolder.StampsOf([Input], Boot.Id + 1));

        using var next = Take(Key).ShouldNotBeNull();
        Directory.Exists(next.Path).ShouldBeFalse();
    }

    [Fact]
    public void Say_whether_the_attempt_before_was_killed()
    {
        Write("half", attempt => attempt.Settle());
        using (var next = Take(Key).ShouldNotBeNull())
        {
            next.WasInterrupted.ShouldBeFalse();
            next.Begin();
        }
        Take(Key).ShouldNotBeNull().WasInterrupted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("half a wo")]
    public void Forget_what_nobody_vouches_for(string word)
    {
        Write("half", attempt => attempt.Settle());
        File.WriteAllText(Path.Combine(root.Root, "checkpoints", Key.Hex + ".lock"), word);

        using var next = Take(Key).ShouldNotBeNull();
        Directory.Exists(next.Path).ShouldBeFalse();
    }

    [Fact]
    public void Leave_nothing_when_they_are_deleted_or_empty()
    {
        Write("half", attempt => attempt.Settle());
        using (var success = Take(Key).ShouldNotBeNull())
            success.Delete();
        using (var empty = Take(Digest.OfText("empty")).ShouldNotBeNull())
            Directory.CreateDirectory(empty.Path);

        Directory.EnumerateFileSystemEntries(Path.Combine(root.Root, "checkpoints")).Select(Path.GetFileName).ShouldBe([".gate"]);
    }

    [Fact]
    public void Are_swept_when_their_stage_succeeded_and_nobody_has_them()
    {
        Write("half", _ => { });
        Digest unfinished = Digest.OfText("unfinished"), taken = Digest.OfText("taken");
        foreach (var key in new[] { unfinished, taken })
        {
            using var attempt = Take(key).ShouldNotBeNull();
            attempt.Begin();
            Directory.CreateDirectory(Path.Combine(attempt.Path, "inner"));
        }
        using var holder = Take(taken).ShouldNotBeNull();

        new CheckpointFolders(root.Root).Sweep(key => key != unfinished);

        string[] kept = [".gate", taken.Hex, taken.Hex + ".lock", unfinished.Hex, unfinished.Hex + ".lock"];
        Directory.GetFileSystemEntries(Path.Combine(root.Root, "checkpoints")).Select(Path.GetFileName).ShouldBe(kept, ignoreOrder: true);
    }

    void Write(string state, Action<CheckpointFolder> end)
    {
        using var taken = Take(Key).ShouldNotBeNull();
        taken.Begin();
        Directory.CreateDirectory(taken.Path);
        File.WriteAllText(Path.Combine(taken.Path, "state"), state);
        end(taken);
    }
}
