namespace ModelBuild.Store.Remote;

/// <summary>Something in a remote place that is being read.</summary>
/// <param name="stream">At <paramref name="offset"/>; this owns it.</param>
/// <param name="offset">Which byte it begins with.</param>
/// <param name="version">Tells this content from another one under its name; null where the place does not say.</param>
/// <param name="patience">How long nothing may arrive.</param>
public sealed class RemoteContent(Stream stream, long offset, string? version, TimeSpan patience) : IDisposable
{
    public long Offset { get; } = offset;

    public string? Version { get; } = version;

    /// <summary>Reads until the buffer is full or the end.</summary>
    /// <exception cref="RemoteException">It broke off, or nothing arrived for too long.</exception>
    /// <exception cref="OperationCanceledException"/>
    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var read = 0;
        try
        {
            while (read < buffer.Length)
            {
                stop.CancelAfter(patience);
                var count = await stream.ReadAsync(buffer[read..], stop.Token).ConfigureAwait(false);
                if (count == 0)
                    break;
                read += count;
            }
            return read;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new RemoteException($"sent nothing for {patience.TotalSeconds:0} s in the middle of an answer", isTransient: true);
        }
        catch (IOException e)
        {
            throw new RemoteException($"broke off in the middle of an answer ({e.Message.TrimEnd('.')})", isTransient: true);
        }
    }

    public void Dispose() => stream.Dispose();
}
