namespace ModelBuild.Tabular;

// A piece of a file in memory, with room behind it for reading 64 bytes at once.
sealed class FileBuffer
{
    byte[] bytes = [];

    // Longer than what was read.
    public Span<byte> Bytes => bytes;

    // Throws InvalidDataException where the file has become shorter.
    public void Read(string path, long start, int length)
    {
        var needed = (length / ByteMasks.Width + 2) * ByteMasks.Width;
        if (bytes.Length < needed)
            bytes = new byte[needed];
        using var file = File.OpenHandle(path);
        for (var at = 0; at < length;)
            at += RandomAccess.Read(file, bytes.AsSpan(at, length - at), start + at) is > 0 and var read ? read
                : throw new InvalidDataException("The data changed while it was read.");
    }
}
