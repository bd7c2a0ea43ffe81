using System.Buffers;
using ModelBuild.Store;
using ModelBuild.Store.Remote;

namespace ModelBuild.Execution.Remote;

/// <summary>An object on its way from a remote place into the store. After a break the next attempt goes on where the last one stopped.</summary>
sealed class ObjectDownload(IRemotePlace place, string path, ArrivingObject target)
{
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
        using var content = await place.OpenAsync(path, target.Received, version, cancellation);
        if (content is null)
            return false;
        if (content.Offset != target.Received)
            target.Restart();
        version = content.Version;
        return await ReceiveAsync(content, cancellation);
    }

    /// <returns>False when more arrives than the object has.</returns>
    async Task<bool> ReceiveAsync(RemoteContent content, CancellationToken cancellation)
    {
        // One byte more than is wanted, to see that there is none.
        var size = (int)Math.Min(target.Size - target.Received + 1, BufferSize);
        var (arriving, arrived) = (ArrayPool<byte>.Shared.Rent(size), ArrayPool<byte>.Shared.Rent(size));
        var taking = Task.FromResult(true);
        try
        {
            while (await content.ReadAsync(arriving.AsMemory(0, size), cancellation) is > 0 and var count)
            {
                if (!await taking)
                    return false;
                (arriving, arrived) = (arrived, arriving);
                var piece = arrived;
                // The network waits for neither the hash nor the disk.
                taking = count < size ? Task.FromResult(target.Append(piece.AsSpan(0, count))) : Task.Run(() => target.Append(piece.AsSpan(0, count)), CancellationToken.None);
            }
            return await taking;
        }
        finally
        {
            await ((Task)taking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ArrayPool<byte>.Shared.Return(arriving);
            ArrayPool<byte>.Shared.Return(arrived);
        }
    }
}
