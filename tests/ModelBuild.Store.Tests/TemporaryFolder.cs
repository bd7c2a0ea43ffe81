using System.Text;
using ModelBuild.Core.Digests;

namespace ModelBuild.Store.Tests;

/// <summary>A folder of a test's own, gone afterwards.</summary>
sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("modelbuild-store-").FullName;

    public string this[string name] => Path.Combine(Root, name);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    /// <summary>Where the store in "store" keeps an object.</summary>
    public string ObjectPath(Digest digest) => Path.Combine(Root, "store", "cas", digest.Hex[..2], digest.Hex);

    /// <summary>Changes an object on disk behind the store's back.</summary>
    public void Damage(Digest digest, Action<byte[]> change)
    {
        var path = ObjectPath(digest);
        var bytes = File.ReadAllBytes(path);
        change(bytes);
        File.Delete(path);
        File.WriteAllBytes(path, bytes);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

/// <summary>A clock that a test sets; starts now, since files on disk carry real times.</summary>
sealed class TestClock : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + Ahead;
}
