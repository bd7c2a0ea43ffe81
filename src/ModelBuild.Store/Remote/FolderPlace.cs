using ModelBuild.Store.Files;

namespace ModelBuild.Store.Remote;

/// <summary>A folder that several machines see. A server may serve the same folder.</summary>
public sealed class FolderPlace : IRemotePlace
{
    const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    readonly string root;
    readonly TemporaryFiles temporaryFiles;

    /// <param name="root">An absolute path. The folder is never made: a share that is not mounted is not to be taken for an empty one.</param>
    public FolderPlace(string root) => (this.root, temporaryFiles) = (root, new(root, TimeProvider.System));

    public string Name => root;

    public Task<RemoteContent?> OpenAsync(string path, long offset, string? version, CancellationToken cancellation) => Try(() =>
    {
        if (Find(path) is null)
            return null;
        var file = new FileStream(Place(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0) { Position = offset };
        return new RemoteContent(file, offset, version: null, Patience);
    });

    public RemoteContent? Open(string path, long offset, string? version, CancellationToken cancellation) =>
        OpenAsync(path, offset, version, cancellation).GetAwaiter().GetResult();

    public Task<bool> ContainsAsync(string path, long size, CancellationToken cancellation) => Try(() => Find(path)?.Stamp.Size == size);

    public Task PutAsync(string path, Stream content, long size, CancellationToken cancellation) => Try(() =>
    {
        RequireRoot();
        var temporary = temporaryFiles.Next();
        try
        {
            using (var file = TemporaryFiles.Create(temporary, Mode))
            {
                content.CopyTo(file, 1 << 20);
                file.Flush(flushToDisk: true);
            }
            TemporaryFiles.Commit(temporary, Place(path));
            return true;
        }
        catch
        {
            TemporaryFiles.Discard(temporary);
            throw;
        }
    });

    /// <summary>Deletes what killed builds left more than a day ago.</summary>
    public void Dispose()
    {
        try
        {
            temporaryFiles.Sweep();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody else's to tidy up.
        }
    }

    FileFacts? Find(string path)
    {
        RequireRoot();
        return FileFacts.Find(Place(path), followLink: false) switch
        {
            null => null,
            { Kind: FileKind.File } facts => facts,
            _ => throw new RemoteException($"has something else than a file as {path}", isTransient: false),
        };
    }

    void RequireRoot()
    {
        if (!Directory.Exists(root))
            throw new RemoteException("is no folder that is there; make it, or mount it", isTransient: false);
    }

    string Place(string path) => Path.Combine(root, path);

    static Task<T> Try<T>(Func<T> work)
    {
        try
        {
            return Task.FromResult(work());
        }
        catch (RemoteException e)
        {
            return Task.FromException<T>(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Task.FromException<T>(new RemoteException($"cannot be read or written ({e.Message.TrimEnd('.')})", isTransient: false));
        }
    }
}
