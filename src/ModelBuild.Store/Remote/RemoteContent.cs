namespace ModelBuild.Store.Remote;

/// <summary>Something in a remote place that is being read.</summary>
/// <param name="stream">At <paramref name="offset"/>; this owns it.</param>
/// <param name="offset">Which byte it begins with.</param>
/// <param name="version">Tells this content from another one under its name; null where the place does not say.</param>
/// <param name="patience">How long it may take until the next <see cref="LeastPiece"/> bytes are there: a server that drips counts as dead, too.</param>
public sealed class RemoteContent(Stream stream, long offset, string? version, TimeSpan patience) : IDisposable
{
    /// <summary>In bytes.</summary>
    public const int LeastPiece = 64 << 10;

    public long Offset { get; } = offset;

    public string? Version { get; } = version;

    /// <summary>Reads until the buffer is full or the end.</summary>
    /// <exception cref="RemoteException">It broke off, or nothing arrived for too long.</exception>
    /// <exception cref="OperationCanceledException"/>
    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var read = 0;
        var awaited = 0;
        try
        {
            while (read < buffer.Length)
            {
                if (read >= awaited)
                {
                    stop.CancelAfter(patience);
                    awaited = read + LeastPiece;
                }
                var count = await stream.ReadAsync(buffer[read..], stop.Token).ConfigureAwait(false);
                if (count == 0)
                    break;
                read += count;
            }
            return read;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new RemoteException($"sent next to nothing for {patience.TotalSeconds:0} s in the middle of an answer", isTransient: true);
        }
        catch (IOException e)
        {
            throw new RemoteException($"broke off in the middle of an answer ({e.Message.TrimEnd('.')})", isTransient: true);
        }
    }

    public void Dispose() => stream.Dispose();
}
