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
        var text = new StringBuilder();
        foreach (var member in members)
        {
            if (member.Kind == ArtifactKind.File)
                text.Append("file ").Append(member.Digest.ToString()).Append(' ').Append(member.Size.ToString(CultureInfo.InvariantCulture));
            else
                text.Append("folder ").Append(member.Digest.ToString());
            text.Append(' ').Append(member.Name).Append('\n');
        }
        return Strict.GetBytes(text.ToString());
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
    internal static int CompareNames(string left, string right)
    {
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            if (left[i] != right[i])
                return Rank(left[i]) - Rank(right[i]);
        }
        return left.Length - right.Length;
    }

    static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
