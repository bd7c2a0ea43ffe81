using System.Text;
using ModelBuild.Core.Digests;
using ModelBuild.Store.Git;

namespace ModelBuild.Store.Tests;

/// <summary>A file as it is where the work branched off, and the stamp by which a later build knows without asking git that it still is.</summary>
public sealed class Committed_files : IDisposable
{
    const string Name = "m.lock.json";

    readonly TemporaryFolder temporary = new();
    readonly string folder;
    readonly GitRepository repository;

    public Committed_files()
    {
        folder = temporary["repository"];
        repository = new(folder);
    }

    public void Dispose()
    {
        // Git makes its objects read-only.
        foreach (var file in Directory.EnumerateFiles(temporary.Root, "*", SearchOption.AllDirectories))
            File.SetAttributes(file, FileAttributes.Normal);
        temporary.Dispose();
    }

    CommittedFile Locked(string? revision = null, string? place = null) => new(Path.Combine(place ?? folder, Name), revision);

    static string? Text(CommittedContent found) => found.Content is { } content ? Encoding.UTF8.GetString(content) : null;

    [Fact]
    public void Are_those_of_the_merge_base_and_not_of_either_end()
    {
        repository.Commit(Name, "base");
        repository.Git("switch", "--quiet", "-c", "work");
        repository.Commit(Name, "work");
        repository.Git("switch", "--quiet", "main");
        repository.Commit(Name, "main");
        repository.Git("switch", "--quiet", "work");
        File.WriteAllText(Path.Combine(folder, Name), "edited");

        var found = CommittedFiles.Read(Locked("main"));

        Text(found).ShouldBe("base");
        found.Place.ShouldBe($"main ({repository.Git("rev-parse", "--short=10", "main~1")})");
        Text(CommittedFiles.Read(Locked())).ShouldBe("work", "no remote says what the default branch is, so HEAD is");
        CommittedFiles.Find(Locked("main")).ShouldBe(Digest.OfText("base"));
    }

    [Fact]
    public void Of_a_clone_are_from_its_remote_default_branch()
    {
        repository.Commit(Name, "first");
        var clone = new GitRepository(temporary["clone"]);
        clone.Git("remote", "add", "origin", folder);
        clone.Git("fetch", "--quiet", "origin");
        clone.Git("remote", "set-head", "origin", "--auto");
        clone.Git("switch", "--quiet", "-c", "work", "origin/main");
        clone.Commit(Name, "second");

        Text(CommittedFiles.Read(Locked(null, temporary["clone"]))).ShouldBe("first");
    }

    [Fact]
    public void Are_none_without_a_repository_a_commit_or_the_file()
    {
        Directory.CreateDirectory(temporary["elsewhere"]);
        ShouldBeNone(CommittedFiles.Read(Locked(null, temporary["elsewhere"])), "there is no git repository");
        ShouldBeNone(CommittedFiles.Read(Locked()), "the repository has no commit");
        repository.Commit("other", "text");
        ShouldBeNone(CommittedFiles.Read(Locked()), $"there is no {Name} at HEAD (");

        static void ShouldBeNone(CommittedContent found, string why)
        {
            (found.Content, found.Problem).ShouldBe((null, ""));
            found.Place.ShouldStartWith(why);
        }
    }

    [Fact]
    public void Of_a_branch_without_history_beside_another_cannot_be_told()
    {
        repository.Commit(Name, "text");
        repository.Git("checkout", "--quiet", "--orphan", "other");

        CommittedFiles.Read(Locked("main")).Problem.ShouldStartWith("HEAD is no commit, and the repository has others.");
        CommittedFiles.Read(Locked()).Problem.ShouldStartWith("HEAD is no commit");
    }

    [Fact]
    public void Of_a_remote_without_a_default_branch_cannot_be_told()
    {
        repository.Commit(Name, "text");
        repository.Git("remote", "add", "upstream", folder);

        CommittedFiles.Read(Locked()).Problem.ShouldStartWith("nothing says what this is merged into: the remote 'upstream' has no default branch here");
        Text(CommittedFiles.Read(Locked("main"))).ShouldBe("text");
    }

    [Fact]
    public void That_are_folders_cannot_be_told()
    {
        Directory.CreateDirectory(Path.Combine(folder, Name));
        repository.Commit(Name + "/file", "text");

        CommittedFiles.Read(Locked()).Problem.ShouldStartWith($"git says: '{Name}' is no file there.");
    }

    [Fact]
    public void Of_a_shallow_clone_need_its_history()
    {
        repository.Commit(Name, "first");
        repository.Commit(Name, "second");
        repository.Git("clone", "--quiet", "--depth", "1", "file://" + folder, temporary["shallow"]);

        CommittedFiles.Read(Locked("HEAD~1", temporary["shallow"])).Problem.ShouldContain("It is a shallow clone: git fetch --unshallow");
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("--help")]
    [InlineData("-n")]
    [InlineData("main~99")]
    [InlineData("main:m.lock.json")]
    [InlineData("a b")]
    [InlineData("")]
    public void Of_a_revision_that_is_none_cannot_be_told(string revision)
    {
        repository.Commit(Name, "text");

        var found = CommittedFiles.Read(Locked(revision));

        (found.Content, found.Place).ShouldBe((null, ""));
        found.Problem.ShouldStartWith($"the repository has no revision '{revision}'. Fetch it");
    }

