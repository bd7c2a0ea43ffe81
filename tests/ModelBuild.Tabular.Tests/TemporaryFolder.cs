using System.Text;

namespace ModelBuild.Tabular.Tests;

sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("modelbuild-").FullName;

    public DataSource Data(byte[] content)
    {
        var path = System.IO.Path.Combine(Path, "data.csv");
        File.WriteAllBytes(path, content);
        return new("data", path);
    }

    public DataSource Data(string content) => Data(Encoding.UTF8.GetBytes(content));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
