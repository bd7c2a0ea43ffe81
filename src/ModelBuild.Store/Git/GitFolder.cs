using System.Text;
using System.Text.RegularExpressions;
using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;

namespace ModelBuild.Store.Git;

/// <summary>The files in which git keeps where its branches are: reading them is faster than asking it.</summary>
static partial class GitFolder
{
    /// <summary>The <c>.git</c> of the repository that a folder is in; null where it is in none.</summary>
    public static string? Find(string folder)
    {
        if (WellKnownFolders.Repository(folder) is not { } root)
            return null;
        var git = Path.Combine(root, ".git");
        if (Directory.Exists(git))
            return git;
        // Of worktrees and submodules: gitdir: PATH
        return File.ReadAllText(git) is var text && text.StartsWith("gitdir: ", StringComparison.Ordinal) ? Path.GetFullPath(text[8..].Trim(), root) : null;
    }

    /// <summary>
    /// Another one whenever HEAD or a branch or tag of the revision's name moved, and maybe at other times; empty where there is no repository, and for a
    /// revision that is more than a name and its ancestors.
    /// </summary>
    /// <param name="revision">Null for the default branch.</param>
    public static string Stamp(string folder, string? revision)
    {
        try
        {
            if (Find(folder) is not { } git || (revision is not null && !Name().IsMatch(revision)))
                return "";
            var common = SmallText(Path.Combine(git, "commondir")) is { } other ? Path.GetFullPath(other.Trim(), git) : git;
            var text = new StringBuilder();
            var head = Add(Path.Combine(git, "HEAD"));
            if (head is not null && head.StartsWith("ref: ", StringComparison.Ordinal))
                AddRef(head[5..].Trim());
            if (revision is null)
                AddRef("refs/remotes/origin/HEAD");
            else
            {
                var name = Name().Match(revision).Groups[1].Value;
                foreach (var folderOfRefs in new[] { "", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/" })
                    AddRef(folderOfRefs + name);
                AddRef($"refs/remotes/{name}/HEAD");
            }
            foreach (var list in new[] { "packed-refs", "shallow", "reftable/tables.list", "FETCH_HEAD", "config" })
                foreach (var place in new[] { common, git })
                    text.Append(list).Append(' ').Append(FileFacts.Find(Path.Combine(place, list), followLink: true)?.Stamp).Append('\n');
            return Digest.OfText(text.ToString()).Hex;

            string? Add(string path)
            {
                var content = SmallText(path);
                text.Append(path).Append(' ').Append(content).Append('\n');
                return content;
            }

            // One may stand for another: origin/HEAD for origin/main.
            void AddRef(string name, int depth = 0)
            {
                if (name.Length == 0 || name.Contains("..", StringComparison.Ordinal) || Path.IsPathRooted(name))
                    return;
                if (Add(Path.Combine(common, name)) is { } content && content.StartsWith("ref: ", StringComparison.Ordinal) && depth < 5)
                    AddRef(content[5..].Trim(), depth + 1);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    // A name, or the start of a commit's id; ancestors as ~3, ^ or ^2.
    [GeneratedRegex(@"^([\w][\w./+-]*)([~^][0-9]*)*$")]
    private static partial Regex Name();

    static string? SmallText(string path)
    {
        const int Most = 4096;
        return File.Exists(path) && new FileInfo(path).Length <= Most ? File.ReadAllText(path) : null;
    }
}
