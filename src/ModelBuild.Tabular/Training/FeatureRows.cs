using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// The features of all rows of a part, given block by block, so that no trainer needs all of them in memory as 64-bit numbers.
// Column by column within a block, as a Scorer reads them. Safe to read from several threads.
abstract class FeatureRows(int rows, IReadOnlyList<FeatureColumnInfo> columns)
{
    // Of all blocks but the last.
    public int BlockRows { get; } = FeatureSet.BlockRows(columns.Count);

    public int Rows { get; } = rows;

    public IReadOnlyList<FeatureColumnInfo> Columns { get; } = columns;

    public int Width => Columns.Count;

    public int Blocks => (Rows + BlockRows - 1) / BlockRows;

    public int RowsOf(int block) => Math.Min(BlockRows, Rows - block * BlockRows);

    // Fills target, Width × RowsOf(block) long, with feature j of the block's row i at j × RowsOf(block) + i; NaN where it is missing.
    public abstract void Read(int block, Span<double> target);
}

// A feature as trainers see it. Categories is 0 for a number; otherwise values are 0 .. Categories - 1 without an order, NaN
// for missing or unknown. Monotone is 1 or -1 where the prediction must not fall, or not rise, with the feature, else 0.
sealed record FeatureColumnInfo(string Name, int Categories = 0, int Monotone = 0);
