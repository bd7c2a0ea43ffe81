using System.Runtime.ExceptionServices;

namespace ModelBuild.Store.Files;

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

    /// <summary>A thread for such work; it must not throw.</summary>
    public static Thread Start(ThreadStart run)
    {
        var thread = new Thread(run) { IsBackground = true, Name = "store" };
        thread.Start();
        return thread;
    }
}
