namespace ModelBuild.Store.Files;

/// <summary>A lock between processes that dies with its owner: a file held open without sharing.</summary>
public static class OneAtATime
{
    // What flock(2) and CreateFile say of a file that another process has: EWOULDBLOCK, ERROR_SHARING_VIOLATION. Anything else
    // about the file, such as a file system that became read-only, does not pass by waiting.
    const int TakenOnLinux = 11, TakenOnMacOS = 35, TakenOnWindows = unchecked((int)0x80070020);

    /// <summary>Waits until nobody else holds it; the holders only move or make files, so that is a moment.</summary>
    /// <exception cref="OperationCanceledException"/>
    /// <exception cref="IOException">It cannot be made or written.</exception>
    /// <exception cref="UnauthorizedAccessException"/>
    public static FileStream Enter(string path, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            }
            catch (IOException e) when (e.HResult is TakenOnLinux or TakenOnMacOS or TakenOnWindows)
            {
                cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20));
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }
}
