using System.Runtime.ExceptionServices;

namespace ModelBuild.Store;

/// <summary>Does blocking work for many items at once: a disk flushes eight files in little more time than one.</summary>
static class SideBySide
{
    const int MaximumThreads = 8;

    /// <summary>Calls <paramref name="work"/> with 0 to <paramref name="count"/> - 1; when one call throws, begins no others and throws the same.</summary>
    public static void ForEach(int count, Action<int> work)
    {
        var next = -1;
        ExceptionDispatchInfo? failure = null;
        // Threads of its own: the pool has one for each processor, and would take long to see that these only wait.
        var others = new Thread[Math.Clamp(count, 1, MaximumThreads) - 1];
        for (var i = 0; i < others.Length; i++)
        {
            others[i] = new Thread(Run) { IsBackground = true, Name = "store" };
            others[i].Start();
        }
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
}
