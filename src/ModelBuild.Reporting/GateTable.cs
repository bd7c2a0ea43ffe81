using System.Text;
using System.Text.RegularExpressions;
using ModelBuild.Core.Gates;

namespace ModelBuild.Reporting;

/// <summary>Gates as a table for a console. No line of it can be taken for a message of a build or a command to a CI system.</summary>
public static partial class GateTable
{
    static readonly (string Title, int Longest)[] Columns =
        [("gate", 40), ("slice", 30), ("value", 20), ("demanded", 44), ("interval", 40), ("verdict", 10), ("note", 60)];

    /// <summary>A line for each gate under a header and a rule, with '\n'; columns in which no gate has anything are left out. Empty without gates.</summary>
    public static string Write(JudgedModel model)
    {
        if (model.Gates.Count == 0)
            return "";
        var rows = model.Gates.Select(Cells).Select(cells => cells.Select((cell, i) => Cell(cell, Columns[i].Longest)).ToArray()).ToList();
        rows.Insert(0, [.. Columns.Select(column => column.Title)]);
        var widths = Columns.Select((_, i) => rows.Max(row => Width(row[i]))).ToArray();
        var used = Columns.Select((_, i) => i).Where(i => rows.Skip(1).Any(row => row[i].Length > 0)).ToArray();
        var table = new StringBuilder();
        for (var i = 0; i < rows.Count; i++)
        {
            AppendLine(table, used.Select(column => Padded(rows[i][column], widths[column])));
            if (i == 0)
                AppendLine(table, used.Select(column => new string('-', widths[column])));
        }
        return table.ToString();
    }

    static string[] Cells(GateOutcome outcome) =>
    [
        outcome.Name, outcome.Slice?.ToString() ?? "", Shown.Value(outcome), outcome.Demand, Shown.Interval(outcome),
        Shown.Verdict(outcome.Verdict), Shown.Note(outcome),
    ];

    // "##" begins commands of Azure Pipelines and TeamCity anywhere in a line, "::" those of GitHub at its begin.
    static string Cell(string text, int longest)
    {
        var cell = PlainText.Clip(text, longest).Trim();
        while (cell.Contains("##", StringComparison.Ordinal) || cell.Contains("::", StringComparison.Ordinal))
            cell = cell.Replace("##", "#.", StringComparison.Ordinal).Replace("::", ":.", StringComparison.Ordinal);
        return cell;
    }

    static void AppendLine(StringBuilder table, IEnumerable<string> cells)
    {
        var line = string.Join("  ", cells).TrimEnd();
        // MSBuild takes "error CODE:" in any line of a tool's output for an error, also across cells.
        table.Append(LikeAMessage().IsMatch(line) ? line.Replace(':', ';') : line).Append('\n');
    }

    static string Padded(string cell, int width) => cell + new string(' ', width - Width(cell));

    static int Width(string cell) => cell.EnumerateRunes().Count();

    // More than https://github.com/dotnet/msbuild takes, src/Shared/CanonicalError.cs; "fehler" and others are words of other languages there.
    [GeneratedRegex(@"(error|warning|fatal|fehler|erreur|aviso|advertencia|avertissement|warnung)[^:]*:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LikeAMessage();
}
