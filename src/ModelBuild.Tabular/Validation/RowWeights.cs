namespace ModelBuild.Tabular;

// Judges the column of data.weight before anything is trained with it: numbers from 0 on, and not 0 in all rows.
static class RowWeights
{
    const string Option = "data.weight";

    public static Findings Check(Column column)
    {
        var findings = new Findings();
        if (column is not NumericColumn numeric || CellValue.IsDate(column))
        {
            findings.Add(Codes.WeightWrong, Option, $"The weights of rows are numbers, and column '{column.Name}' has {CellValue.TypeName(column)}. Declare it numeric (data.columns.{column.Name}.type), or take data.weight away.");
            return findings;
        }
        var wrong = new WrongRows();
        var isAny = false;
        var values = numeric.Values;
        for (var row = 0; row < values.Length; row++)
        {
            if (!(values[row] >= 0 && double.IsFinite(values[row])))
                wrong.Add(row);
            isAny |= values[row] > 0;
        }
        findings.Add(Codes.WeightWrong, Option, column, wrong,
            row => $"A weight is a number from 0 on, and this row has {(column.IsMissing(row) ? "none" : CellValue.Of(column, row))} in column '{column.Name}'. Correct the data.");
        if (!isAny && wrong.Count == 0 && column.Rows > 0)
            findings.Add(Codes.WeightWrong, Option, $"All rows have weight 0 in column '{column.Name}', so none counts. Correct the data.");
        return findings;
    }
}
