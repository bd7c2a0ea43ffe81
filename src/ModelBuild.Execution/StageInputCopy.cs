namespace ModelBuild.Execution;

/// <summary>Copies declared data for a stage where it cannot be linked.</summary>
static class StageInputCopy
{
    public static void Copy(string source, string destination)
    {
        if (!Directory.Exists(source))
        {
            File.Copy(source, destination);
            return;
        }
        Directory.CreateDirectory(destination);
        foreach (var entry in Directory.EnumerateFileSystemEntries(source))
            Copy(entry, Path.Combine(destination, Path.GetFileName(entry)));
    }
}
