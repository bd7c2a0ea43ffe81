namespace ModelBuild;

/// <summary>An artifact that is one file with a name of its own: a model in another library's format, an archive, a database.</summary>
/// <remarks>The file is never held in memory: it is written by streaming or moved, and read where it lies.</remarks>
public sealed class FileArtifact : IArtifact<FileArtifact>, IFileBacked
{
    readonly Action<string> write;
    readonly string? path;
    readonly bool moves;

    FileArtifact(string name, string? path, Action<string> write, bool moves = false)
    {
        if (name.Length == 0 || name is "." or ".." || name.AsSpan().ContainsAny('/', '\\', '\0'))
            throw new ArgumentException($"'{name}' is no name of a file in a folder. Give a name without path, for instance model.bin.", nameof(name));
        (Name, this.path, this.write, this.moves) = (name, path, write, moves);
    }

    string? IFileBacked.Moved => moves ? path : null;

    /// <summary>The file's name, which is part of the artifact.</summary>
    public string Name { get; }

    /// <summary>Where the file is. Throws <see cref="InvalidOperationException"/> for one that is only made when it is written.</summary>
    public string Path => path ?? throw new InvalidOperationException($"The file '{Name}' has no path here: the stages that are given this artifact read it.");

    /// <summary>Opens the file for reading. Throws as <see cref="Path"/> does.</summary>
    public Stream OpenRead() => File.OpenRead(Path);

    /// <summary>A file whose content <paramref name="write"/> writes, when the artifact is written.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="write">Is given the empty file; need not close it.</param>
    public static FileArtifact Create(string name, Action<Stream> write) => new(name, null, target =>
    {
        using var stream = new FileStream(target, FileMode.CreateNew);
        write(stream);
    });

    /// <summary>A file with this content.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="content">Its bytes.</param>
    public static FileArtifact Create(string name, ReadOnlyMemory<byte> content) => Create(name, stream => stream.Write(content.Span));

    /// <summary>
    /// A file that the stage wrote in its <see cref="StageContext.TemporaryFolder"/>. It is moved, not copied, so the artifact can be
    /// written once. Throws <see cref="StageException"/> for any other file, such as one that the stage was given.
    /// </summary>
    /// <param name="path">Where it is. Throws <see cref="FileNotFoundException"/> where it is not.</param>
    /// <param name="name">The name that it shall have. Default: the one it has.</param>
    public static FileArtifact Move(string path, string? name = null)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file '{path}' to make an artifact of.", path);
        var full = TemporaryPath.Check(path);
        return new(name ?? System.IO.Path.GetFileName(full), full, target =>
        {
            if (!File.Exists(full))
                throw new InvalidOperationException($"The file '{full}' was moved when this artifact was first written.");
            File.Move(full, target);
        }, moves: true);
    }

    /// <inheritdoc/>
    public void Write(string folder) => write(System.IO.Path.Combine(folder, Name));

    /// <inheritdoc/>
    public static FileArtifact Read(string folder) => Directory.GetFileSystemEntries(folder) is [var path] && File.Exists(path)
        ? new(System.IO.Path.GetFileName(path), path, target => FileTree.Copy(path, target))
        : throw new InvalidDataException($"'{folder}' is no file artifact: it must have exactly one file.");
}
