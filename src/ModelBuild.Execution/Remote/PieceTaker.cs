using System.Buffers;

namespace ModelBuild.Execution.Remote;

/// <summary>
/// A thread that takes one piece while the caller's gets the next. Both sleep while they wait: tasks would spin first, and take that
/// time from a server on the same processors.
/// </summary>
sealed class PieceTaker : IDisposable
{
    readonly object gate = new();
    readonly Action<ReadOnlyMemory<byte>> take;
    readonly int size;
    readonly Task taking;
    byte[] arriving;
    byte[] arrived;
    int count; // of what arrived and is not taken yet
    bool isOver;

    /// <param name="size">The greatest of a piece, in bytes.</param>
    /// <param name="take">After an exception nothing more is taken.</param>
    public PieceTaker(int size, Action<ReadOnlyMemory<byte>> take)
    {
        (this.size, this.take) = (size, take);
        (arriving, arrived) = (ArrayPool<byte>.Shared.Rent(size), ArrayPool<byte>.Shared.Rent(size));
        taking = Task.Factory.StartNew(Take, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Where the next piece goes.</summary>
    public Span<byte> Next => arriving.AsSpan(0, size);

    /// <summary>Hands over <see cref="Next"/> as soon as the piece before it is taken.</summary>
    /// <param name="length">How much of it is filled; at least 1.</param>
    public void Give(int length)
    {
        lock (gate)
        {
            while (count > 0 && !isOver)
                Monitor.Wait(gate);
            if (isOver)
                return;
            (arriving, arrived, count) = (arrived, arriving, length);
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Waits until all is taken. What was thrown meanwhile is thrown here.</summary>
    public void Finish()
    {
        End();
        taking.GetAwaiter().GetResult();
    }

    /// <summary>Waits until all is taken.</summary>
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

    void Take()
    {
        while (true)
        {
            lock (gate)
            {
                while (count == 0 && !isOver)
                    Monitor.Wait(gate);
                if (count == 0)
                    return;
            }
            var isTaken = false;
            try
            {
                take(arrived.AsMemory(0, count));
                isTaken = true;
            }
            finally
            {
                lock (gate)
                {
                    count = 0;
                    isOver |= !isTaken;
                    Monitor.Pulse(gate);
                }
            }
        }
    }
}
