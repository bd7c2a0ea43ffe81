using System.Buffers;

namespace ModelBuild.Execution.Remote;

/// <summary>
/// A thread that takes one piece while the caller's gets the next. Both sleep while they wait: tasks would spin first, and take that
/// time from a server on the same processors.
/// </summary>
sealed class PieceTaker : IDisposable
{
    readonly object gate = new();
    readonly Func<ReadOnlyMemory<byte>, bool> take;
    readonly int size;
    readonly Task<bool> taking;
    byte[] arriving;
    byte[] arrived;
    int count; // of what arrived and is not taken yet
    bool isOver;

    /// <param name="size">The greatest of a piece, in bytes.</param>
    /// <param name="take">False, or an exception, when it takes no more.</param>
    public PieceTaker(int size, Func<ReadOnlyMemory<byte>, bool> take)
    {
        (this.size, this.take) = (size, take);
        (arriving, arrived) = (ArrayPool<byte>.Shared.Rent(size), ArrayPool<byte>.Shared.Rent(size));
        taking = Task.Factory.StartNew(Take, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Where the next piece goes.</summary>
    public Span<byte> Next => arriving.AsSpan(0, size);

    /// <summary>Hands over <see cref="Next"/> as soon as the piece before it is taken.</summary>
    /// <param name="length">How much of it is filled; at least 1.</param>
    /// <returns>False when no more is taken.</returns>
    public bool Give(int length)
    {
        lock (gate)
        {
            while (count > 0 && !isOver)
                Monitor.Wait(gate);
            if (isOver)
                return false;
            (arriving, arrived, count) = (arrived, arriving, length);
            Monitor.Pulse(gate);
            return true;
        }
    }

    /// <summary>Waits for the last piece.</summary>
    /// <returns>Whether all were taken. What was thrown while they were taken is thrown here.</returns>
    public bool Finish()
    {
        End();
        return taking.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        End();
        Task.WaitAny(taking);
        ArrayPool<byte>.Shared.Return(arriving);
        ArrayPool<byte>.Shared.Return(arrived);
    }

    void End()
    {
        lock (gate)
        {
            isOver = true;
            Monitor.Pulse(gate);
        }
    }

    bool Take()
    {
        while (true)
        {
            lock (gate)
            {
                while (count == 0 && !isOver)
                    Monitor.Wait(gate);
                if (count == 0)
                    return true;
            }
            var takesMore = false;
            try
            {
                takesMore = take(arrived.AsMemory(0, count));
            }
            finally
            {
                lock (gate)
                {
                    count = 0;
                    isOver |= !takesMore;
                    Monitor.Pulse(gate);
                }
            }
            if (!takesMore)
                return false;
        }
    }
}
