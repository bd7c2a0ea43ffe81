using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelBuild.Tabular;

// Numbers in a file's bytes, as memory. Only read-only memory of it is handed out: a map cannot be written.
sealed unsafe class FileMemory<T> : MemoryManager<T> where T : unmanaged
{
    readonly FileBytes file;
    readonly long offset;
    readonly int count;

    public FileMemory(FileBytes file, long offset, int count)
    {
        (this.file, this.offset, this.count) = (file, offset, count);
        if (offset < 0 || count < 0 || offset > file.Length - (long)count * Unsafe.SizeOf<T>())
            throw new InvalidDataException($"{file.Path} is damaged: it has {file.Length} bytes, and {count} numbers are needed at {offset}.");
    }

    public override Memory<T> Memory => CreateMemory(count);

    public override Span<T> GetSpan() => file.IsMapped
        ? new Span<T>(file.Address(offset), count)
        : MemoryMarshal.Cast<byte, T>(file.Slice(offset, (long)count * Unsafe.SizeOf<T>()));

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        if (file.IsMapped)
            return new(file.Address(offset + (long)elementIndex * Unsafe.SizeOf<T>()));
        var pinned = GCHandle.Alloc(file.Loaded, GCHandleType.Pinned);
        return new((byte*)pinned.AddrOfPinnedObject() + offset + (long)elementIndex * Unsafe.SizeOf<T>(), pinned);
    }

    public override void Unpin() { }

    protected override void Dispose(bool disposing) { }
}
