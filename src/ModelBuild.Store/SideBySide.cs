using System.Runtime.ExceptionServices;

namespace ModelBuild.Store;

/// <summary>Does work for many items at once. When one piece of work throws, no other is begun, and the same is thrown here.</summary>
/// <remarks>Threads of its own: the pool has one for each processor, and would take long to see that these mostly wait.</remarks>
static class SideBySide
{
    const int Flushing = 8; // a disk flushes so many files in little more time than one

    /// <summary>How many at once where half of them may wait for the disk.</summary>
    public static int Reading { get; } = Math.Clamp(2 * Environment.ProcessorCount, 4, 16);

    /// <summary>Calls <paramref name="work"/> with 0 to <paramref name="count"/> - 1.</summary>
    public static void ForEach(int count, Action<int> work) => ForEach(count, Flushing, work);

    /// <summary>The same with so many threads at most.</summary>
    public static void ForEach(int count, int threads, Action<int> work)
    {
        var next = -1;
        ExceptionDispatchInfo? failure = null;
        var others = new Thread[Math.Clamp(count, 1, threads) - 1];
        for (var i = 0; i < others.Length; i++)
            others[i] = Start(Run);
        Run();
        foreach (var thread in others)
            thread.Join();
        failure?.Throw();

        void Run()
        {
            try
            {
                while (Volatile.Read(ref failure) is null && Interlocked.Increment(ref next) is var item && item < count)
                    work(item);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
            }
        }
    }

    /// <summary>
    /// Calls <paramref name="work"/> with each item of the list and with those that it returns, which join the list. Starts
    /// other threads only once enough is waiting that they are worth their start.
    /// </summary>
    /// <param name="worthAThread">How many.</param>
    public static void ForEach<T>(List<T> items, int worthAThread, Func<T, IReadOnlyList<T>> work) where T : class
    {
        var gate = new object();
        var others = new List<Thread>();
        var (next, busy) = (0, 0);
        ExceptionDispatchInfo? failure = null;
        Run();
        foreach (var thread in others)
            thread.Join();
        failure?.Throw();

        void Run()
        {
            while (Next() is { } item)
            {
                IReadOnlyList<T> found = [];
                try
                {
                    found = work(item);
                }
                catch (Exception exception)
                {
                    Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
                }
                lock (gate)
                {
                    items.AddRange(found);
                    busy--;
                    Monitor.PulseAll(gate);
                }
            }
        }

        T? Next()
        {
            lock (gate)
            {
                while (failure is null && next == items.Count && busy > 0)
                    Monitor.Wait(gate);
                if (failure is not null || next == items.Count)
                    return null;
                busy++;
                if (items.Count - next > worthAThread && others.Count < Reading - 1)
                    others.Add(Start(Run));
                return items[next++];
            }
        }
    }

    static Thread Start(Action run)
    {
        var thread = new Thread(() => run()) { IsBackground = true, Name = "store" };
        thread.Start();
        return thread;
    }
}
