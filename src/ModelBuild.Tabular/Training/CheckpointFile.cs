using System.Security.Cryptography;
using System.Text;

namespace ModelBuild.Tabular;

// The file that the next attempt at a training goes on from: a line with the trainer's name and format, the SHA-256 of all that
// the training follows from, what the trainer wrote, and the SHA-256 of it all. One that is not whole, or of another training,
// is as none. The identity is asked for only where there is a file to read or to write.
sealed class CheckpointFile(string folder, string trainer, Lazy<byte[]> identity)
{
    readonly string path = Path.Combine(folder, trainer + ".checkpoint");

    byte[] Header => [.. Encoding.UTF8.GetBytes($"MBCHECKPOINT3 {trainer}\n"), .. identity.Value];

    public void Write(Action<Stream> write)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Header);
        write(bytes);
        var content = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        var temporary = path + ".new";
        using (var file = File.Create(temporary))
        {
            file.Write(content);
            file.Write(SHA256.HashData(content));
        }
        File.Move(temporary, path, overwrite: true);
    }

    // Nothing where there is no file, or a damaged one, or that of another training; else as it was written.
    public bool TryRead(out ReadOnlySpan<byte> state)
    {
        state = default;
        if (!File.Exists(path))
            return false;
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        var header = Header;
        if (file.Length < header.Length + SHA256.HashSizeInBytes || !file.StartsWith(header)
            || !SHA256.HashData(file[..^SHA256.HashSizeInBytes]).AsSpan().SequenceEqual(file[^SHA256.HashSizeInBytes..]))
            return false;
        state = file[header.Length..^SHA256.HashSizeInBytes];
        return true;
    }
}
