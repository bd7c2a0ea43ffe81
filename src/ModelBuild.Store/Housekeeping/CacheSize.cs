namespace ModelBuild.Store.Housekeeping;

/// <summary>How much is in a cache, by names and sizes alone.</summary>
/// <param name="Bytes">Of all objects.</param>
/// <param name="Results">Entries of the stage cache.</param>
/// <param name="Checkpoints">Stages that have some.</param>
public sealed record CacheSize(int Objects, long Bytes, int Results, int Checkpoints)
{
    public static CacheSize Of(string root)
    {
        var objects = Files(root, "cas").ToList();
        var checkpoints = new DirectoryInfo(Path.Combine(root, "checkpoints"));
        return new(objects.Count, objects.Sum(file => file.Length), Files(root, "ac").Count(), checkpoints.Exists ? checkpoints.EnumerateDirectories().Count() : 0);
    }

    static IEnumerable<FileInfo> Files(string root, string name)
    {
        var folder = new DirectoryInfo(Path.Combine(root, name));
        return folder.Exists ? folder.EnumerateFiles("*", SearchOption.AllDirectories) : [];
    }
}
