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

    /// <summary>A URI reference, relative where the file is under the root; else a file URI.</summary>
    public string Uri(string root)
    {
        if (RelativeTo(root) is { } relative)
            return Escaped(relative);
        var path = Slashed(Path);
        return IsRooted(Path) ? IsDrive(path) ? $"file:///{path[..2]}{Escaped(path[2..])}" : $"file://{(path.StartsWith("//", StringComparison.Ordinal) ? "" : "/")}{Escaped(path.TrimStart('/'))}" : Escaped(path);
    }

    static string Escaped(string path) => string.Join('/', path.Split('/').Select(segment => System.Uri.EscapeDataString(PlainText.Valid(segment))));

    static bool IsRooted(string path) => path is ['/', ..] || IsOfWindows(path);

    static bool IsOfWindows(string path) => IsDrive(path) || IsShare(path);

    static bool IsDrive(string path) => path is [var drive, ':', '/' or '\\', ..] && char.IsAsciiLetter(drive);

    // \\server\…
    static bool IsShare(string path) => path.StartsWith(@"\\", StringComparison.Ordinal) && path.IndexOf('\\', 2) is > 2 and var end && path[2..end].All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');

    // A backslash is a letter of names elsewhere; two slashes are one there.
    static string Slashed(string path) => IsOfWindows(path) ? path.Replace('\\', '/') : path is ['/', '/', ..] ? $"/{path.TrimStart('/')}" : path;

    static string NameOf(string path) => Slashed(path) is var slashed ? slashed[(slashed.LastIndexOf('/') + 1)..] : "";
}
