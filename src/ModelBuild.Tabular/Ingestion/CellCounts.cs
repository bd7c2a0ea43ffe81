namespace ModelBuild.Tabular;

// What the cells of a column are, without those that are missing.
struct CellCounts
{
    public long Numbers, Dates, Texts;

    // Of the numbers those that no double can hold.
    public long TooLarge;

    public readonly long Present => Numbers + Dates + Texts;

    public void Add(CellKind kind, long cells)
    {
        if (kind.IsNumber())
            Numbers += cells;
        if (kind == CellKind.TooLarge)
            TooLarge += cells;
        if (kind == CellKind.Date)
            Dates += cells;
        if (kind == CellKind.Text)
            Texts += cells;
    }

    public void Add(in CellCounts other) =>
        (Numbers, Dates, Texts, TooLarge) = (Numbers + other.Numbers, Dates + other.Dates, Texts + other.Texts, TooLarge + other.TooLarge);
}
