using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ModelBuild.Verification;

/// <summary>
/// Reads the directory of a zip archive so that nobody can read another one out of the same bytes: the directory and the data fill
/// the file without a gap, every file's own header says what the directory says, and what NuGet never writes is refused.
/// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
/// </summary>
sealed class ZipDirectory
{
    const int EndLength = 22, LocatorLength = 20, End64Length = 56, HeaderLength = 46, LocalLength = 30;
    const uint EndMark = 0x06054b50, LocatorMark = 0x07064b50, End64Mark = 0x06064b50, HeaderMark = 0x02014b50, LocalMark = 0x04034b50;
    const int LargestDirectory = 16 << 20;
    // A descriptor of CRC and sizes, perhaps with its mark, sizes of 4 or 8 bytes.
    const int LongestDescriptor = 24;
    const ushort Encrypted = 1, HasDescriptor = 8, SizesField = 1;
    // Encrypted, the two hints of deflate at its effort, a descriptor, UTF-8.
    const ushort KnownFlags = Encrypted | 2 | 4 | HasDescriptor | 0x800;
    const int FileTypes = 0xF000, RegularFile = 0x8000, FolderAttribute = 0x10;

    readonly SafeFileHandle file;
    readonly string place;
    readonly long length;

    ZipDirectory(SafeFileHandle file, string place)
    {
        (this.file, this.place) = (file, place);
        length = RandomAccess.GetLength(file);
    }

    public static IReadOnlyList<ZipEntry> Read(SafeFileHandle file, string place, int mostEntries) => new ZipDirectory(file, place).Read(mostEntries);

    List<ZipEntry> Read(int mostEntries)
    {
        var (count, size, offset) = ReadEnd();
        if (count > mostEntries)
            throw new VerificationException(Codes.TooMuch, place, $"it has {count} files, more than {mostEntries}. Do not use the package.");
        if (size > LargestDirectory || count * HeaderLength > size)
            throw Broken($"its directory of {count} files has {size} bytes");

        var directory = ReadBytes(offset, (int)size);
        var headers = new List<(ZipEntry Entry, long Offset, ushort Flags)>((int)count);
        var at = 0;
        for (var i = 0; i < count; i++)
            headers.Add(ReadHeader(directory, ref at));
        if (at != directory.Length)
            throw Broken("its directory has bytes after its last file");
        return PlaceData(headers, offset);
    }

    (long Count, long Size, long Offset) ReadEnd()
    {
        if (length < EndLength)
            throw Broken($"it has {length} bytes, too few for any archive");
        var end = ReadBytes(length - EndLength, EndLength);
        if (U32(end, 0) != EndMark || U16(end, 20) != 0)
            throw Broken("it does not end as an archive without a comment does; the file may be cut off");
        if (U16(end, 4) != 0 || U16(end, 6) != 0 || U16(end, 8) != U16(end, 10))
            throw Broken("it is one part of several");
        long count = U16(end, 10), size = U32(end, 12), offset = U32(end, 16), after = length - EndLength;
        if (count == ushort.MaxValue || size == uint.MaxValue || offset == uint.MaxValue)
            (count, size, offset, after) = ReadEnd64();
        return size >= 0 && offset >= 0 && count >= 0 && offset <= after && offset + size == after
            ? (count, size, offset)
            : throw Broken("its directory is not directly before its end");
    }

    (long Count, long Size, long Offset, long After) ReadEnd64()
    {
        var at = length - EndLength - LocatorLength - End64Length;
        if (at < 0)
            throw Broken("its end does not say where its directory is");
        var bytes = ReadBytes(at, End64Length + LocatorLength);
        return U32(bytes, 0) == End64Mark && U64(bytes, 4) == End64Length - 12 && U32(bytes, 16) == 0 && U32(bytes, 20) == 0 && U64(bytes, 24) == U64(bytes, 32)
            && U32(bytes, End64Length) == LocatorMark && U64(bytes, End64Length + 8) == at
            ? (U64(bytes, 32), U64(bytes, 40), U64(bytes, 48), at)
            : throw Broken("its end does not say where its directory is");
    }

    (ZipEntry Entry, long Offset, ushort Flags) ReadHeader(byte[] directory, ref int at)
    {
        if (directory.Length - at < HeaderLength || U32(directory, at) != HeaderMark)
            throw Broken("its directory is damaged");
        var header = directory.AsSpan(at);
        int nameLength = U16(header, 28), extraLength = U16(header, 30), commentLength = U16(header, 32);
        if (header.Length < HeaderLength + nameLength + extraLength + commentLength)
            throw Broken("its directory is damaged");
        at += HeaderLength + nameLength + extraLength + commentLength;

        // Only ASCII is allowed in the end; Latin-1 keeps every other byte to be refused, whatever encoding it was meant in.
        var name = Encoding.Latin1.GetString(header.Slice(HeaderLength, nameLength));
        long compressed = U32(header, 20), bytes = U32(header, 24), offset = U32(header, 42);
        ReadExtra64(header.Slice(HeaderLength + nameLength, extraLength), name, ref bytes, ref compressed, ref offset);
        ushort flags = U16(header, 8), method = U16(header, 10);
        CheckKind(name, flags, method, U32(header, 38));
        if (commentLength > 0 || U16(header, 34) != 0)
            throw Broken($"the file {Wording.Quote(name)} has a comment or lies in another part");
        if (bytes < 0 || compressed < 0 || offset < 0 || (method == 0 && bytes != compressed))
            throw WrongLength(name, bytes, compressed);
        return (new(name, bytes, compressed, 0, method == 8), offset, flags);
    }

