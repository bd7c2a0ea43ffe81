namespace ModelBuild.Tabular;

// A column whose cells are names, equal only where they are the same: a key, or one that is unique or tells duplicates.
// As numbers of 64 bits those from 2^53 on are rounded (IEEE 754), so that two ids become one.
static class IdColumn
{
    const double FirstRounded = 1L << 53;

    // option: why it is one.
    public static Findings Check(Table table, Column column, string option)
    {
        var findings = new Findings();
        if (column is not NumericColumn { Type: ColumnType.Numeric } numeric)
            return findings;
        var values = numeric.Values;
        for (var row = 0; row < values.Length; row++)
            if (Math.Abs(values[row]) >= FirstRounded)
            {
                findings.Add(Codes.RuleDoesNotFitColumn, option,
                    $"Column '{column.Name}' has numbers from 2^53 on, which are rounded, so that different ones count as equal: the first is about {CellValue.Of(column, row)} in {Findings.Line(table, row)}. Declare it categorical (data.columns.{column.Name}.type: categorical).");
                break;
            }
        return findings;
    }
}
