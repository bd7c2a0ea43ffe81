namespace ModelBuild.Faults.Tests;

/// <summary>A folder that is given one state after another; what two states have in common stays.</summary>
sealed class Disk(string folder)
{
    SortedDictionary<string, object?> now = new(StringComparer.Ordinal);

    public string Folder => folder;

    public void Become(SortedDictionary<string, object?> state)
    {
        foreach (var path in now.Keys.Reverse().Where(path => !state.TryGetValue(path, out var next) || !Same(now[path], next)).ToList())
        {
            if (now[path] is null)
                Directory.Delete(Full(path));
            else
                File.Delete(Full(path));
        }
        foreach (var (path, content) in state)
        {
            if (now.TryGetValue(path, out var before) && Same(before, content))
                continue;
            if (content is null)
                Directory.CreateDirectory(Full(path));
            else if (content is string target)
                File.CreateSymbolicLink(Full(path), target);
            else
                File.WriteAllBytes(Full(path), (byte[])content);
        }
        now = state;
    }

    static bool Same(object? one, object? two) => (one, two) switch
    {
        (null, null) => true,
        (string a, string b) => a == b,
        (byte[] a, byte[] b) => a == b || a.AsSpan().SequenceEqual(b),
        _ => false,
    };

    string Full(string path) => Path.Combine(folder, path);
}
