namespace ModelBuild.Tabular;

// A file of the data as text on the disk, with what its header says.
sealed class CsvFile
{
    readonly string input;

    // Throws StageException for a header that is not one.
    public CsvFile(DataSource data, DataMember member, string? separator, string path)
    {
        (input, Member, Path) = (data.Name, member, path);
        Separator = SeparatorOf(member, separator, () => File.OpenRead(path));
        using var reader = Open(0, 1);
        Names = CsvHeader.Read(reader);
        (Start, FirstLine) = reader.Next;
        // Opened: a stage is given a link to the data, whose own length is that of its path.
        using var file = File.OpenHandle(path);
        Length = RandomAccess.GetLength(file);
    }

    public DataMember Member { get; }

    // Of the text, which is a temporary file where the member is packed.
    public string Path { get; }

    public char Separator { get; }

    public IReadOnlyList<string> Names { get; }

    // Where the rows begin.
    public long Start { get; }

    public int FirstLine { get; }

    public long Length { get; }

    public static char SeparatorOf(DataMember member, string? declared, Func<Stream> open)
    {
        if (declared is not null)
            return declared[0];
        if (member.SeparatorOfName is { } named)
            return named;
        using var stream = open();
        return SeparatorDetection.Of(stream);
    }

    public CsvReader Open(long start, int line, int longestRow = CsvReader.LongestRow)
    {
        var stream = File.OpenRead(Path);
        stream.Position = start;
        return new(input, stream, Separator, longestRow: longestRow, member: Member.Name, firstLine: line);
    }

    // For each cell of a row its place among the first file's columns, which this one must have too, in any order.
    public int[] PlacesAmong(CsvFile first)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < first.Names.Count; i++)
            places.Add(first.Names[i], i);
        var result = new int[Names.Count];
        for (var i = 0; i < result.Length; i++)
            result[i] = places.Remove(Names[i], out var place) ? place
                : throw Differs($"Column '{Names[i]}' is not in '{first.Member.Name}', the first file of the folder.{NearestName.Hint(Names[i], first.Names, "columns")} All files of a folder must have the same columns.", i);
        foreach (var missing in first.Names)
            if (places.ContainsKey(missing))
                throw Differs($"The file has no column '{missing}', and '{first.Member.Name}', the first file of the folder, has.{NearestName.Hint(missing, Names, "columns")} All files of a folder must have the same columns.", 0);
        return result;
    }

    StageException Differs(string message, int column)
    {
        using var reader = Open(0, 1);
        reader.Read();
        return reader.Error(Codes.ColumnsDiffer, message, reader.Place(column));
    }
}
