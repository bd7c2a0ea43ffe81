namespace ModelBuild.Tabular;

/// <summary>Rows to train on and rows to test on: two tables, in the folders <c>train</c> and <c>test</c>.</summary>
/// <param name="train">Rows to train on.</param>
/// <param name="test">Rows that no training may see.</param>
public sealed class TableSplit(Table train, Table test) : IArtifact<TableSplit>
{
    /// <summary>Rows to train on.</summary>
    public Table Train { get; } = train;

    /// <summary>Rows that no training may see.</summary>
    public Table Test { get; } = test;

    /// <inheritdoc/>
    public void Write(string folder)
    {
        Train.Write(Directory.CreateDirectory(Path.Combine(folder, "train")).FullName);
        Test.Write(Directory.CreateDirectory(Path.Combine(folder, "test")).FullName);
    }

    /// <inheritdoc/>
    public static TableSplit Read(string folder) =>
        new(Table.Read(Path.Combine(folder, "train")), Table.Read(Path.Combine(folder, "test")));
}
