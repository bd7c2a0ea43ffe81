namespace ModelBuild;

/// <summary>
/// A file or folder that the definition declares as data. Its content is part of the stage's key; its name, place
/// and times are not, so the path given here is the stage's own and says nothing about where the data came from.
/// </summary>
/// <param name="name">The stage's parameter name: what a <see cref="StageError.Input"/> says to point at this data.</param>
/// <param name="path">Where the stage finds it: a file, or a folder with the members' own names.</param>
public sealed class DataSource(string name, string path)
{
    /// <summary>The stage's parameter name: what a <see cref="StageError.Input"/> says to point at this data.</summary>
    public string Name { get; } = name;

    /// <summary>Where the stage finds it: a file, or a folder with the members' own names.</summary>
    public string Path { get; } = path;

    /// <summary>Whether the data is a folder.</summary>
    public bool IsFolder => Directory.Exists(Path);

    /// <summary>Opens the data for reading. Throws <see cref="InvalidOperationException"/> for a folder.</summary>
    public Stream OpenRead() => IsFolder
        ? throw new InvalidOperationException($"The data '{Name}' is a folder; read its members under Path.")
        : File.OpenRead(Path);
}
