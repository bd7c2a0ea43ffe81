using System.Text;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// The values of cells as texts, and back, by the type of their column.
static class CellValue
{
    const int Longest = 60;

    public static bool IsDate(Column column) => column.Type == ColumnType.Date;

    public static string TypeName(Column column) => column is CategoricalColumn ? "text" : IsDate(column) ? "dates" : "numbers";

    public static string Of(Column column, int row) =>
        column.IsMissing(row) ? "missing"
        : column is NumericColumn numeric ? Of(column, numeric.Values[row])
        : Shorten(((CategoricalColumn)column).Levels[((CategoricalColumn)column).Codes[row]]);

    public static string Of(Column column, double value) => NumberNames.Of(value, column);

    public static string Shorten(string text) => text.Length <= Longest ? text : text[..Longest] + "…";

    // A number, or of a date column a date as data has it.
    public static bool TryParse(Column column, string text, out double value)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return IsDate(column) ? DateText.TryParse(bytes, out value) : NumberText.TryParse(bytes, out value) && double.IsFinite(value);
    }
}
