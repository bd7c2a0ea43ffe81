using System.Buffers;

namespace ModelBuild.Tabular;

// The cells of some columns as the data has them, row by row: read from its files once more, so that no text changes on its way
// through a number, and nothing has to be kept in memory.
sealed class KeptCells(DataSource data, IReadOnlyList<DataMember> members, string? separator, IReadOnlyList<string> columns) : IDisposable
{
    readonly int[] places = new int[columns.Count];
    MemberRows? rows;
    int member = -1;

    // The next row's cells, each followed by a comma.
    public void WriteNext(IBufferWriter<byte> text)
    {
        while (rows is null || !rows.Reader.Read())
            Open(++member);
        foreach (var place in places)
        {
            CsvText.Write(text, rows.Reader[place]);
            text.Write(","u8);
        }
    }

    public void Dispose() => rows?.Dispose();

    void Open(int next)
    {
        rows?.Dispose();
        rows = next < members.Count ? new(data, members[next], separator) : throw new IOException("the data changed while it was read");
        for (var i = 0; i < places.Length; i++)
            places[i] = Array.IndexOf(rows.Names, columns[i]);
    }
}
