namespace ModelBuild.Execution;

/// <summary>A lock between processes that dies with its owner: a file held open without sharing.</summary>
static class OneAtATime
{
    /// <summary>Waits until nobody else holds it; the holders only swap folders, so that is a moment.</summary>
    public static FileStream Enter(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            }
            catch (IOException e) when (File.Exists(path) && e is not (DirectoryNotFoundException or PathTooLongException))
            {
                new ManualResetEventSlim().Wait(TimeSpan.FromMilliseconds(20));
            }
        }
    }
}
