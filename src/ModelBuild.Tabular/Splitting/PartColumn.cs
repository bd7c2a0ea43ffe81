namespace ModelBuild.Tabular;

// Takes each row's part from a column that says it.
static class PartColumn
{
    public static Part[] Parts(Table table, SplitOptions options)
    {
        if (table.Find(options.Column!) is not CategoricalColumn column)
            throw TableSplitter.Error(Codes.UnknownPart, "split.column", $"Column '{options.Column}' has numbers, and the parts are train, validation and test. Name another column.");
        var ofLevel = new Part?[column.Levels.Count];
        for (var i = 0; i < ofLevel.Length; i++)
            ofLevel[i] = column.Levels[i].ToLowerInvariant() switch
            {
                "train" => Part.Train,
                "validation" => Part.Validation,
                "test" => Part.Test,
                _ => null,
            };
        var parts = new Part[table.Rows];
        var codes = column.Codes;
        for (var row = 0; row < parts.Length; row++)
            parts[row] = codes[row] >= 0 && ofLevel[codes[row]] is { } part ? part : throw new StageException(new StageError(
                $"The row in {Findings.Line(table, row)} is in the part {(codes[row] < 0 ? "of no name" : $"'{column.Levels[codes[row]]}'")} of column '{column.Name}', and the parts are train, validation and test. Correct the data.")
            {
                Code = Codes.UnknownPart,
                Option = "split.column",
            });
        return parts;
    }
}
