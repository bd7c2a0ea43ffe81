using System.IO.MemoryMappedFiles;

namespace ModelBuild.Tabular;

// The bytes of a file: those of a small one in memory, so that nothing holds the file; a large one is mapped when it is first read.
// A map stays until the process ends or its owner says so: a span of it keeps nothing alive, so a reader that comes later would crash.
sealed unsafe class FileBytes
{
    // Below it a copy costs less than the page faults of a map.
    public const long SmallestMap = 16 << 20;

    readonly byte[]? loaded;
    readonly Lazy<nint> map;
    MemoryMappedViewAccessor? view;

    FileBytes(string path, long length, byte[]? loaded) =>
        (Path, Length, this.loaded, map) = (path, length, loaded, new(Map));

    public string Path { get; private set; }

    public long Length { get; }

    public byte[]? Loaded => loaded;

    // Whether the file is read where it lies, now or later.
    public bool IsMapped => loaded is null;

    public static FileBytes Open(string path, long smallestMap = SmallestMap)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Tables are little-endian, and this processor is not.");
        // Opened: a stage is given links to what the store has, whose own length is that of their path.
        long length;
        using (var file = File.OpenHandle(path))
            length = RandomAccess.GetLength(file);
        if (length >= smallestMap && length > 0)
            return new(path, length, null);
        return new(path, length, File.ReadAllBytes(path));
    }

    // After the file was moved; a map stays on it.
    public void MovedTo(string path) => Path = path;

    public Span<byte> Slice(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
            throw new InvalidDataException($"{Path} is damaged: it has {Length} bytes, and {length} are needed at {offset}.");
        return loaded is not null
            ? loaded.AsSpan(checked((int)offset), checked((int)length))
            : new Span<byte>((byte*)map.Value + offset, checked((int)length));
    }

    // Where nobody will read it again, and the process goes on.
    public void Unmap()
    {
        view?.SafeMemoryMappedViewHandle.ReleasePointer();
        view?.Dispose();
        view = null;
    }

    public byte* Address(long offset) => (byte*)map.Value + offset;

    public ReadOnlyMemory<double> Doubles(long offset, int count) => new FileMemory<double>(this, offset, count).Memory;

    public ReadOnlyMemory<int> Ints(long offset, int count) => new FileMemory<int>(this, offset, count).Memory;

    public ReadOnlyMemory<long> Longs(long offset, int count) => new FileMemory<long>(this, offset, count).Memory;

    nint Map()
    {
        // Deleting stays allowed where the system allows it at all: Windows keeps a mapped file until the process has ended.
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
        if (stream.Length != Length)
            throw new InvalidDataException($"{Path} is damaged: it had {Length} bytes and now has {stream.Length}.");
        using var file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        view = file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        byte* address = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref address); // which keeps the map
        return (nint)(address + view.PointerOffset);
    }
}
