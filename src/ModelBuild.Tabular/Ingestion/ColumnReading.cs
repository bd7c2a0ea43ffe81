namespace ModelBuild.Tabular;

// A column while the data is read: what its cells are taken for, and what they turned out to be.
sealed class ColumnReading(string name, ColumnType? declared, ColumnType type)
{
    readonly Lock gate = new();
    CellCounts counts;

    public string Name => name;

    public ColumnType? Declared => declared;

    public ColumnType Type => type;

    // The texts of a categorical column; null for another.
    public LevelTable? Levels { get; } = type == ColumnType.Categorical ? new() : null;

    // What the cells turned out to be; of a categorical column its levels say it.
    public CellCounts Counts => counts;

    // The column where there are no rows.
    public Column Empty() => type == ColumnType.Categorical ? new CategoricalColumn(name, [], []) : new NumericColumn(name, [], type);

    // Of one chunk.
    public void Count(in CellCounts chunk)
    {
        lock (gate)
            counts.Add(chunk);
    }
}
