using System.Globalization;
using System.Text;
using ModelBuild.Core.Digests;

namespace ModelBuild.Store;

/// <summary>A line of a tree object: one member of a folder. A class, since lists of structs are compiled anew in every build.</summary>
/// <param name="Size">In bytes; 0 for a folder.</param>
sealed record TreeMember(ArtifactKind Kind, string Name, Digest Digest, long Size)
{
    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// The canonical text of a folder: a line for each member, sorted by the bytes of its name. Its digest is the folder's,
    /// so every byte here is part of a format that cannot change.
    /// </summary>
    public static byte[] Write(List<TreeMember> members)
    {
        members.Sort((left, right) => CompareNames(left.Name, right.Name));
        var length = 0;
        foreach (var member in members)
            length += LongestLine(member.Name);
        var text = new byte[length];
        length = 0;
        foreach (var member in members)
            length += WriteLine(text.AsSpan(length), member.Kind, member.Digest.Hex, member.Size, member.Name);
        return text[..length];
    }

    /// <summary>More bytes than the line of a member with this name can have.</summary>
    public static int LongestLine(ReadOnlySpan<char> name) => 128 + 3 * name.Length;

    /// <summary>Writes the line of one member.</summary>
    /// <returns>How many bytes it has.</returns>
    public static int WriteLine(Span<byte> text, ArtifactKind kind, ReadOnlySpan<char> hex, long size, ReadOnlySpan<char> name)
    {
        var start = kind == ArtifactKind.File ? "file sha256:"u8 : "folder sha256:"u8;
        start.CopyTo(text);
        var at = start.Length;
        at += Strict.GetBytes(hex, text[at..]);
        text[at++] = (byte)' ';
        if (kind == ArtifactKind.File)
        {
            size.TryFormat(text[at..], out var digits, provider: CultureInfo.InvariantCulture);
            at += digits;
            text[at++] = (byte)' ';
        }
        at += Strict.GetBytes(name, text[at..]);
        text[at++] = (byte)'\n';
        return at;
    }

    /// <summary>
    /// Reads what <see cref="Write"/> wrote; null for anything else. The text may come from anyone: a name that
    /// leads out of its folder, a second member of the same name or another order is not a tree.
    /// </summary>
    public static List<TreeMember>? Parse(ReadOnlySpan<byte> bytes)
    {
        var members = new List<TreeMember>();
        try
        {
            var text = Strict.GetString(bytes);
            for (int start = 0, end; start < text.Length; start = end + 1)
            {
                end = text.IndexOf('\n', start);
                if (end < 0 || ParseLine(text.AsSpan(start, end - start)) is not { } member)
                    return null;
                if (members.Count > 0 && CompareNames(members[^1].Name, member.Name) >= 0)
                    return null;
                members.Add(member);
            }
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
        return members;
    }

    /// <summary>Whether a member can have this name on every system, and in one line.</summary>
    public static bool IsName(string name)
    {
        if (name is "" or "." or "..")
            return false;
        for (var i = 0; i < name.Length; i++)
        {
            // U+FFFD stands for bytes that were no Unicode: several files could have such a name.
            if (name[i] is < ' ' or '\u007f' or '/' or '\\' or '\uFFFD')
                return false;
            if (char.IsSurrogate(name[i]) && (!char.IsHighSurrogate(name[i]) || i + 1 == name.Length || !char.IsLowSurrogate(name[++i])))
                return false;
        }
        // Windows drops dots and spaces at the end, and gives a colon a meaning of its own.
        return !OperatingSystem.IsWindows() || (name[^1] is not ('.' or ' ') && name.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) < 0);
    }

    static TreeMember? ParseLine(ReadOnlySpan<char> line)
    {
        var isFile = line.StartsWith("file ");
        if (!isFile && !line.StartsWith("folder "))
            return null;
        line = line[(isFile ? 5 : 7)..];
        if (line.IndexOf(' ') is not (> 0 and var digestEnd) || !Digest.TryParse(line[..digestEnd].ToString(), out var digest))
            return null;
        line = line[(digestEnd + 1)..];
        long size = 0;
        if (isFile)
        {
            if (line.IndexOf(' ') is not (> 0 and var sizeEnd)
                || !long.TryParse(line[..sizeEnd], NumberStyles.None, CultureInfo.InvariantCulture, out size)
                || (line[0] == '0' && sizeEnd > 1))
                return null;
            line = line[(sizeEnd + 1)..];
        }
        var name = line.ToString();
        return IsName(name) ? new(isFile ? ArtifactKind.File : ArtifactKind.Folder, name, digest, size) : null;
    }

    /// <summary>By UTF-8 bytes, which is by code point. UTF-16 orders the same but for surrogates, which stand for the highest ones.</summary>
    internal static int CompareNames(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var same = left.CommonPrefixLength(right);
        return same < left.Length && same < right.Length ? Rank(left[same]) - Rank(right[same]) : left.Length - right.Length;
    }

    static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
