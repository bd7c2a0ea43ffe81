namespace ModelBuild.Testing;

/// <summary>Finds the first difference between two folders of an artifact.</summary>
static class FolderComparison
{
    /// <summary>A clause such as <c>weights.bin differs at offset 132 (0x3F and 0x40)</c>; null where there is none.</summary>
    /// <param name="first">A folder.</param>
    /// <param name="second">Another one.</param>
    /// <param name="names">What a message calls them.</param>
    public static string? Find(string first, string second, (string First, string Second) names)
    {
        var files = FileTree.Files(first);
        var others = FileTree.Files(second);
        foreach (var file in files.Union(others).Order(StringComparer.Ordinal))
        {
            if (!others.Contains(file) || !files.Contains(file))
                return $"only {(files.Contains(file) ? names.First : names.Second)} wrote {file}";
            if (Offset(Path.Combine(first, file), Path.Combine(second, file)) is { } difference)
                return $"{file} {difference}";
        }
        return null;
    }

    static string? Offset(string first, string second)
    {
        using var one = new BufferedStream(File.OpenRead(first));
        using var other = new BufferedStream(File.OpenRead(second));
        for (var offset = 0L; ; offset++)
        {
            var (a, b) = (one.ReadByte(), other.ReadByte());
            if (a != b)
                return $"differs at offset {offset} ({Name(a)} and {Name(b)})";
            if (a < 0)
                return null;
        }
    }

    static string Name(int read) => read < 0 ? "its end" : $"0x{read:X2}";
}
