namespace ModelBuild.Tabular;

// Where a cell stands in the data: the file of a folder (null where the data is one file), line and column from 1, in UTF-16 units.
readonly record struct CellPlace(string? Member, int Line, int Column);

// Finds where cells of a table stand in its data. The table knows files and lines only; the files of these rows are read again for
// the columns, as far as the last row.
static class CellPlaces
{
    // Cells that the data does not have, or no longer, are left out.
    public static Dictionary<(int Row, string Column), CellPlace> Find(DataSource data, string? separator, Table table, IEnumerable<(int Row, string Column)> cells)
    {
        var wanted = new SortedDictionary<int, List<string>>();
        foreach (var (row, column) in cells)
        {
            if (!wanted.TryGetValue(row, out var columns))
                wanted.Add(row, columns = []);
            columns.Add(column);
        }
        var places = new Dictionary<(int, string), CellPlace>();
        var members = DataMember.Of(data);
        for (var i = 0; i < members.Count; i++)
        {
            var first = table.Files.Count > i ? table.Files[i].FirstRow : 0;
            var end = table.Files.Count > i + 1 ? table.Files[i + 1].FirstRow : table.Rows;
            var left = 0;
            foreach (var row in wanted.Keys)
                left += row >= first && row < end ? 1 : 0;
            if (left == 0)
                continue;
            using var rows = new MemberRows(data, members[i], separator);
            var (reader, names) = (rows.Reader, rows.Names);
            for (var row = first; left > 0 && row < end && reader.Read(); row++)
            {
                // Of a sample the rows between are not in the table.
                if (table.Lines is { } lines)
                    while (reader.Place(0).Line < lines[row] && reader.Read())
                    {
                    }
                if (!wanted.TryGetValue(row, out var columns))
                    continue;
                left--;
                foreach (var column in columns)
                    if (Array.IndexOf(names, column) is >= 0 and var index && index < reader.Count)
                        places[(row, column)] = new(members[i].Name, reader.Place(index).Line, reader.Place(index).Column);
            }
        }
        return places;
    }
}