    [Fact]
    public void Of_histories_without_a_common_commit_cannot_be_told()
    {
        repository.Commit(Name, "text");
        repository.Git("switch", "--quiet", "--orphan", "other");
        repository.Commit(Name, "other");

        CommittedFiles.Read(Locked("main")).Problem.ShouldStartWith("HEAD and main have no commit in common here. A shallow clone needs its history");
    }

    [Fact]
    public void Of_a_damaged_repository_cannot_be_told()
    {
        repository.Commit(Name, "text");
        var blob = repository.Git("rev-parse", $"HEAD:{Name}");
        var path = Path.Combine(folder, ".git", "objects", blob[..2], blob[2..]);
        File.SetAttributes(path, FileAttributes.Normal);
        File.WriteAllText(path, "");

        CommittedFiles.Read(Locked()).Problem.ShouldStartWith("git says: ");
    }

    [Fact]
    public void In_a_worktree_are_of_its_own_branch()
    {
        repository.Commit(Name, "first");
        repository.Git("worktree", "add", "--quiet", "-b", "other", temporary["worktree"]);
        repository.Commit(Name, "second");

        Text(CommittedFiles.Read(Locked(null, temporary["worktree"]))).ShouldBe("first");
        GitFolder.Stamp(temporary["worktree"], null).ShouldNotBe(GitFolder.Stamp(folder, null));
    }

    public static TheoryData<string, string?, string[][]> Moves => new()
    {
        { "a commit", null, [["commit", "--allow-empty", "-m", "x"]] },
        { "another branch", null, [["switch", "-c", "other"]] },
        { "a detached HEAD", null, [["switch", "--detach"]] },
        { "the revision's branch", "base", [["branch", "--force", "base", "HEAD~1"]] },
        { "its packed branch", "base", [["pack-refs", "--all"], ["branch", "--force", "base", "HEAD~1"]] },
        { "a branch that is gone", "base", [["pack-refs", "--all"], ["branch", "-D", "base"]] },
        { "a tag", "v1", [["tag", "--force", "v1", "HEAD~1"]] },
        { "a remote's branch", "origin/main", [["update-ref", "refs/remotes/origin/main", "HEAD~1"]] },
        { "a remote's default branch", null, [["update-ref", "refs/remotes/origin/main", "HEAD~1"]] },
        { "the remote's default branch by its name", "origin", [["update-ref", "refs/remotes/origin/main", "HEAD~1"]] },
        { "another default branch", null, [["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/next"]] },
        { "a branch of which an ancestor is asked for", "base~1", [["branch", "--force", "base", "HEAD~1"]] },
    };

    [Theory]
    [MemberData(nameof(Moves))]
    public void Have_another_stamp_after(string what, string? revision, string[][] commands)
    {
        repository.Commit(Name, "first");
        repository.Commit(Name, "second");
        repository.Git("branch", "base");
        repository.Git("tag", "v1");
        repository.Git("update-ref", "refs/remotes/origin/main", "HEAD");
        repository.Git("update-ref", "refs/remotes/origin/next", "HEAD~1");
        repository.Git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
        foreach (var command in commands[..^1])
            repository.Git(command);
        var before = GitFolder.Stamp(folder, revision);
        before.ShouldNotBeEmpty();

        File.WriteAllText(Path.Combine(folder, "document"), "edited");
        repository.Git("add", "document");
        GitFolder.Stamp(folder, revision).ShouldBe(before, "an edit moves nothing");
        repository.Git(commands[^1]);

        GitFolder.Stamp(folder, revision).ShouldNotBe(before, what);
    }

    [Fact]
    public void Have_no_stamp_without_a_repository()
    {
        Directory.CreateDirectory(temporary["elsewhere"]);
        GitFolder.Stamp(temporary["elsewhere"], null).ShouldBeEmpty();
    }

    /// <summary>Git sets these for what a hook runs.</summary>
    [Fact]
    public void Are_those_of_the_folder_also_in_a_hook_of_another_repository()
    {
        repository.Commit(Name, "text");
        var other = new GitRepository(temporary["other"]);
        other.Commit("file", "text");
        Directory.CreateDirectory(temporary["elsewhere"]);
        try
        {
            Environment.SetEnvironmentVariable("GIT_DIR", Path.Combine(temporary["other"], ".git"));
            Text(CommittedFiles.Read(Locked())).ShouldBe("text");
            CommittedFiles.Read(Locked(null, temporary["elsewhere"])).Problem.ShouldStartWith("GIT_DIR is set");
        }
        finally
        {
            Environment.SetEnvironmentVariable("GIT_DIR", null);
        }
    }
}
