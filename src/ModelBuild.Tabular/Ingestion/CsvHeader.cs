using System.Text;

namespace ModelBuild.Tabular;

// The names of the columns, which the first row has.
static class CsvHeader
{
    public static string[] Read(CsvReader reader)
    {
        if (!reader.Read())
            throw reader.Error(Codes.EmptyData, "The data is empty. It needs a line with the names of its columns, and rows.", (1, 1));
        var names = new string[reader.Count];
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            try
            {
                names[i] = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(reader[i]).Trim(' ', '\t');
            }
            catch (DecoderFallbackException)
            {
                throw reader.Error(Codes.InvalidUtf8, $"The name of column {i + 1} is not UTF-8 text. Save the data as UTF-8.", reader.Place(i));
            }
            if (names[i].Length == 0)
                throw reader.Error(Codes.UnnamedColumn, $"Column {i + 1} has no name. The first line of the data must name every column.", reader.Place(i));
            if (!places.TryAdd(names[i], i))
                throw reader.Error(Codes.DuplicateColumn, $"Columns {places[names[i]] + 1} and {i + 1} are both named '{names[i]}'. Rename one.", reader.Place(i));
        }
        return names;
    }
}
