using System.Runtime.InteropServices;
using System.Text.Unicode;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Takes a column's cells of one chunk.
sealed class CellSink(ColumnReading column, long offset, MissingValues missing)
{
    readonly ColumnType type = column.Type;
    readonly bool parsesFirst = column.Type == ColumnType.Numeric ? !missing.HasNumbers : !missing.HasDates;
    double[] numbers = [];
    int[] codes = [];
    CellCounts counts;

    public void Begin(int rows)
    {
        counts = default;
        if (type == ColumnType.Categorical ? codes.Length < rows : numbers.Length < rows)
            (numbers, codes) = type == ColumnType.Categorical ? (numbers, new int[rows]) : (new double[rows], codes);
    }

    // False where the text is not UTF-8.
    public bool Add(int row, ReadOnlySpan<byte> cell)
    {
        double number;
        switch (type)
        {
            case ColumnType.Numeric when parsesFirst && NumberText.TryParse(cell, out number) && double.IsFinite(number):
                counts.Numbers++;
                numbers[row] = number;
                return true;
            case ColumnType.Date when parsesFirst && DateText.TryParse(cell, out number):
                counts.Dates++;
                numbers[row] = number;
                return true;
            case ColumnType.Categorical:
                return (codes[row] = missing.Contains(Trim(cell)) ? -1 : column.Levels!.CodeOf(cell)) != LevelTable.NotUtf8;
            default:
                return AddOther(row, Trim(cell));
        }
    }

    public void Write(TemporaryCells cells, int firstRow, int rows)
    {
        if (type == ColumnType.Categorical)
            cells.Write(MemoryMarshal.AsBytes(codes.AsSpan(0, rows)), offset + (long)firstRow * sizeof(int));
        else
            cells.Write(MemoryMarshal.AsBytes(numbers.AsSpan(0, rows)), offset + (long)firstRow * sizeof(double));
        column.Count(counts);
    }

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell)
    {
        while (cell.Length > 0 && cell[0] is (byte)' ' or (byte)'\t')
            cell = cell[1..];
        while (cell.Length > 0 && cell[^1] is (byte)' ' or (byte)'\t')
            cell = cell[..^1];
        return cell;
    }

    bool AddOther(int row, ReadOnlySpan<byte> trimmed)
    {
        var kind = CellKinds.Of(trimmed, missing, out var value);
        var fits = type == ColumnType.Numeric ? kind == CellKind.Number : kind == CellKind.Date;
        numbers[row] = fits ? value : double.NaN;
        counts.Add(kind, 1);
        return kind != CellKind.Text || Utf8.IsValid(trimmed);
    }
}
