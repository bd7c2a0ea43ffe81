using System.Text.Unicode;

namespace ModelBuild.Tabular;

// Reads a chunk that ChunkParser refused once more, slowly, for the place and the reason.
sealed class ChunkError(TableReading table, CsvChunk chunk)
{
    // Where the last row ends. Throws StageException for the first row that is wrong.
    public long EndOfRows()
    {
        var places = table.Places[chunk.File];
        using var reader = table.Files[chunk.File].Open(chunk.Start, chunk.Line, table.LongestRow);
        for (var row = 0; row < chunk.Rows && reader.Read(); row++)
        {
            if (reader.Count != places.Length)
                throw Ragged(reader, places.Length);
            for (var i = 0; i < places.Length; i++)
                if (table.Columns[places[i]] is { } column && CellKinds.Of(CellSink.Trim(reader[i]), table.Missing) == CellKind.Text && !Utf8.IsValid(reader[i]))
                    throw reader.Error(Codes.InvalidUtf8, $"The cell in column '{column.Name}' is not UTF-8 text. Save the data as UTF-8.", reader.Place(i));
        }
        return chunk.Start + reader.Next.Offset;
    }

    static StageException Ragged(CsvReader reader, int expected) => reader.Error(
        Codes.RaggedRow,
        $"The row has {reader.Count} cells and the header {expected}. " + (reader.Count > expected
            ? "Quote a cell that has the separator in it, or remove what is too much."
            : "Add the cells that are missing; an empty cell is one too."),
        reader.Place(Math.Min(reader.Count - 1, expected)));
}
