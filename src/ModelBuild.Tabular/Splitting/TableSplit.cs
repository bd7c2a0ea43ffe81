namespace ModelBuild.Tabular;

/// <summary>Rows to train on, to validate on and to test on: tables in the folders <c>train</c>, <c>validation</c> and <c>test</c>.</summary>
public sealed class TableSplit : IArtifact<TableSplit>
{
    const string FoldsFile = "folds.bin";

    readonly TablePart train;
    readonly TablePart? validation;
    readonly TablePart test;

    /// <param name="train">Rows to train on.</param>
    /// <param name="test">Rows that no training may see.</param>
    /// <param name="validation">Rows to choose by; null for none.</param>
    public TableSplit(Table train, Table test, Table? validation = null)
        : this(new TablePart(train, null), new TablePart(test, null), validation is null ? null : new TablePart(validation, null)) { }

    internal TableSplit(TablePart train, TablePart test, TablePart? validation) => (this.train, this.test, this.validation) = (train, test, validation);

    /// <summary>Rows to train on.</summary>
    public Table Train => train.Table;

    /// <summary>Rows to choose by, when to stop for instance, and never to fit on; null where there is no such part.</summary>
    public Table? Validation => validation?.Table;

    /// <summary>Rows that no training may see.</summary>
    public Table Test => test.Table;

    /// <summary>Of each training row the fold of a cross-validation, from 1; null where there is none. By time the folds follow one another.</summary>
    public int[]? Folds { get; init; }

    /// <summary>Whether folds follow one another in time: then only those before one are trained on to test it, and the rows of fold 0 are never tested.</summary>
    public bool InTime { get; init; }

    /// <summary>The training rows divided for a fold: those to train on, and the fold's own as the test part. The validation part is the same.</summary>
    /// <param name="fold">From 1. Throws <see cref="ArgumentOutOfRangeException"/> where there is none.</param>
    public TableSplit OfFold(int fold)
    {
        if (Folds is null || fold < 1)
            throw new ArgumentOutOfRangeException(nameof(fold), $"There is no fold {fold}.");
        var (some, others) = (new List<int>(), new List<int>());
        for (var row = 0; row < Folds.Length; row++)
        {
            if (Folds[row] == fold)
                some.Add(row);
            else if (!InTime || Folds[row] < fold)
                others.Add(row);
        }
        return new(new TablePart(Train, [.. others]), new TablePart(Train, [.. some]), validation);
    }

    /// <inheritdoc/>
    public void Write(string folder)
    {
        train.Write(Directory.CreateDirectory(Path.Combine(folder, "train")).FullName);
        validation?.Write(Directory.CreateDirectory(Path.Combine(folder, "validation")).FullName);
        test.Write(Directory.CreateDirectory(Path.Combine(folder, "test")).FullName);
        if (Folds is null)
            return;
        using var writer = new BinaryWriter(File.Create(Path.Combine(folder, FoldsFile)));
        writer.Write(InTime);
        foreach (var fold in Folds)
            writer.Write(fold);
    }

    /// <inheritdoc/>
    public static TableSplit Read(string folder)
    {
        var chosen = Path.Combine(folder, "validation");
        var split = new TableSplit(
            Table.Read(Path.Combine(folder, "train")), Table.Read(Path.Combine(folder, "test")),
            Directory.Exists(chosen) ? Table.Read(chosen) : null);
        var path = Path.Combine(folder, FoldsFile);
        if (!File.Exists(path))
            return split;
        using var reader = new BinaryReader(File.OpenRead(path));
        var inTime = reader.ReadBoolean();
        var folds = new int[split.Train.Rows];
        for (var row = 0; row < folds.Length; row++)
            folds[row] = reader.ReadInt32();
        return new(split.train, split.test, split.validation) { Folds = folds, InTime = inTime };
    }
}

// Some rows of a table, or all (null): copied only where somebody asks for them, and written without a copy.
sealed class TablePart(Table source, int[]? rows)
{
    Table? selected;

    public Table Table => selected ??= rows is null ? source : source.Select(rows);

    public void Write(string folder)
    {
        if (rows is null)
            source.Write(folder);
        else
            source.Write(folder, rows);
    }
}
