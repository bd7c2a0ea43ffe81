namespace ModelBuild.Store;

/// <summary>A lock between processes that dies with its owner: a file held open without sharing.</summary>
public static class OneAtATime
{
    /// <summary>Waits until nobody else holds it; the holders only move or make files, so that is a moment.</summary>
    /// <exception cref="OperationCanceledException"/>
    public static FileStream Enter(string path, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            }
            catch (IOException e) when (File.Exists(path) && e is not (DirectoryNotFoundException or PathTooLongException))
            {
                cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20));
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }
}
