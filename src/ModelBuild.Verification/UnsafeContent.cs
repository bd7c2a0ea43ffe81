using System.IO.Compression;

namespace ModelBuild.Verification;

/// <summary>
/// Recognises, by content and never by name, what runs code where it is opened: programs, scripts, and pickles, also packed.
/// Bytes are appended as they are read.
/// </summary>
sealed class UnsafeContent(string place, string name) : IDisposable
{
    const int MostInMemory = 16 << 20;
    const int MostNested = 10_000;
    const long FreeToExpand = 10 << 20;
    const long LargestRatio = 200;
    const int NeedsDictionary = 0x20;

    readonly PickleScan pickle = new();
    readonly byte[] head = new byte[8];
    int headLength;
    long length;
    Stream? packed; // the whole content, where it must be unpacked to be known; what packs anything has more than 8 bytes

    public void Append(ReadOnlySpan<byte> bytes)
    {
        pickle.Append(bytes);
        length += bytes.Length;
        if (headLength < head.Length)
        {
            var taken = Math.Min(bytes.Length, head.Length - headLength);
            bytes[..taken].CopyTo(head.AsSpan(headLength));
            headLength += taken;
            bytes = bytes[taken..];
            if (headLength < head.Length || Packing(head) is null)
                return;
            packed = new MemoryStream();
            packed.Write(head);
        }
        if (packed is MemoryStream memory && length > MostInMemory)
            packed = ToFile(memory);
        packed?.Write(bytes);
    }

    /// <summary>Refuses what was recognised.</summary>
    public void Finish()
    {
        Refuse(Recognise(head.AsSpan(0, headLength), pickle), name);
        if (packed is null)
            return;
        packed.Position = 0;
        if (Packing(head.AsSpan(0, headLength)) == "zip")
            FinishZip(packed);
        else
            FinishStream(packed);
    }

    public void Dispose() => packed?.Dispose();

    static string? Recognise(ReadOnlySpan<byte> head, PickleScan pickle) =>
        pickle.Found ? "a Python pickle"
        : head.StartsWith("MZ"u8) ? "a program for Windows"
        : head.StartsWith("\u007fELF"u8) ? "a program for Linux"
        : head.StartsWith("#!"u8) ? "a script"
        : head.Length >= 4 && (uint)(head[0] << 24 | head[1] << 16 | head[2] << 8 | head[3]) is 0xFEEDFACE or 0xFEEDFACF or 0xCEFAEDFE or 0xCFFAEDFE or 0xCAFEBABE ? "a program for macOS, or Java"
        // joblib opens these by itself, and nothing here can look into them.
        : head.StartsWith("BZh"u8) || head.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]) || head.StartsWith((ReadOnlySpan<byte>)[0x04, 0x22, 0x4D, 0x18])
            || head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) || head.StartsWith((ReadOnlySpan<byte>)[0x5D, 0, 0]) ? "packed so that nobody can look into it (bzip2, xz, lzma, lz4 or zstd)"
        : null;

    static string? Packing(ReadOnlySpan<byte> head) =>
        head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith("PK\u0005\u0006"u8) ? "zip"
        : head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 8]) ? "gzip"
        : head.Length >= 2 && (head[0] & 0x0F) == 8 && head[0] >> 4 <= 7 && (head[1] & NeedsDictionary) == 0 && (head[0] << 8 | head[1]) % 31 == 0 ? "zlib"
        : null;

    void FinishZip(Stream zip)
    {
        try
        {
            using var archive = new ZipArchive(zip, ZipArchiveMode.Read, leaveOpen: true);
            if (archive.Entries.Count > MostNested)
                throw new VerificationException(Codes.TooMuch, place, $"'{name}' is an archive of {archive.Entries.Count} files, more than {MostNested}. Do not use the package.");
            long total = 0;
            foreach (var entry in archive.Entries)
            {
                using var stream = entry.Open();
                Look(stream, $"{name}/{entry.FullName}", ref total);
            }
        }
        catch (InvalidDataException exception)
        {
            Refuse($"an archive that cannot be looked into ({exception.Message.TrimEnd('.')})", name);
        }
    }

    // gzip or zlib, perhaps; raw numbers can begin like zlib, and then there is nothing to look into.
    void FinishStream(Stream stream)
    {
        using Stream unpacked = Packing(head.AsSpan(0, headLength)) == "gzip"
            ? new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true)
            : new ZLibStream(stream, CompressionMode.Decompress, leaveOpen: true);
        try
        {
            long total = 0;
            Look(unpacked, name, ref total);
        }
        catch (InvalidDataException)
        {
            // What Python could not unpack either cannot be loaded by it.
        }
    }

    void Look(Stream stream, string what, ref long total)
    {
        var scan = new PickleScan();
        var inner = new byte[8];
        var innerLength = 0;
        var buffer = new byte[64 << 10];
        while (stream.Read(buffer) is > 0 and var read)
        {
            scan.Append(buffer.AsSpan(0, read));
            if (innerLength < inner.Length)
            {
                var taken = Math.Min(read, inner.Length - innerLength);
                buffer.AsSpan(0, taken).CopyTo(inner.AsSpan(innerLength));
                innerLength += taken;
            }
            // As soon as it is known: what follows may be damaged so that reading it fails.
            Refuse(Recognise(inner.AsSpan(0, innerLength), scan), what);
            total += read;
            if (total > FreeToExpand && total / LargestRatio > length)
                throw new VerificationException(Codes.TooMuch, place, $"'{name}' would expand from {length} to more than {total} bytes, more than {LargestRatio} times. Do not use the package.");
        }
        if (innerLength > 0 && Packing(inner.AsSpan(0, innerLength)) is "zip" or "gzip")
            Refuse("an archive within an archive", what);
    }

    void Refuse(string? recognised, string what)
    {
        if (recognised is not null)
            throw new VerificationException(Codes.UnsafeContent, place,
                $"{Wording.Quote(what)} is {recognised}, whatever its name says; a model is data. Save the model in another format, or do not use the package.");
    }

    // Only archives within a package come here, and large ones; the file has no name that anyone could open it by for long.
    static FileStream ToFile(MemoryStream memory)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(Path.Combine(Path.GetTempPath(), $"modelbuild-{Guid.NewGuid():N}"), options);
        memory.WriteTo(file);
        memory.Dispose();
        return file;
    }
}
