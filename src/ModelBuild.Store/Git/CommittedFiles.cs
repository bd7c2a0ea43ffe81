using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;

namespace ModelBuild.Store.Git;

/// <summary>Reads files as they are committed where the work branched off, through the git program.</summary>
public static class CommittedFiles
{
    static readonly string[] DefaultBranch = ["refs/remotes/origin/HEAD", "HEAD"];

    /// <summary>The file at the merge base of HEAD and the revision; in a folder without a repository there is none.</summary>
    /// <remarks>Each question is a process of a few milliseconds.</remarks>
    public static CommittedContent Read(CommittedFile file)
    {
        var folder = Path.GetDirectoryName(file.Path)!;
        if (GitFolder.Find(folder) is null)
            return Environment.GetEnvironmentVariable("GIT_DIR") is { Length: > 0 }
                ? CommittedContent.Unknown("GIT_DIR is set, and the repository is looked for where the project is, and not there. Build in a worktree (git worktree add), or name another source in `champion`.")
                : CommittedContent.None("there is no git repository");
        var git = new GitProgram(folder);
        try
        {
            // Most of the time all is well, and each question is a process.
            if (file.Revision is { Length: > 0 } known && known[0] != '-' && git.TryMergeBase(known) is { } common)
                return ReadAt(git, file, known, common);
            if (git.TryResolve("HEAD") is null)
                return git.IsEmpty() ? CommittedContent.None("the repository has no commit") : CommittedContent.Unknown("HEAD is no commit, and the repository has others. Look at it with git status; a branch without history (git checkout --orphan) needs a first commit.");
            if (file.Revision is null && git.TryResolve(DefaultBranch[0]) is null && git.TryRun("remote") is { Length: > 0 } remote)
                return CommittedContent.Unknown($"nothing says what this is merged into: the remote '{remote}' has no default branch here, and HEAD would be compared with itself. Set ModelBaseRevision, or run git remote set-head origin --auto.");
            var revisions = file.Revision is { } given ? [given] : DefaultBranch;
            var (revision, end) = revisions.Select(name => (Name: name, Commit: git.TryResolve(name))).FirstOrDefault(found => found.Commit is not null);
            if (end is null)
                return CommittedContent.Unknown($"the repository has no revision '{file.Revision}'. {(git.TryRun("rev-parse", "--is-shallow-repository") == "true" ? "It is a shallow clone: git fetch --unshallow, in GitHub's checkout fetch-depth: 0" : "Fetch it (git fetch origin)")}, or correct ModelBaseRevision or `lock` in the definition's `champion`.");
            var shown = revision == DefaultBranch[0] ? "origin/HEAD" : revision;
            if (git.TryRun("merge-base", "HEAD", end) is not { } merge)
                return CommittedContent.Unknown($"HEAD and {shown} have no commit in common here. A shallow clone needs its history: git fetch --unshallow, in GitHub's checkout fetch-depth: 0.");
            return ReadAt(git, file, shown, merge);
        }
        catch (GitException e)
        {
            return CommittedContent.Unknown(e.Message);
        }
    }

    /// <param name="shown">The revision, for people.</param>
    /// <exception cref="GitException"/>
    static CommittedContent ReadAt(GitProgram git, CommittedFile file, string shown, string merge)
    {
        var place = $"{shown} ({merge[..Math.Min(10, merge.Length)]})";
        return git.TryRead(merge, Path.GetFileName(file.Path)) is { } content
            ? new(content, place, "")
            : CommittedContent.None($"there is no {Path.GetFileName(file.Path)} at {place}");
    }

    /// <summary>As <see cref="IInputDigests.FindCommitted"/> has it.</summary>
    public static Digest? Find(CommittedFile file) => Read(file) switch
    {
        { Content: { } content } => Digest.Of(content),
        { Problem: { Length: > 0 } problem } => Digest.OfText(problem),
        _ => null,
    };
}

/// <summary>A file as it is committed.</summary>
/// <param name="Content">Null where there is none.</param>
/// <param name="Place">Where it was looked for, for people; without content why there is none.</param>
/// <param name="Problem">Why that cannot be told, and what to do; empty where it can.</param>
public sealed record CommittedContent(byte[]? Content, string Place, string Problem)
{
    internal static CommittedContent None(string why) => new(null, why, "");

    internal static CommittedContent Unknown(string problem) => new(null, "", problem);
}
