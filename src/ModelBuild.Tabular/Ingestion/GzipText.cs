using System.IO.Compression;

namespace ModelBuild.Tabular;

// Unpacks gzip (RFC 1952), several members too. GZipStream takes data that was cut off for complete, and ignores what follows a member:
// so it is given one more member, and all is there where that one comes out at the end.
static class GzipText
{
    static readonly byte[] Mark = [.. "\0end of the data\0"u8];

    // What .NET says of it names the first byte that makes no sense, and so misleads.
    public static StageError Damaged(DataSource data, DataMember member) =>
        new("The data is gzip, and the file is damaged or incomplete. Pack it anew, or fetch it once more.") { Code = Codes.DamagedGzip, Input = data.Name, Member = member.Name };

    // Throws InvalidDataException for what is damaged, StageException where the text cannot be written.
    public static void Unpack(string source, string target, CancellationToken cancellation)
    {
        using var packed = File.OpenRead(source);
        using var text = new GZipStream(new Followed(packed, Packed(Mark)), CompressionMode.Decompress);
        FileStream? created = null;
        TemporaryFile.Guard(target, () => created = new FileStream(target, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
        using var file = created!;
        var buffer = new byte[1 << 18];
        for (int length; (length = text.Read(buffer)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            TemporaryFile.Guard(target, () => file.Write(buffer, 0, length));
        }
        var end = new byte[Mark.Length];
        if (file.Length >= end.Length)
        {
            file.Position = file.Length - end.Length;
            file.ReadExactly(end);
        }
        if (!end.AsSpan().SequenceEqual(Mark))
            throw new InvalidDataException("It ends too early, or something else follows it.");
        file.SetLength(file.Length - end.Length);
    }

    static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    // A stream, and bytes behind its end.
    sealed class Followed(Stream stream, byte[] tail) : Stream
    {
        int used;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (stream.Read(buffer) is > 0 and var read)
                return read;
            var rest = tail.AsSpan(used, Math.Min(tail.Length - used, buffer.Length));
            rest.CopyTo(buffer);
            used += rest.Length;
            return rest.Length;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
