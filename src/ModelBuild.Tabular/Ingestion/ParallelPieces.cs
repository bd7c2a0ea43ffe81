using System.Runtime.ExceptionServices;

namespace ModelBuild.Tabular;

// Pieces of work in the order of their numbers, several at once. Of those that fail the first counts, whatever ran before it:
// the same error for any number of threads.
static class ParallelPieces
{
    // The worker of each thread is made by create; it may have buffers of its own.
    public static void Run(int pieces, int threads, Func<Action<int>> create, CancellationToken cancellation)
    {
        var next = -1;
        var failed = int.MaxValue;
        Exception? failure = null;
        var gate = new Lock();
        void Work()
        {
            var worker = create();
            while (Interlocked.Increment(ref next) is var piece && piece < pieces && piece < Volatile.Read(ref failed))
            {
                try
                {
                    cancellation.ThrowIfCancellationRequested();
                    worker(piece);
                }
                catch (Exception e)
                {
                    lock (gate)
                        if (piece < failed)
                            (failed, failure) = (piece, e);
                }
            }
        }

        threads = Math.Min(Math.Max(1, threads), pieces);
        if (threads <= 1)
            Work();
        else
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Work());
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }
}
