using System.Text;
using ModelBuild.Core.Digests;

namespace ModelBuild.Core.Code;

/// <summary>One member of a closure: what it is, its full name, and digests of its parts.</summary>
/// <param name="Kind">For instance <c>method</c>.</param>
/// <param name="Content">Of a method its header and its body, else one digest.</param>
public sealed record CodeLine(string Kind, string Name, string Content)
{
    internal static int Compare(CodeLine a, CodeLine b) => string.CompareOrdinal(a.Name, b.Name) is not 0 and var order ? order
        : string.CompareOrdinal(a.Kind, b.Kind) is not 0 and var kind ? kind
        : string.CompareOrdinal(a.Content, b.Content);
}

/// <summary>
/// The code that a stage can reach, a line for each member, sorted: its digest is what the stage key says of the code, and
/// comparing two of them says what was edited.
/// </summary>
public sealed class CodeListing
{
    internal const string Method = "method", Nullability = "nullability";
    const string Header = "modelbuild code 1\n";
    Digest? digest;

    /// <param name="lines">In any order.</param>
    public CodeListing(IEnumerable<CodeLine> lines)
    {
        var sorted = new List<CodeLine>(lines);
        sorted.Sort(CodeLine.Compare);
        Lines = sorted;
        var text = new StringBuilder(Header);
        foreach (var line in sorted)
            text.Append(line.Kind).Append('\t').Append(line.Name).Append('\t').Append(line.Content).Append('\n');
        Text = text.ToString();
    }

    public IReadOnlyList<CodeLine> Lines { get; }

    /// <summary>The canonical form: a header with its version, then one line per member, tab-separated.</summary>
    public string Text { get; }

    public Digest Digest => digest ??= Digest.OfText(Text);

    /// <summary>Reads <see cref="Text"/> back; null for another version or anything else.</summary>
    public static CodeListing? Parse(string text)
    {
        if (!text.StartsWith(Header, StringComparison.Ordinal))
            return null;
        var lines = new List<CodeLine>();
        foreach (var line in text[Header.Length..].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split('\t') is not [var kind, var name, var content])
                return null;
            lines.Add(new(kind, name, content));
        }
        return new(lines);
    }

    /// <summary>
    /// What made this out of an older one, for instance <c>Features.Scale(): body changed</c>; null where they are equal. The
    /// first method that changed, since it says more than a type, and either more than what came or went with it.
    /// </summary>
    public string? FirstDifferenceFrom(CodeListing old)
    {
        string? other = null, type = null;
        int now = 0, before = 0;
        while (now < Lines.Count || before < old.Lines.Count)
        {
            var order = now == Lines.Count ? 1 : before == old.Lines.Count ? -1 : CompareNames(Lines[now], old.Lines[before]);
            if (order < 0)
                other ??= $"{MemberName.Short(Lines[now])}: added";
            else if (order > 0)
                other ??= $"{MemberName.Short(old.Lines[before])}: removed";
            else if (Lines[now].Content != old.Lines[before].Content)
            {
                if (Lines[now].Kind == Method)
                    return Change(Lines[now], old.Lines[before]);
                var changed = $"{MemberName.Short(Lines[now])}: changed";
                if (Lines[now].Kind == Nullability)
                    other ??= changed;
                else
                    type ??= changed;
            }
            now += order <= 0 ? 1 : 0;
            before += order >= 0 ? 1 : 0;
        }
        return type ?? other;
    }

    static int CompareNames(CodeLine a, CodeLine b) =>
        string.CompareOrdinal(a.Name, b.Name) is not 0 and var order ? order : string.CompareOrdinal(a.Kind, b.Kind);

    static string Change(CodeLine now, CodeLine before) =>
        $"{MemberName.Short(now)}: {(now.Content.Split(' ')[0] == before.Content.Split(' ')[0] ? "body" : "signature")} changed";
}
