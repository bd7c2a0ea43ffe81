namespace ModelBuild.Store;

/// <summary>A file or folder on disk cannot be an artifact: a link or a pipe in it, an impossible name, a file that keeps changing.</summary>
/// <param name="code">Its diagnostic code: <c>MB6002</c>, <c>MB6003</c> or <c>MB6004</c>.</param>
/// <param name="path">What it is about.</param>
/// <param name="message">What happened and what to do.</param>
public sealed class ArtifactException(string code, string path, string message) : Exception(message)
{
    /// <summary>Its diagnostic code.</summary>
    public string Code { get; } = code;

    /// <summary>What it is about.</summary>
    public string Path { get; } = path;

    internal static ArtifactException NotRegular(string path, FileKind kind) => new("MB6002", path,
        $"'{path}' is {(kind == FileKind.Link ? "a symbolic link" : "a device, pipe or socket")}; " +
        "an artifact holds regular files and folders only. Put a copy of the content in its place, or leave it out.");

    internal static ArtifactException BadName(string path, string name) => new("MB6003", path,
        $"'{path}' has the name {Visible(name)}, which not every system can represent: no control characters, no backslash, " +
        "valid Unicode. Rename it.");

    internal static ArtifactException Changing(string path) => new("MB6004", path,
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
