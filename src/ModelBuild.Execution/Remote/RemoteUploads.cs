using System.Collections.Concurrent;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Keys;
using ModelBuild.Store;
using ModelBuild.Store.Files;
using ModelBuild.Store.Remote;

namespace ModelBuild.Execution.Remote;

/// <summary>Results of this build on their way to a remote place, in the background.</summary>
sealed class RemoteUploads(RemoteAccess access, ContentStore store, RemoteTroubles troubles, CancellationToken cancellation)
{
    readonly ConcurrentBag<Task> uploads = [];

    /// <summary>Begins to upload a result, objects first: whoever finds the entry finds them as well.</summary>
    public void Add(Digest key, StageResult result)
    {
        if (access.Sealer is { } sealer)
            uploads.Add(Task.Run(() => UploadAsync(key, result, sealer), CancellationToken.None));
    }

    /// <summary>Waits for all of them.</summary>
    public Task CompleteAsync() => Task.WhenAll(uploads);

    async Task UploadAsync(Digest key, StageResult result, IEntrySealer sealer)
    {
        try
        {
            var entry = new RemoteEntry(key, result, SizeOf(result.Log), result.Metrics is { } metrics ? SizeOf(metrics) : 0, store.ListTrees(result.Output));
            var needed = entry.NeededFirst.Concat(store.ListFolder(result.Output).Select(file => (file.Digest, file.Size))).Distinct().ToList();
            await Parallel.ForEachAsync(needed, new ParallelOptions { MaxDegreeOfParallelism = RemoteCache.SideBySide, CancellationToken = cancellation },
                async (item, _) => await PutObjectAsync(item.Digest, item.Size));
            var message = ActionResultMessage.Write(needed, SealedEntry.Write(entry, sealer));
            if (message.Length <= RemoteCache.LargestEntry && !troubles.WritesFail)
                await PutAsync(RemotePath.OfEntry(key), new MemoryStream(message));
        }
        catch (RemoteException e)
        {
            troubles.FailedToWrite(e);
        }
        catch (Exception e) when (e is MissingObjectException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            // Somebody deletes the store, or the build is cancelled; both are told elsewhere, and the entry was not written.
        }
    }

    async Task PutObjectAsync(Digest digest, long size)
    {
        if (troubles.WritesFail)
            return;
        var path = RemotePath.OfObject(digest);
        if (troubles.IsWrong(digest) || !await Retries.RunAsync(stop => access.Place.ContainsAsync(path, size, stop), cancellation))
            await PutAsync(path, store.OpenUnverified(digest));
    }

    async Task PutAsync(string path, Stream content)
    {
        using (content)
            await Retries.RunAsync(stop =>
            {
                content.Position = 0;
                return access.Place.PutAsync(path, content, content.Length, stop);
            }, cancellation);
    }

    long SizeOf(Digest digest)
    {
        using var content = store.OpenUnverified(digest);
        return content.Length;
    }
}
