namespace ModelBuild.Tabular;

// Threads that share loops of many short turns: a tree has some hundred of them, and waking the thread pool for each would
// take as long as the turn. A thread that waits spins for some microseconds before it sleeps.
sealed class ThreadTeam : IDisposable
{
    const int Spins = 400;

    readonly Lock gate = new();
    readonly SemaphoreSlim wake = new(0);
    readonly Thread[] others;
    Action<int, int> body = (_, _) => { };
    int items;
    int next;
    int running;
    int sleeping;
    volatile int turn;
    volatile bool ended;
    Exception? failure;

    public ThreadTeam(int threads)
    {
        Threads = Math.Max(1, threads);
        others = new Thread[Threads - 1];
        for (var i = 0; i < others.Length; i++)
        {
            var member = i + 1;
            others[i] = new(() => Follow(member)) { IsBackground = true, Name = $"boosted trees {member}" };
            others[i].Start();
        }
    }

    public int Threads { get; }

    // Calls work(item, member) for each item from 0, in any order; member is below Threads and no member has two items at once.
    public void Run(int count, Action<int, int> work)
    {
        if (count <= 1 || others.Length == 0)
        {
            for (var i = 0; i < count; i++)
                work(i, 0);
            return;
        }
        (body, items, failure) = (work, count, null);
        Volatile.Write(ref next, 0);
        Volatile.Write(ref running, others.Length);
        lock (gate)
        {
            turn++;
            if (sleeping > 0)
                wake.Release(sleeping);
            sleeping = 0;
        }
        TakeItems(0);
        var spin = new SpinWait();
        while (Volatile.Read(ref running) != 0)
            spin.SpinOnce(sleep1Threshold: -1);
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    void TakeItems(int member)
    {
        try
        {
            for (var item = Interlocked.Increment(ref next) - 1; item < items; item = Interlocked.Increment(ref next) - 1)
                body(item, member);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref failure, e, null);
            Volatile.Write(ref next, items);
        }
    }

    void Follow(int member)
    {
        var seen = 0;
        while (true)
        {
            for (var i = 0; i < Spins && turn == seen; i++)
                Thread.SpinWait(10);
            bool mustSleep;
            lock (gate)
            {
                mustSleep = turn == seen;
                if (mustSleep)
                    sleeping++;
            }
            if (mustSleep)
                wake.Wait();
            seen = turn;
            if (ended)
                return;
            TakeItems(member);
            Interlocked.Decrement(ref running);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            ended = true;
            turn++;
            if (sleeping > 0)
                wake.Release(sleeping);
            sleeping = 0;
        }
        foreach (var thread in others)
            thread.Join();
        wake.Dispose();
    }
}
