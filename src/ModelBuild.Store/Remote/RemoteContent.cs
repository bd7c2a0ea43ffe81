namespace ModelBuild.Store.Remote;

/// <summary>Something in a remote place that is being read.</summary>
/// <param name="stream">At <paramref name="offset"/>; this owns it.</param>
/// <param name="offset">Which byte it begins with.</param>
/// <param name="version">Tells this content from another one under its name; null where the place does not say.</param>
/// <param name="patience">How long it may take until the next <see cref="LeastPiece"/> bytes are there: a server that drips counts as dead, too.</param>
/// <param name="connection">What to dispose for a <see cref="Read"/> to end that waits, and with this; null where nothing can end it.</param>
/// <param name="time">Measures the patience. Default: the system's.</param>
public sealed class RemoteContent(Stream stream, long offset, string? version, TimeSpan patience, IDisposable? connection = null, TimeProvider? time = null) : IDisposable
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
        using var stop = Stop();
        using var _ = cancellation.UnsafeRegister(static stop => ((CancellationTokenSource)stop!).Cancel(), stop);
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
            throw Stalled();
        }
        catch (IOException e)
        {
            throw BrokenOff(e);
        }
    }

    /// <summary>The same on this thread, which waits.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public int Read(Span<byte> buffer, CancellationToken cancellation)
    {
        using var stop = Stop();
        using var _ = stop.Token.UnsafeRegister(static connection => ((IDisposable?)connection)?.Dispose(), connection);
        using var __ = cancellation.UnsafeRegister(static stop => ((CancellationTokenSource)stop!).Cancel(), stop);
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
                var count = stream.Read(buffer[read..]);
                if (count == 0)
                    break;
                stop.Token.ThrowIfCancellationRequested();
                read += count;
            }
            return read;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw stop.IsCancellationRequested ? Stalled() : BrokenOff(e);
        }
    }

    public void Dispose()
    {
        connection?.Dispose();
        stream.Dispose();
    }

    // A linked one could not be told what measures the time.
    CancellationTokenSource Stop() => new(Timeout.InfiniteTimeSpan, time ?? TimeProvider.System);

    RemoteException Stalled() => new($"sent next to nothing for {patience.TotalSeconds:0} s in the middle of an answer", isTransient: true);

    static RemoteException BrokenOff(Exception e) => new($"broke off in the middle of an answer ({e.Message.TrimEnd('.')})", isTransient: true);
}