    void CheckKind(string name, ushort flags, ushort method, uint attributes)
    {
        var type = (attributes >> 16) & FileTypes;
        if (type is not (0 or RegularFile) || (attributes & FolderAttribute) != 0 || name.EndsWith('/'))
            throw new VerificationException(Codes.NotARegularFile, place,
                $"{Wording.Quote(name)} is not a regular file but a {(type == 0xA000 ? "symbolic link" : type is 0 or 0x4000 ? "folder" : "pipe, socket or device")}. Do not use the package; make it again.");
        if ((flags & Encrypted) != 0)
            throw Broken($"the file {Wording.Quote(name)} is encrypted");
        if ((flags & ~KnownFlags) != 0 || method is not (0 or 8))
            throw Broken($"the file {Wording.Quote(name)} is packed in a way (flags {flags}, method {method}) that NuGet never uses");
    }

    // Sizes and offsets from 4 GiB stand in an extra field, those that need it in this order. Other fields can change what a reader sees:
    // 0x7075 gives a file another name. NuGet writes none of them.
    void ReadExtra64(ReadOnlySpan<byte> extra, string name, ref long bytes, ref long compressed, ref long offset)
    {
        var found = false;
        while (extra.Length > 0)
        {
            if (extra.Length < 4 || extra.Length < 4 + U16(extra, 2))
                throw Broken($"the file {Wording.Quote(name)} has a damaged extra field");
            if (U16(extra, 0) != SizesField)
                throw Broken($"the file {Wording.Quote(name)} has an extra field (0x{U16(extra, 0):x4}) that NuGet never writes");
            var field = extra.Slice(4, U16(extra, 2));
            extra = extra[(4 + field.Length)..];
            if (found)
                throw Broken($"the file {Wording.Quote(name)} has two sizes");
            found = true;
            Take(ref field, ref bytes);
            Take(ref field, ref compressed);
            Take(ref field, ref offset);
            if (field.Length > 0) // .NET takes the numbers of a longer field for others than the specification does
                throw Broken($"the file {Wording.Quote(name)} has a damaged extra field");
        }

        void Take(ref ReadOnlySpan<byte> field, ref long value)
        {
            if (value != uint.MaxValue)
                return;
            if (field.Length < 8)
                throw Broken($"the file {Wording.Quote(name)} has a damaged extra field");
            value = U64(field, 0);
            field = field[8..];
        }
    }

    // The data of all files, in the order of their offsets, reaches from the first byte to the directory.
    List<ZipEntry> PlaceData(List<(ZipEntry Entry, long Offset, ushort Flags)> headers, long directoryOffset)
    {
        var placed = new List<ZipEntry>(headers.Count);
        long end = 0;
        var slack = 0;
        foreach (var (entry, offset, flags) in headers.OrderBy(header => header.Offset))
        {
            if (offset < end || offset > end + slack)
                throw Gap(entry.Name);
            var data = ReadLocalHeader(entry, offset, flags);
            if (data > directoryOffset || entry.Compressed > directoryOffset - data)
                throw Gap(entry.Name);
            placed.Add(entry with { DataOffset = data });
            end = data + entry.Compressed;
            slack = (flags & HasDescriptor) != 0 ? LongestDescriptor : 0;
        }
        if (directoryOffset < end || directoryOffset > end + slack)
            throw Broken("there are bytes between its files and its directory that belong to neither");
        return placed;

        VerificationException Gap(string name) => Broken($"before, or within, the data of {Wording.Quote(name)} there are bytes that are not its own");
    }

    long ReadLocalHeader(ZipEntry entry, long offset, ushort flags)
    {
        if (offset > length - LocalLength)
            throw Broken($"the data of {Wording.Quote(entry.Name)} is not in the file");
        var header = ReadBytes(offset, LocalLength);
        int nameLength = U16(header, 26), extraLength = U16(header, 28);
        if (U32(header, 0) != LocalMark || U16(header, 6) != flags || U16(header, 8) != (entry.IsDeflated ? 8 : 0) || offset + LocalLength + nameLength + extraLength > length)
            throw Broken($"the header of {Wording.Quote(entry.Name)} is not what the directory says");
        var rest = ReadBytes(offset + LocalLength, nameLength + extraLength);
        var name = Encoding.Latin1.GetString(rest.AsSpan(0, nameLength));
        if (name != entry.Name)
            throw Broken($"the file {Wording.Quote(entry.Name)} of the directory is {Wording.Quote(name)} in its own header");

        long compressed = U32(header, 18), bytes = U32(header, 22), none = 0;
        ReadExtra64(rest.AsSpan(nameLength), name, ref bytes, ref compressed, ref none);
        var unknown = (flags & HasDescriptor) != 0 && bytes == 0 && compressed == 0; // until the descriptor, which the directory repeats
        return unknown || (bytes == entry.Bytes && compressed == entry.Compressed)
            ? offset + LocalLength + nameLength + extraLength
            : throw WrongLength(name, bytes, entry.Bytes);
    }

    byte[] ReadBytes(long offset, int count)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            var more = RandomAccess.Read(file, bytes.AsSpan(read), offset + read);
            if (more == 0)
                throw Broken("it ends early");
            read += more;
        }
        return bytes;
    }

    VerificationException Broken(string what) => new(Codes.NotAnArchive, place, $"it is not a well-formed package: {what}. Get it again.");

    VerificationException WrongLength(string name, long one, long other) => new(Codes.WrongLength, place,
        $"the archive gives two lengths for {Wording.Quote(name)}: {one} and {other} bytes. Do not use the package.");

    static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    static long U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
