using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;

namespace ModelBuild.Reporting;

/// <summary>The file and line that a gate or problem is at.</summary>
/// <param name="Path">Absolute, as the platform of the build writes it.</param>
/// <param name="Line">From 1; 0 for the file as a whole.</param>
/// <param name="Column">From 1; 0 where it is not known.</param>
sealed record SourceFile(string Path, int Line, int Column)
{
    /// <summary>What is at no file of the user's, such as an environment variable, is at the definition as a whole.</summary>
    public static SourceFile Of(Mark place, JudgedModel model) =>
        IsRooted(place.File) ? new(place.File, Math.Max(0, place.Line), Math.Max(0, place.Column))
        : place.File.Length > 0 && place.File == NameOf(model.Definition) ? new(model.Definition, Math.Max(0, place.Line), Math.Max(0, place.Column))
        : new(model.Definition, 0, 0);

    /// <summary>With '/', relative to the root; null where it is not under it.</summary>
    public string? RelativeTo(string root)
    {
        if (root.Length == 0 || !IsRooted(root))
            return null;
        var folder = Slashed(root).TrimEnd('/') + "/";
        var path = Slashed(Path);
        return path.StartsWith(folder, IsOfWindows(path) ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
            && path.Length > folder.Length && !path[folder.Length..].Split('/').Any(segment => segment is "" or "." or "..")
            ? path[folder.Length..]
            : null;
    }

    /// <summary>With '/': relative to the root where it is under it, else absolute.</summary>
    public string Shown(string root) => PlainText.Of(RelativeTo(root) ?? Slashed(Path));

    /// <summary>A URI reference of a relative path, or a file URI of an absolute one.</summary>
    public static string Uri(string path)
    {
        var slashed = Slashed(path);
        var segments = slashed.Split('/').Select((segment, i) => i == 0 && segment is [_, ':'] ? segment : System.Uri.EscapeDataString(PlainText.Valid(segment)));
        var escaped = string.Join('/', segments);
        return !IsRooted(path) ? escaped
            : slashed.StartsWith("//", StringComparison.Ordinal) ? $"file:{escaped}"
            : slashed[0] == '/' ? $"file://{escaped}" : $"file:///{escaped}";
    }

    static bool IsRooted(string path) => path is ['/', ..] or ['\\', '\\', ..] || (path is [var drive, ':', '/' or '\\', ..] && char.IsAsciiLetter(drive));

    static bool IsOfWindows(string path) => path is ['\\', ..] or ['/', '/', ..] or [_, ':', ..];

    // A backslash is a letter of names elsewhere.
    static string Slashed(string path) => IsOfWindows(path) ? path.Replace('\\', '/') : path;

    static string NameOf(string path) => Slashed(path) is var slashed ? slashed[(slashed.LastIndexOf('/') + 1)..] : "";
}
