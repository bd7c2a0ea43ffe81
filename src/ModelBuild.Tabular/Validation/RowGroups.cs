using System.Numerics;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Finds rows with the same cells in some columns. A hash only says where to look; rows are equal where their cells are.
sealed class RowGroups
{
    const int RowsAtOnce = 1 << 16;
    const int MostGroups = 1 << 30; // the largest power of two that an array can have

    readonly Column[] columns;

    // Throws StageException for more groups than mostGroups, a power of two.
    public RowGroups(IReadOnlyList<Column> columns, int rows, int mostGroups = MostGroups, CancellationToken cancellation = default)
    {
        this.columns = [.. columns];
        First = new int[rows];
        var hashes = Hashes(rows);
        var slots = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, Math.Min(rows * 2L, mostGroups)))];
        Array.Fill(slots, -1);
        var mask = slots.Length - 1;
        var groups = 0;
        for (var row = 0; row < rows; row++)
        {
            if (row % RowsAtOnce == 0)
                cancellation.ThrowIfCancellationRequested();
            var slot = (int)hashes[row] & mask;
            while (slots[slot] is >= 0 and var other && (hashes[other] != hashes[row] || !AreEqual(other, row)))
                slot = (slot + 1) & mask;
            if (slots[slot] < 0)
            {
                // One slot stays free, so that a search ends.
                if (++groups == slots.Length)
                    throw TooMany(groups);
                slots[slot] = row;
            }
            First[row] = slots[slot];
        }
    }

    // For each row the first row with the same cells, which may be itself. Missing cells are equal to each other.
    public int[] First { get; }

    StageException TooMany(int most) => new(new StageError(
        $"The data has {most} or more different rows{(columns.Length == 1 ? $" in column '{columns[0].Name}'" : "")}, and rows that repeat an earlier one are found among fewer. Take a part of them.")
    {
        Code = Codes.TooManyRows,
        Option = "data",
    });

    // Column by column.
    ulong[] Hashes(int rows)
    {
        var hashes = new ulong[rows];
        foreach (var column in columns)
        {
            if (column is NumericColumn numeric)
            {
                var values = numeric.Values;
                for (var row = 0; row < hashes.Length; row++)
                    hashes[row] = Mix(hashes[row] ^ (double.IsNaN(values[row]) ? ulong.MaxValue : BitConverter.DoubleToUInt64Bits(values[row] + 0.0)));
            }
            else if (column is CategoricalColumn categorical)
            {
                var codes = categorical.Codes;
                for (var row = 0; row < hashes.Length; row++)
                    hashes[row] = Mix(hashes[row] ^ (uint)codes[row]);
            }
        }
        return hashes;
    }

    static ulong Mix(ulong value) => BitMixer.Mix(value + BitMixer.Step);

    bool AreEqual(int a, int b)
    {
        foreach (var column in columns)
        {
            if (column is NumericColumn numeric)
            {
                var (x, y) = (numeric.Values[a], numeric.Values[b]);
                if (x != y && !(double.IsNaN(x) && double.IsNaN(y)))
                    return false;
            }
            else if (column is CategoricalColumn categorical && categorical.Codes[a] != categorical.Codes[b])
                return false;
        }
        return true;
    }
}
