using System.IO.Compression;

namespace ModelBuild.Tabular;

// A file of the data: the data itself, or a member of its folder. The name of a single file says nothing, so its format is in its content.
sealed record DataMember(string? Name, string Path)
{
    const int Shown = 5;

    static readonly string[] Extensions = [".csv", ".tsv", ".csv.gz", ".tsv.gz"];
    static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    // RFC 1952: no UTF-8 text begins so.
    public bool IsGzip
    {
        get
        {
            using var stream = File.OpenRead(Path);
            return stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
        }
    }

    // In ordinal order of their names.
    public static IReadOnlyList<DataMember> Of(DataSource data)
    {
        if (!data.IsFolder)
        {
            CheckRereadable(data, null, data.Path);
            return [new(null, data.Path)];
        }
        var members = new List<DataMember>();
        var others = new List<string>();
        foreach (var path in Directory.EnumerateFiles(data.Path, "*", All))
        {
            var name = System.IO.Path.GetRelativePath(data.Path, path).Replace(System.IO.Path.DirectorySeparatorChar, '/');
            if (Array.Exists(Extensions, extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase)))
                members.Add(new(name, path));
            else
                others.Add(name);
        }
        if (others.Count > 0)
        {
            others.Sort(StringComparer.Ordinal);
            var rest = others.Count > Shown ? $" and {others.Count - Shown} more" : "";
            throw Error(data, Codes.NotATableFile, $"The data is a folder, and not all of its files are tables: '{string.Join("', '", others.GetRange(0, Math.Min(Shown, others.Count)))}'{rest}. Move them elsewhere; a table's name ends in .csv, .tsv, .csv.gz or .tsv.gz.");
        }
        foreach (var (name, path) in members)
            CheckRereadable(data, name, path);
        members.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return members.Count > 0 ? members
            : throw Error(data, Codes.NotATableFile, "The data is a folder without any table. Put files into it whose names end in .csv, .tsv, .csv.gz or .tsv.gz, or name a file.");
    }

    // The text, unpacked where it is packed. What is cut off is not noticed: GzipText sees it, which all data goes through first.
    public Stream OpenText()
    {
        var stream = File.OpenRead(Path);
        return IsGzip ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }

    // What separates its cells where nothing is declared.
    public char? SeparatorOfName =>
        Name is not null && (Name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) || Name.EndsWith(".tsv.gz", StringComparison.OrdinalIgnoreCase)) ? '\t' : null;

    // A pipe gives what it has once.
    static void CheckRereadable(DataSource data, string? name, string path)
    {
        using var file = File.OpenRead(path);
        if (!file.CanSeek)
            throw new StageException(new StageError($"'{path}' is no regular file but a pipe or a device, and data is read more than once. Save it to a file first, and give that file or a folder of such files.") { Code = Codes.NotATableFile, Input = data.Name, Member = name });
    }

    static StageException Error(DataSource data, string code, string message) =>
        new(new StageError(message) { Code = code, Option = $"{data.Name}.path" });
}
