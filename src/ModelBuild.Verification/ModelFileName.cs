using System.Buffers;

namespace ModelBuild.Verification;

/// <summary>Names that mean one and the same file on every system: parts of <c>[A-Za-z0-9._-]</c> with <c>/</c> between them.</summary>
public static class ModelFileName
{
    /// <summary>In characters, over all parts.</summary>
    public const int Longest = 200;

    static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Equal names are one file on systems that ignore case, so a package holds only one of them.</summary>
    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>Why a name is refused, to be read after "it"; null where it is allowed.</summary>
    public static string? WhyRefused(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0)
            return "is empty";
        if (name.Length > Longest)
            return $"has {name.Length} characters, more than {Longest}";
        foreach (var range in name.AsSpan().Split('/'))
            if (WhyPartRefused(name.AsSpan(range)) is { } reason)
                return reason;
        return null;
    }

    /// <summary>The same for one part, without a separator.</summary>
    static string? WhyPartRefused(ReadOnlySpan<char> part)
    {
        if (part.Length == 0)
            return "has an empty part (a '/' at its begin or end, or two in a row)";
        if (part.IndexOfAnyExcept(Allowed) is >= 0 and var at)
            return part[at] == '%'
                ? "has a '%', which NuGet decodes to another name"
                : $"has the character {Wording.Quote(part[at].ToString())}; only letters and digits of ASCII, '.', '_' and '-' are allowed";
        if (part[0] == '.' || part[^1] == '.')
            return "has a part that begins or ends with a dot";
        return IsReserved(part) ? $"has the part {Wording.Quote(part.ToString())}, which Windows reserves for a device" : null;
    }

    // CON, PRN, AUX, NUL, COM0-9 and LPT0-9, also with an extension:
    // https://learn.microsoft.com/windows/win32/fileio/naming-a-file
    static bool IsReserved(ReadOnlySpan<char> part)
    {
        var dot = part.IndexOf('.');
        var stem = dot < 0 ? part : part[..dot];
        return stem.Length switch
        {
            3 => Is(stem, "CON") || Is(stem, "PRN") || Is(stem, "AUX") || Is(stem, "NUL"),
            4 => (Is(stem[..3], "COM") || Is(stem[..3], "LPT")) && char.IsAsciiDigit(stem[3]),
            _ => false,
        };

        static bool Is(ReadOnlySpan<char> text, string name) => text.Equals(name, StringComparison.OrdinalIgnoreCase);
    }
}
