using System.Buffers.Binary;
using System.Text;

namespace ModelBuild.Tabular;

// The bytes that identify a row: the values of some columns in ordinal order of their names, whatever the file's order.
sealed class RowKeys
{
    readonly Column[] columns;
    readonly byte[][][] levels; // of each categorical column the levels' bytes
    byte[] buffer = new byte[256];
    int length;

    public RowKeys(IReadOnlyList<Column> columns)
    {
        this.columns = [.. columns];
        Array.Sort(this.columns, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        levels = new byte[this.columns.Length][][];
        for (var i = 0; i < levels.Length; i++)
            levels[i] = this.columns[i] is CategoricalColumn categorical
                ? Array.ConvertAll([.. categorical.Levels], Encoding.UTF8.GetBytes)
                : [];
    }

    // For another thread.
    public RowKeys(RowKeys other) => (columns, levels) = (other.columns, other.levels);

    // Valid until the next call. Every value carries its kind and length, so different rows have different bytes.
    public ReadOnlySpan<byte> Of(int row, ReadOnlySpan<byte> prefix)
    {
        length = 0;
        Append(prefix);
        Span<byte> header = stackalloc byte[9];
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].IsMissing(row))
                Append("-"u8);
            else if (columns[i] is NumericColumn numeric)
            {
                header[0] = (byte)'n';
                BinaryPrimitives.WriteDoubleLittleEndian(header[1..], numeric.Values[row]);
                Append(header);
            }
            else
            {
                var text = levels[i][((CategoricalColumn)columns[i]).Codes[row]];
                header[0] = (byte)'t';
                BinaryPrimitives.WriteInt64LittleEndian(header[1..], text.Length);
                Append(header);
                Append(text);
            }
        }
        return buffer.AsSpan(0, length);
    }

    void Append(ReadOnlySpan<byte> bytes)
    {
        if (length + bytes.Length > buffer.Length)
            Array.Resize(ref buffer, Math.Max(length + bytes.Length, buffer.Length * 2));
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }
}
