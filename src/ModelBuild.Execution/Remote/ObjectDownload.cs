using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using ModelBuild.Store;
using ModelBuild.Store.Remote;

namespace ModelBuild.Execution.Remote;

/// <summary>An object on its way from a remote place into the store. After a break the next attempt goes on where the last one stopped.</summary>
sealed class ObjectDownload(IRemotePlace place, string path, ArrivingObject target)
{
    /// <summary>In bytes: from here on a thread waits for the object, and another one hashes it.</summary>
    const long Large = 4 << 20;
    const int BufferSize = 1 << 20;
    string? version;

    /// <summary>One attempt.</summary>
    /// <returns>Whether the object is in the store now; false when there is none, or another content under its name.</returns>
    /// <exception cref="RemoteException"/>
    /// <exception cref="OperationCanceledException"/>
    public async Task<bool> TryFinishAsync(CancellationToken cancellation) => await TryReceiveAsync(cancellation) && target.TryFinish();

    /// <summary>One attempt to get all bytes, which are not looked at.</summary>
    /// <inheritdoc cref="TryFinishAsync"/>
    public async Task<bool> TryReceiveAsync(CancellationToken cancellation)
    {
        if (target.Size >= Large)
            return await Task.Factory.StartNew(() => TryReceive(cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        using var content = await place.OpenAsync(path, target.Received, version, cancellation);
        return Begins(content) && await ReceiveAsync(content, cancellation);
    }

    bool TryReceive(CancellationToken cancellation)
    {
        using var content = place.Open(path, target.Received, version, cancellation);
        return Begins(content) && Receive(content, cancellation);
    }

    bool Begins([NotNullWhen(true)] RemoteContent? content)
    {
        if (content is null)
            return false;
        if (content.Offset != target.Received)
            target.Restart();
        version = content.Version;
        return true;
    }

    /// <returns>False when more arrives than the object has.</returns>
    async Task<bool> ReceiveAsync(RemoteContent content, CancellationToken cancellation)
    {
        var size = PieceSize();
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            while (await content.ReadAsync(buffer.AsMemory(0, size), cancellation) is > 0 and var count)
                if (!target.Append(buffer.AsSpan(0, count)))
                    return false;
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The same on this thread, while another one hashes.</summary>
    bool Receive(RemoteContent content, CancellationToken cancellation)
    {
        // At its end, however that comes, it has hashed what was written.
        using var hashing = new PieceTaker(PieceSize(), piece => target.Hash(piece.Span));
        while (content.Read(hashing.Next, cancellation) is > 0 and var count)
        {
            if (!target.Write(hashing.Next[..count]))
                return false;
            hashing.Give(count);
        }
        hashing.Finish();
        return true;
    }

    /// <summary>One byte more than is wanted, to see that there is none.</summary>
    int PieceSize() => (int)Math.Min(target.Size - target.Received + 1, BufferSize);
}
