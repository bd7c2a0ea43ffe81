using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;

namespace ModelBuild.Store;

/// <summary>Why something on disk cannot be an artifact.</summary>
static class ArtifactErrors
{
    public static ArtifactException NotRegular(string path, FileKind kind) => new("MB6002", path,
        $"'{path}' is {(kind == FileKind.Link ? "a symbolic link" : "a device, pipe or socket")}; " +
        "an artifact holds regular files and folders only. Put a copy of the content in its place, or leave it out.");

    public static ArtifactException NotAFolder(string path, FileKind kind) => kind == FileKind.File
        ? new("MB6002", path, $"'{path}' is a file and must be a folder. Put the file into a folder of that name.")
        : NotRegular(path, kind);

    public static ArtifactException BadName(string path, string name) => new("MB6003", path,
        $"'{path}' has the name {Visible(name)}, which not every system can represent: no control characters, no backslash, " +
        "valid Unicode. Rename it.");

    public static ArtifactException Changing(string path) => new("MB6004", path,
        $"'{path}' changed every time that it was read. Wait until whatever writes it is done, then build again.");

    static string Visible(string name)
    {
        var text = new System.Text.StringBuilder("'");
        foreach (var c in name)
        {
            if (char.IsControl(c) || char.IsSurrogate(c) || c == '\uFFFD')
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                text.Append(c);
        }
        return text.Append('\'').ToString();
    }
}
