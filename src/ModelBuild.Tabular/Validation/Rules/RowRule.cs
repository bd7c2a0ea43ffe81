namespace ModelBuild.Tabular;

// A named rule of the definition, asked of every row. A row that hangs on a missing cell passes.
static class RowRule
{
    public static Findings Check(Table table, string name, string rule)
    {
        var findings = new Findings();
        var option = $"data.rules.{name}";
        try
        {
            var (condition, columns) = RuleParser.Parse(table, rule);
            findings.Add(Codes.RuleViolated, option, columns[0].Name, WrongRows(table.Rows, condition), $"break the rule '{name}'",
                row => $"The rule '{name}' ({rule}) does not hold: {Values(columns, row)}. Correct the data or the rule.");
        }
        catch (RuleSyntaxException e)
        {
            findings.Add(Codes.RuleNotUnderstood, option, $"The rule '{name}' ({rule}) is not understood at character {e.Position}: {e.Message}");
        }
        return findings;
    }

    static WrongRows WrongRows(int rows, Condition condition)
    {
        var wrong = new WrongRows();
        var results = new sbyte[Quantity.Block];
        for (var start = 0; start < rows; start += Quantity.Block)
        {
            var block = results.AsSpan(0, Math.Min(Quantity.Block, rows - start));
            condition.Evaluate(start, block);
            for (var i = 0; i < block.Length; i++)
                if (block[i] == Condition.False)
                    wrong.Add(start + i);
        }
        return wrong;
    }

    static string Values(IReadOnlyList<Column> columns, int row)
    {
        var values = new string[columns.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = $"{columns[i].Name} is {(columns[i].IsMissing(row) || columns[i] is NumericColumn ? CellValue.Of(columns[i], row) : $"'{CellValue.Of(columns[i], row)}'")}";
        return string.Join(", ", values);
    }
}
