using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ModelBuild.Tabular;

// With which others a row stays together: those of its group, else of its key, else those that are like it in all but label and weight. The
// label has no say: rows that differ in it alone, in two parts, would have one part know only the one label. Where equal rows
// may be in two parts, each is by itself: it is told from equal ones by how many are before it.
sealed class RowIdentity
{
    readonly List<Column> groups;
    readonly bool hasKey;
    readonly RowKeys own;
    readonly RowKeys? ofGroup;
    readonly int[]? repetitions;

    public RowIdentity(Table table, SplitOptions options, KeyOptions keys)
    {
        groups = Columns(table, options.Group);
        hasKey = keys.Key.Count > 0;
        own = new(hasKey ? Columns(table, keys.Key)
            : options.AllowShared ? table.Columns
            : [.. table.Columns.Where(column => column.Name != keys.Label && column.Name != keys.Weight && column.Name != options.Column)]);
        ofGroup = groups.Count > 0 ? new(groups) : null;
        if (options.AllowShared && !hasKey)
            repetitions = Repetitions(table);
    }

    // Without any value there is no group.
    public bool HasGroup(int row) => ofGroup is not null && !groups.TrueForAll(column => column.IsMissing(row));

    // Whether the definition says what every row belongs to, or what this one does.
    public bool AllDeclared => hasKey;

    public bool IsDeclared(int row) => hasKey || HasGroup(row);

    // The first half of the SHA-256 of the prefix and what identifies the row.
    public UInt128 Hash(int row, ReadOnlySpan<byte> prefix)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (repetitions is not null && repetitions[row] > 0 && !HasGroup(row))
        {
            Span<byte> longer = stackalloc byte[prefix.Length + sizeof(int)];
            prefix.CopyTo(longer);
            BinaryPrimitives.WriteInt32LittleEndian(longer[prefix.Length..], repetitions[row]);
            SHA256.HashData(own.Of(row, longer), hash);
        }
        else
            SHA256.HashData((HasGroup(row) ? ofGroup! : own).Of(row, prefix), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    static int[] Repetitions(Table table)
    {
        var first = new RowGroups(table.Columns, table.Rows).First;
        var before = new int[first.Length];
        var counts = new int[first.Length];
        for (var row = 0; row < first.Length; row++)
            before[row] = counts[first[row]]++;
        return before;
    }

    static List<Column> Columns(Table table, IReadOnlyList<string> names)
    {
        var columns = new List<Column>();
        foreach (var name in names)
            columns.Add(table.Find(name) ?? throw new ArgumentException($"The table has no column '{name}'."));
        return columns;
    }
}
