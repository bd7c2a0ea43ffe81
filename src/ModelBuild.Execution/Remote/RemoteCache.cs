using System.Collections.Concurrent;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Protocol;
using ModelBuild.Store;
using ModelBuild.Store.Files;
using ModelBuild.Store.Remote;

namespace ModelBuild.Execution.Remote;

/// <summary>
/// Results of other machines, for one build. An entry is looked up by stage key and counts when somebody vouches for it who is
/// trusted; its objects are fetched only when somebody needs them. Whatever goes wrong costs one warning and time.
/// </summary>
/// <remarks>
/// The local stage cache learns of a result when all of its objects are here, so an entry there never depends on a server.
/// </remarks>
sealed class RemoteCache : ISharedResults
{
    /// <summary>So many objects of a result are transferred at once.</summary>
    public const int SideBySide = 8;

    /// <summary>In bytes. Larger ones are neither read nor written.</summary>
    public const int LargestEntry = 64 << 20;

    readonly RemoteAccess access;
    readonly ContentStore store;
    readonly StageCache cache;
    readonly CancellationToken cancellation;
    readonly RemoteTroubles troubles;
    readonly RemoteUploads uploads;
    readonly ConcurrentDictionary<Digest, Lazy<Task<(RemoteEntry Entry, IEntryWitness Witness)?>>> entries = [];
    readonly ConcurrentDictionary<Digest, Digest> accepted = []; // folders by the key of the stage that they stand for
    readonly ConcurrentDictionary<Digest, Lazy<Task<bool>>> fetching = [];
    readonly ConcurrentDictionary<Digest, bool> lost = []; // keys whose result cannot be had

    /// <param name="cancellation">Ends transfers with the build.</param>
    public RemoteCache(RemoteAccess access, ContentStore store, StageCache cache, Action<EngineEvent> report, CancellationToken cancellation)
    {
        (this.access, this.store, this.cache, this.cancellation) = (access, store, cache, cancellation);
        troubles = new(access.Place, report);
        uploads = new(access, store, troubles, cancellation);
    }

    /// <summary>What messages call it.</summary>
    public string Name => access.Place.Name;

    /// <summary>The result of a key and who vouches for it, in words; null where there is none that can be used.</summary>
    /// <exception cref="OperationCanceledException"/>
    public async Task<(StageResult Result, string Signer)?> FindAsync(Digest key)
    {
        // From a place that failed meanwhile nothing could be fetched.
        if (lost.ContainsKey(key) || troubles.ReadsFail)
            return null;
        return await entries.GetOrAdd(key, _ => new(() => AskAsync(key))).Value is { } found ? (found.Entry.Result, found.Witness.Words) : null;
    }

    /// <exception cref="OperationCanceledException"/>
    (StageResult, string)? ISharedResults.FindShared(Digest stageKey) =>
        FindAsync(stageKey).GetAwaiter().GetResult() is { } found ? (found.Result, $"{Name} ({found.Signer})") : null;

    /// <summary>Whether the place has a folder, by its digest alone: nobody needs to vouch for it but whoever wrote that down.</summary>
    /// <param name="key">Of the stage that it stands for from now on.</param>
    /// <exception cref="OperationCanceledException"/>
    public async Task<bool> FindFolderAsync(Digest key, Digest tree)
    {
        if (lost.ContainsKey(key) || !await TryFetchTreeAsync(tree))
            return false;
        accepted[key] = tree;
        return true;
    }

    /// <summary>Brings a folder by its digest alone. False where the place has it not, or not whole.</summary>
    /// <exception cref="OperationCanceledException"/>
    public async Task<bool> TryBringAsync(Digest tree) => await TryFetchTreeAsync(tree) && await TryBringFolderAsync(tree);

    async Task<bool> TryBringFolderAsync(Digest tree)
    {
        for (var asked = new HashSet<Digest>(); ;)
        {
            try
            {
                return await TryFetchAsync(store.ListFolder(tree).Select(file => (file.Digest, file.Size)));
            }
            catch (MissingObjectException e)
            {
                if (!asked.Add(e.Digest) || !await TryFetchTreeAsync(e.Digest))
                    return false;
            }
        }
    }

