using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ModelBuild.Tabular;

// A table's columns.bin while it is made, in the stage's temporary folder. Written, not mapped: a full disk is then an error and not a crash.
sealed class TemporaryCells : IDisposable
{
    const int PieceSize = 1 << 16;

    SafeFileHandle handle = null!;

    // Takes the room that it needs at once, where the file system can.
    public TemporaryCells(string path, long size)
    {
        Path = path;
        TemporaryFile.Guard(path, () => handle = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, FileOptions.None, size));
    }

    public string Path { get; }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(handle, bytes, offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw TemporaryFile.Error(Path, e);
        }
    }

    public void Read(Span<int> codes, long offset)
    {
        var bytes = MemoryMarshal.AsBytes(codes);
        for (var at = 0; at < bytes.Length;)
            at += RandomAccess.Read(handle, bytes[at..], offset + at) is > 0 and var read ? read : throw new EndOfStreamException($"{Path} is shorter than it was written.");
    }

    // From here on, in pieces of some size.
    public void WriteAll(long offset, Func<ArrayBufferWriter<byte>, bool> more)
    {
        var writer = new ArrayBufferWriter<byte>(PieceSize * 2);
        for (var goes = true; goes;)
        {
            while ((goes = more(writer)) && writer.WrittenCount < PieceSize) { }
            Write(writer.WrittenSpan, offset);
            offset += writer.WrittenCount;
            writer.ResetWrittenCount();
        }
    }

    public void SetLength(long length) => TemporaryFile.Guard(Path, () => RandomAccess.SetLength(handle, length));

    public void Dispose() => handle.Dispose();
}
