namespace ModelBuild.Prediction.Tests;

sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("modelbuild-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