    /// <summary>Sees to it that the objects of a result are here, if it was found here.</summary>
    /// <exception cref="LostResultException">They cannot be had. Whoever looks the key up again is told that there is none.</exception>
    /// <exception cref="OperationCanceledException"/>
    public async Task BringAsync(Digest key)
    {
        if (accepted.TryGetValue(key, out var tree))
        {
            if (await TryBringFolderAsync(tree))
                return;
        }
        else
        {
            if (!entries.TryGetValue(key, out var asked) || await asked.Value is not { } found || cache.Find(key)?.Output == found.Entry.Result.Output)
                return;
            if (await TryBringAsync(found.Entry))
            {
                cache.Add(key, found.Entry.Result);
                return;
            }
        }
        if (lost.TryAdd(key, true) && !troubles.ReadsFail)
            troubles.Incomplete();
        throw new LostResultException();
    }

    /// <summary>Uploads a result in the background.</summary>
    public void Upload(Digest key, StageResult result) => uploads.Add(key, result);

    /// <summary>Waits for the uploads, and tells what was wrong.</summary>
    public async Task CompleteAsync()
    {
        await uploads.CompleteAsync();
        troubles.Tell();
    }

    async Task<(RemoteEntry, IEntryWitness)?> AskAsync(Digest key)
    {
        byte[]? message;
        try
        {
            message = await Retries.RunAsync(stop => ReadAsync(RemotePath.OfEntry(key), stop), cancellation);
        }
        catch (RemoteException e)
        {
            troubles.FailedToRead(e);
            return null;
        }
        if (message is null)
            return null;
        if (ActionResultMessage.FindEntry(message) is { } text && SealedEntry.Open(text, access.Witnesses) is { } found && found.Entry.Key == key)
            return found;
        troubles.Untrusted();
        return null;
    }

    /// <returns>Null where nothing is there; empty where it is too large.</returns>
    async Task<byte[]?> ReadAsync(string path, CancellationToken stop)
    {
        using var content = await access.Place.OpenAsync(path, 0, version: null, stop);
        if (content is null)
            return null;
        using var bytes = new MemoryStream();
        var buffer = new byte[16 << 10];
        while (await content.ReadAsync(buffer, stop) is > 0 and var count)
        {
            if (bytes.Length + count > LargestEntry)
                return [];
            bytes.Write(buffer, 0, count);
        }
        return bytes.ToArray();
    }

    async Task<bool> TryBringAsync(RemoteEntry entry)
    {
        try
        {
            return await TryFetchAsync(entry.NeededFirst)
                && await TryFetchAsync(store.ListFolder(entry.Result.Output).Select(file => (file.Digest, file.Size)));
        }
        catch (MissingObjectException)
        {
            return false; // the entry names not all trees, or somebody deletes the store meanwhile
        }
    }

    /// <summary>A tree object, whose size nobody said.</summary>
    async Task<bool> TryFetchTreeAsync(Digest tree)
    {
        if (troubles.ReadsFail)
            return false;
        try
        {
            if (await Retries.RunAsync(stop => ReadAsync(RemotePath.OfObject(tree), stop), cancellation) is not { } bytes)
                return false;
            if (Digest.Of(bytes) == tree)
            {
                store.AddBytes(bytes);
                return true;
            }
            troubles.Wrong(tree);
        }
        catch (RemoteException e)
        {
            troubles.FailedToRead(e);
        }
        return false;
    }

    async Task<bool> TryFetchAsync(IEnumerable<(Digest Digest, long Size)> objects)
    {
        var missing = 0;
        await Parallel.ForEachAsync(objects.Distinct().Where(item => !store.Contains(item.Digest)),
            new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancellation },
            async (item, _) =>
            {
                // Of two results that have it, one fetches.
                if (!await fetching.GetOrAdd(item.Digest, _ => new(() => FetchAsync(item.Digest, item.Size))).Value)
                    Interlocked.Increment(ref missing);
            });
        return missing == 0;
    }

    async Task<bool> FetchAsync(Digest digest, long size)
    {
        try
        {
            if (store.Contains(digest))
                return true; // another result brought it just now
            if (troubles.ReadsFail)
                return false;
            using var target = store.Receive(digest, size);
            var download = new ObjectDownload(access.Place, RemotePath.OfObject(digest), target);
            if (await Retries.RunAsync(download.TryFinishAsync, cancellation))
                return true;
            troubles.Wrong(digest);
        }
        catch (RemoteException e)
        {
            troubles.FailedToRead(e);
        }
        finally
        {
            fetching.TryRemove(digest, out _); // should the store lose it, it is fetched once more
        }
        return false;
    }
}

/// <summary>A result that a remote cache promised cannot be had. The stage that makes it runs instead.</summary>
sealed class LostResultException : Exception;
