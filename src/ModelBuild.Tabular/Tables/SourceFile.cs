namespace ModelBuild.Tabular;

/// <summary>One of the files that a table was read from.</summary>
/// <param name="Name">The member of the data's folder, with <c>/</c> between its parts.</param>
/// <param name="FirstRow">Its first row in the table, from 0; that of the next file where it has none.</param>
public sealed record SourceFile(string Name, int FirstRow);
