namespace ModelBuild.Tasks;

/// <summary>A file that a build leaves for others.</summary>
static class OutputFile
{
    /// <summary>Only where it differs.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        if (File.Exists(path) && content.SequenceEqual(File.ReadAllBytes(path)))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}
