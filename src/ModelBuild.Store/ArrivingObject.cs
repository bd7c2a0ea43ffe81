using System.Security.Cryptography;
using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;

namespace ModelBuild.Store;

/// <summary>
/// An object that arrives in pieces: written and hashed on the way, in the store only when every byte is there and right. For
/// one thread at a time. What did not become an object is gone when this is disposed.
/// </summary>
public sealed class ArrivingObject : IDisposable
{
    const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly Digest digest;
    readonly string place;
    readonly string temporary;
    readonly FileStream file;
    bool isFinished;

    internal ArrivingObject(Digest digest, long size, string place, TemporaryFiles temporaryFiles)
    {
        (this.digest, Size, this.place) = (digest, size, place);
        temporary = temporaryFiles.Next();
        file = TemporaryFiles.Create(temporary, ReadOnly);
    }

    /// <summary>How many bytes it has when it is there.</summary>
    public long Size { get; }

    /// <summary>How many bytes arrived.</summary>
    public long Received { get; private set; }

    /// <summary>Takes the next bytes.</summary>
    /// <returns>False when there are more of them than the object has: then none was taken, and it will never be whole.</returns>
    /// <exception cref="IOException">They cannot be written.</exception>
    public bool Append(ReadOnlySpan<byte> bytes)
    {
        if (!Write(bytes))
            return false;
        Hash(bytes);
        return true;
    }

    /// <summary>The one half of <see cref="Append"/>. The same bytes go to <see cref="Hash"/>, which another thread may call meanwhile.</summary>
    /// <inheritdoc cref="Append"/>
    public bool Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Size - Received)
            return false;
        file.Write(bytes);
        Received += bytes.Length;
        return true;
    }

    /// <summary>The other half of <see cref="Append"/>, in the order in which the bytes were written.</summary>
    public void Hash(ReadOnlySpan<byte> bytes) => hash.AppendData(bytes);

    /// <summary>Forgets what arrived: it comes again from the beginning.</summary>
    public void Restart()
    {
        file.SetLength(0);
        file.Position = 0;
        hash.GetHashAndReset();
        Received = 0;
    }

    /// <summary>Puts it into the store if it is what its name says, on the disk before it has the name.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public bool TryFinish()
    {
        if (Received != Size || Digest.FromHash(hash.GetCurrentHash()) != digest)
            return false;
        file.Flush(flushToDisk: true);
        file.Dispose();
        TemporaryFiles.Commit(temporary, place);
        ContentStore.Protect(place);
        return isFinished = true;
    }

    public void Dispose()
    {
        hash.Dispose();
        file.Dispose();
        if (!isFinished)
            TemporaryFiles.Discard(temporary);
    }
}
