namespace ModelBuild.Execution.Judging;

/// <summary>A model's folder of reports: each file replaced as a whole, one whose bytes stay left as it is.</summary>
static class ReportFolder
{
    /// <returns>Whether they could be written; else why not.</returns>
    public static string? Write(string folder, IReadOnlyList<KeyValuePair<string, byte[]>> files)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var old in Directory.EnumerateFiles(folder))
                if (!files.Any(file => file.Key == Path.GetFileName(old)))
                    File.Delete(old); // of another version, or what a killed build left
            foreach (var (name, content) in files)
            {
                var path = Path.Combine(folder, name);
                if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
                    continue;
                File.WriteAllBytes(path + ".tmp", content);
                File.Move(path + ".tmp", path, overwrite: true);
            }
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
