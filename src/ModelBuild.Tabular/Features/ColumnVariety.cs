namespace ModelBuild.Tabular;

// How much the rows of a column differ. Of one value, it has the first row with it and the first without; -1 where there is none.
readonly record struct ColumnVariety(bool HasSeveral, int WithValue, int WithGap)
{
    // One value and gaps: only the gaps tell rows apart.
    public bool IsFlag => !HasSeveral && WithValue >= 0 && WithGap >= 0;

    public static ColumnVariety Of(Column column)
    {
        if (column is CategoricalColumn { Levels.Count: > 1 })
            return new(true, -1, -1);
        var (withValue, withGap) = (-1, -1);
        var numbers = column is NumericColumn numeric ? numeric.Values : [];
        for (var row = 0; row < column.Rows; row++)
        {
            if (numbers.IsEmpty ? column.IsMissing(row) : double.IsNaN(numbers[row]))
                withGap = withGap < 0 ? row : withGap;
            else if (withValue < 0)
                withValue = row;
            else if (!numbers.IsEmpty && numbers[row] != numbers[withValue])
                return new(true, -1, -1);
        }
        return new(false, withValue, withGap);
    }
}
