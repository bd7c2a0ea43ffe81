using System.Text;
using ModelBuild.Core.Digests;

namespace ModelBuild.Store.Remote;

/// <summary>
/// An entry as servers of Bazel's cache want it: a message <c>ActionResult</c> of the Remote Execution API
/// (https://github.com/bazelbuild/remote-apis), whose <c>output_files</c> are the objects of the result, so that the server
/// knows what belongs together, and whose <c>stdout_raw</c> is our own entry. Nothing else in it counts.
/// </summary>
public static class ActionResultMessage
{
    const int OutputFiles = 2; // of ActionResult
    const int StdoutRaw = 5;
    const int Path = 1; // of OutputFile
    const int ObjectDigest = 2;
    const int Hash = 1; // of Digest
    const int SizeBytes = 2;

    const int Varint = 0;
    const int Fixed64 = 1;
    const int Bytes = 2;
    const int Fixed32 = 5;

    public static byte[] Write(IEnumerable<(Digest Digest, long Size)> objects, ReadOnlySpan<byte> entry)
    {
        var message = new MemoryStream();
        foreach (var (digest, size) in objects)
        {
            var hash = Encoding.ASCII.GetBytes(digest.Hex);
            var file = new MemoryStream();
            WriteBytes(file, Path, hash); // no two may have one path, and what they are called is nobody's business
            var reference = new MemoryStream();
            WriteBytes(reference, Hash, hash);
            if (size > 0)
                WriteNumber(reference, SizeBytes, (ulong)size);
            WriteBytes(file, ObjectDigest, reference.ToArray());
            WriteBytes(message, OutputFiles, file.ToArray());
        }
        WriteBytes(message, StdoutRaw, entry);
        return message.ToArray();
    }

    /// <summary>Our own entry; null where the message has none, or is none. Servers add fields of their own, which are passed over.</summary>
    public static byte[]? FindEntry(ReadOnlySpan<byte> message)
    {
        byte[]? entry = null;
        while (message.Length > 0)
        {
            if (!TryReadNumber(ref message, out var tag))
                return null;
            ulong length;
            switch (tag & 7)
            {
                case Varint when TryReadNumber(ref message, out _):
                    continue;
                case Fixed64:
                    length = 8;
                    break;
                case Fixed32:
                    length = 4;
                    break;
                case Bytes when TryReadNumber(ref message, out length):
                    break;
                default:
                    return null;
            }
            if (length > (ulong)message.Length)
                return null;
            if (tag == (StdoutRaw << 3 | Bytes))
                entry = message[..(int)length].ToArray();
            message = message[(int)length..];
        }
        return entry;
    }

    static void WriteBytes(MemoryStream message, int field, ReadOnlySpan<byte> bytes)
    {
        WriteNumber(message, (ulong)(field << 3 | Bytes));
        WriteNumber(message, (ulong)bytes.Length);
        message.Write(bytes);
    }

    static void WriteNumber(MemoryStream message, int field, ulong value)
    {
        WriteNumber(message, (ulong)(field << 3 | Varint));
        WriteNumber(message, value);
    }

    static void WriteNumber(MemoryStream message, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            message.WriteByte((byte)(value | 0x80));
        message.WriteByte((byte)value);
    }

    static bool TryReadNumber(ref ReadOnlySpan<byte> message, out ulong value)
    {
        value = 0;
        for (var i = 0; i < message.Length && i < 10; i++)
        {
            value |= (ulong)(message[i] & 0x7F) << (7 * i);
            if (message[i] < 0x80)
            {
                message = message[(i + 1)..];
                return true;
            }
        }
        return false;
    }
}
