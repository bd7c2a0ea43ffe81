using System.IO.Compression;
using System.Text;

namespace ModelBuild.Verification.Tests;

/// <summary>One file of a hand-made archive; whatever is set differently from the truth is a lie that the archive tells.</summary>
sealed record RawEntry(string Name, byte[] Content)
{
    public bool Deflate { get; init; } = true;

    public ushort Flags { get; init; }

    /// <summary>In its own header, where that is to differ from the directory.</summary>
    public string? LocalName { get; init; }

    public uint? Length { get; init; }

    /// <summary>In its own header; with 0 the packed length is 0 there, too, as if a descriptor followed.</summary>
    public uint? LocalLength { get; init; }

    public ushort? Method { get; init; }

    public uint Attributes { get; init; }

    /// <summary>Extra fields in the directory.</summary>
    public byte[] Extra { get; init; } = [];

    /// <summary>Extra fields in its own header.</summary>
    public byte[] LocalExtra { get; init; } = [];

    /// <summary>The packed length that the directory gives, where that is to differ from the truth.</summary>
    public uint? Packed { get; init; }

    /// <summary>Bytes that belong to nobody, before its header.</summary>
    public byte[] Before { get; init; } = [];
}

/// <summary>Writes archives byte by byte, also such as no library would write.</summary>
static class RawZip
{
    public static byte[] Write(IEnumerable<RawEntry> entries, string comment = "", byte[]? beforeDirectory = null, ushort? count = null)
    {
        using var zip = new MemoryStream();
        using var directory = new MemoryStream();
        var written = 0;
        foreach (var entry in entries)
        {
            zip.Write(entry.Before);
            var offset = (uint)zip.Length;
            var data = entry.Deflate ? Deflate(entry.Content) : entry.Content;
            var length = entry.Length ?? (uint)entry.Content.Length;
            var method = entry.Method ?? (ushort)(entry.Deflate ? 8 : 0);
            var localName = Encoding.Latin1.GetBytes(entry.LocalName ?? entry.Name);
            var name = Encoding.Latin1.GetBytes(entry.Name);

            Write(zip, 0x04034b50u, (ushort)20, entry.Flags, method, 0u, 0u, entry.LocalLength is 0 ? 0u : (uint)data.Length, entry.LocalLength ?? length, (ushort)localName.Length, (ushort)entry.LocalExtra.Length);
            zip.Write(localName);
            zip.Write(entry.LocalExtra);
            zip.Write(data);

            Write(directory, 0x02014b50u, (ushort)0x0314, (ushort)20, entry.Flags, method, 0u, 0u, entry.Packed ?? (uint)data.Length, length, (ushort)name.Length,
                (ushort)entry.Extra.Length, (ushort)0, (ushort)0, (ushort)0, entry.Attributes, offset);
            directory.Write(name);
            directory.Write(entry.Extra);
            written++;
        }
        zip.Write(beforeDirectory ?? []);
        var start = (uint)zip.Length;
        directory.WriteTo(zip);
        if (written > ushort.MaxValue)
        {
            var at = (ulong)zip.Length;
            Write(zip, 0x06064b50u, 44UL, (ushort)45, (ushort)45, 0u, 0u, (ulong)written, (ulong)written, (ulong)directory.Length, (ulong)start);
            Write(zip, 0x07064b50u, 0u, at, 1u);
        }
        var declared = count ?? (ushort)Math.Min(written, ushort.MaxValue);
        Write(zip, 0x06054b50u, (ushort)0, (ushort)0, declared, declared, (uint)directory.Length, start, (ushort)comment.Length);
        zip.Write(Encoding.Latin1.GetBytes(comment));
        return zip.ToArray();
    }

    static byte[] Deflate(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize))
            deflate.Write(content);
        return packed.ToArray();
    }

    static void Write(Stream stream, params object[] fields)
    {
        foreach (var field in fields)
            stream.Write(field switch
            {
                ushort value => BitConverter.GetBytes(value),
                uint value => BitConverter.GetBytes(value),
                ulong value => BitConverter.GetBytes(value),
                _ => throw new ArgumentException($"{field.GetType()} is no field.", nameof(fields)),
            });
    }
}
