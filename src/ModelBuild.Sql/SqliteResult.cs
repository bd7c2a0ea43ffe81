using System.Globalization;
using System.Text.Unicode;
using Microsoft.Data.Sqlite;
using ModelBuild.Tabular;
using SQLitePCL;

namespace ModelBuild.Sql;

// Makes a table of what SQLite answers. Its columns have no types of their own, its values do.
sealed class SqliteResult(SqliteDataReader reader, ResultOptions options, StageContext context)
{
    public Table Read()
    {
        var names = new string[reader.FieldCount];
        var (dates, numbers, texts) = (new bool[names.Length], new bool[names.Length], new bool[names.Length]);
        for (var i = 0; i < names.Length; i++)
            (names[i], dates[i]) = (reader.GetName(i), reader.GetDataTypeName(i).ToUpperInvariant() is "DATE" or "DATETIME" or "TIMESTAMP");
        using var rows = new ResultRows(names, context);
        // SQLite takes any bytes for a text, and its driver reads those that are no UTF-8 as U+FFFD: different texts could be one.
        for (var row = 1; reader.Read(); row++)
        {
            for (var i = 0; i < names.Length; i++)
            {
                var value = reader.GetValue(i);
                numbers[i] |= value is long or double;
                texts[i] |= value is string;
                rows.Add(value switch
                {
                    DBNull => null,
                    long number => number.ToString(CultureInfo.InvariantCulture),
                    double number => number.ToString("R", CultureInfo.InvariantCulture),
                    string text when text.Contains('\uFFFD', StringComparison.Ordinal) && !Utf8.IsValid(raw.sqlite3_column_blob(reader.Handle!, i)) =>
                        throw QueryErrors.Error(Codes.NotATable, QueryErrors.Query,
                            $"row {row}: the text in column '{names[i]}' is not UTF-8. Write it into the database as UTF-8, or leave it out."),
                    string text => text,
                    _ => throw QueryErrors.Error(Codes.NotATable, QueryErrors.Query,
                        $"row {row}: column '{names[i]}' has a blob, which is no number, date or text. Cast it, cast({names[i]} as text) say, or leave it out."),
                });
            }
            rows.EndRow();
        }
        var types = new ColumnType?[names.Length];
        for (var i = 0; i < types.Length; i++)
            types[i] = numbers[i] == texts[i] ? null : numbers[i] ? ColumnType.Numeric : dates[i] ? ColumnType.Date : ColumnType.Categorical;
        return rows.ToTable(types, options);
    }
}
