using System.Text;

namespace ModelBuild.Reporting;

/// <summary>A page that never grows above a limit, and says what it leaves out. What is written is Markdown already.</summary>
sealed class MarkdownPage(int longest)
{
    const string Incomplete = "Parts did not fit here.\n";

    readonly StringBuilder text = new();
    bool isIncomplete;

    public int Left => longest - Incomplete.Length - text.Length;

    /// <summary>A block, with an empty line behind it; where it is too long, the page's end says that it is not whole.</summary>
    public void Block(string block)
    {
        if (block.Length + 2 > Left)
            isIncomplete = true;
        else
            text.Append(block).Append("\n\n");
    }

    /// <summary>A title and as many lines as a share of the page can hold.</summary>
    /// <param name="head">Lines in front of the first, for instance a table's header; may be empty.</param>
    /// <param name="more">What to say of those that are left out, by their number.</param>
    public void Lines(string title, string head, IEnumerable<string> lines, int longestSection, Func<int, string> more)
    {
        const int Room = 200;
        var section = new StringBuilder().Append("### ").Append(title).Append("\n\n").Append(head);
        var limit = Math.Min(longestSection, Left) - Room; // for the last line
        var shown = 0;
        var left = 0;
        foreach (var line in lines)
            if (left == 0 && section.Length + line.Length < limit)
            {
                section.Append(line).Append('\n');
                shown++;
            }
            else
                left++;
        if (shown == 0 && left == 0)
            return;
        if (shown == 0)
            section.Length -= head.Length;
        if (left > 0)
            section.Append(shown > 0 && head.Length > 0 ? "\n" : "").Append(more(left)).Append('\n');
        Block(section.ToString().TrimEnd('\n'));
    }

    public override string ToString() => isIncomplete ? $"{text}{Incomplete}" : text.ToString().TrimEnd('\n') + "\n";
}
