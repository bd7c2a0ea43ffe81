namespace ModelBuild.Tabular;

// The rows of a file of the data one after the other, unpacked where it is packed; for what needs the file's own text.
sealed class MemberRows : IDisposable
{
    // Throws StageException for a header that is not one.
    public MemberRows(DataSource data, DataMember member, string? separator)
    {
        var at = CsvFile.SeparatorOf(member, separator, member.OpenText);
        Reader = new(data.Name, member.OpenText(), at, member: member.Name);
        try
        {
            Names = CsvHeader.Read(Reader);
        }
        catch
        {
            Reader.Dispose();
            throw;
        }
    }

    public string[] Names { get; }

    // Stands behind the header.
    public CsvReader Reader { get; }

    public void Dispose() => Reader.Dispose();
}
