namespace ModelBuild;

/// <summary>An artifact that is a folder of files with names of their own: images, shards, a model of several files.</summary>
/// <remarks>Its files are never held in memory: they are written where they shall be or moved there, and read where they lie.</remarks>
public sealed class FolderArtifact : IArtifact<FolderArtifact>, IFileBacked
{
    readonly Action<string> write;
    readonly string? path;
    readonly bool moves;

    FolderArtifact(string? path, Action<string> write, bool moves = false) => (this.path, this.write, this.moves) = (path, write, moves);

    string? IFileBacked.Moved => moves ? path : null;

    /// <summary>Where the folder is. Throws <see cref="InvalidOperationException"/> for one that is only made when it is written.</summary>
    public string Path => path ?? throw new InvalidOperationException("The folder has no path here: the stages that are given this artifact read it.");

    /// <summary>The files in the folder and below, as paths relative to it with <c>/</c> between the parts, in ordinal order.</summary>
    public IReadOnlyList<string> Files
    {
        get
        {
            var files = FileTree.Files(Path);
            files.Sort(StringComparer.Ordinal);
            return files;
        }
    }

    /// <summary>Opens one of the <see cref="Files"/> for reading.</summary>
    public Stream OpenRead(string file) => File.OpenRead(System.IO.Path.Combine(Path, file));

    /// <summary>A folder that <paramref name="write"/> fills, when the artifact is written.</summary>
    /// <param name="write">Is given the path of the folder, which exists and is empty.</param>
    public static FolderArtifact Create(Action<string> write) => new(null, write);

    /// <summary>
    /// A folder that the stage wrote in its <see cref="StageContext.TemporaryFolder"/>. Its content is moved, not copied, so the artifact
    /// can be written once. Throws <see cref="StageException"/> for any other folder, such as one that the stage was given.
    /// </summary>
    /// <param name="path">Where it is. Throws <see cref="DirectoryNotFoundException"/> where it is not.</param>
    public static FolderArtifact Move(string path)
    {
        if (!Directory.Exists(path))
            throw new DirectoryNotFoundException($"There is no folder '{path}' to make an artifact of.");
        var full = TemporaryPath.Check(path);
        return new(full, target =>
        {
            if (!Directory.Exists(full))
                throw new InvalidOperationException($"The folder '{full}' was moved when this artifact was first written.");
            foreach (var member in Directory.GetFileSystemEntries(full))
                Directory.Move(member, System.IO.Path.Combine(target, System.IO.Path.GetFileName(member)));
            Directory.Delete(full);
        }, moves: true);
    }

    /// <inheritdoc/>
    public void Write(string folder) => write(folder);

    /// <inheritdoc/>
    public static FolderArtifact Read(string folder) => new(folder, target =>
    {
        foreach (var file in FileTree.Files(folder))
            FileTree.Copy(System.IO.Path.Combine(folder, file), System.IO.Path.Combine(target, file));
    });
}
