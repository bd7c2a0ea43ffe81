using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ModelBuild.Tabular;

// Identifies rows whatever their place, part, label and weight: the first 8 bytes of the SHA-256 of the key's values, or of all columns but label and
// weight where there is no key. Of a million different rows two have one id with a probability of 3e-8.
sealed class RowIds(KeyOptions options, int threads, CancellationToken cancellation)
{
    const int Chunk = 4096;

    // A digest of what ids are made of: those of other columns, or of another type of one, mean something else.
    public string Identity(Table table)
    {
        var names = new StringBuilder();
        foreach (var column in Columns(table).OrderBy(column => column.Name, StringComparer.Ordinal))
            names.Append(column is NumericColumn ? 'n' : 't').Append(column.Name.Length).Append(':').Append(column.Name);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(names.ToString())));
    }

    public ulong[] Of(Table table)
    {
        var ids = new ulong[table.Rows];
        var columns = Columns(table);
        // Columns of a file are mapped when they are first read, which is not for many threads to do.
        foreach (var column in columns)
            if (table.Rows > 0)
                _ = column.IsMissing(0);
        var keys = new RowKeys(columns);
        Parallel.For(0, (ids.Length + Chunk - 1) / Chunk, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation },
            () => new RowKeys(keys),
            (chunk, _, own) =>
            {
                Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
                for (var row = chunk * Chunk; row < Math.Min(ids.Length, (chunk + 1) * Chunk); row++)
                {
                    SHA256.HashData(own.Of(row, []), hash);
                    ids[row] = BinaryPrimitives.ReadUInt64LittleEndian(hash);
                }
                return own;
            },
            _ => { });
        return ids;
    }

    List<Column> Columns(Table table)
    {
        var columns = new List<Column>();
        foreach (var column in table.Columns)
            if (options.Key.Count > 0 ? options.Key.Contains(column.Name) : column.Name != options.Label && column.Name != options.Weight)
                columns.Add(column);
        return columns;
    }
}
