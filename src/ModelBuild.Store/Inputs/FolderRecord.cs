using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;

namespace ModelBuild.Store.Inputs;

/// <summary>How far the digest of a member in a <see cref="FolderRecord"/> can be trusted while its stamp stays.</summary>
static class Trust
{
    /// <summary>A folder: as far as its own members.</summary>
    public const byte Folder = 0;

    /// <summary>Not at all: it changed so shortly before it was read that a second change may have left the same times.</summary>
    public const byte Nothing = 1;

    /// <summary>It was read by whoever wrote the record.</summary>
    public const byte Remembered = 2;

    /// <summary>This process read it.</summary>
    public const byte Read = 3;

    /// <summary>With one of the others: it must be read first.</summary>
    public const byte Pending = 0x80;
}

/// <summary>
/// What is known of a folder: its digest, and of each member name, stamp, and digest. Bytes rather than objects, since there are
/// folders of a million files; the same bytes are in the file of a <see cref="FolderIndex"/>.
/// </summary>
sealed class FolderRecord(Digest digest, ReadOnlyMemory<byte> members, FolderRecord[] folders)
{
    /// <summary>The digest of its tree object.</summary>
    public Digest Digest => digest;

    /// <summary>As <see cref="MemberBytes"/>, one after the other, sorted by <see cref="TreeMember.CompareNames"/>.</summary>
    public ReadOnlyMemory<byte> Members => members;

    /// <summary>The records of the members that are folders, in that order.</summary>
    public FolderRecord[] Folders => folders;

    /// <summary>The digest of the folder's tree object, from the digests of its members.</summary>
    public static Digest DigestOf(ReadOnlySpan<byte> members)
    {
        var text = new byte[Math.Min(2L * members.Length + 1024, 1 << 16)];
        Span<char> hex = stackalloc char[2 * SHA256.HashSizeInBytes];
        IncrementalHash? hash = null;
        var length = 0;
        for (; members.Length > 0; members = MemberBytes.Next(members))
        {
            var name = MemberBytes.Name(members);
            if (TreeMember.LongestLine(name) is var line && line > text.Length - length)
            {
                hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                hash.AppendData(text, 0, length);
                length = 0;
                if (line > text.Length)
                    text = new byte[line];
            }
            Convert.TryToHexStringLower(MemberBytes.Digest(members), hex, out _);
            length += TreeMember.WriteLine(text.AsSpan(length),
                MemberBytes.Trust(members) == Trust.Folder ? ArtifactKind.Folder : ArtifactKind.File, hex, MemberBytes.Stamp(members).Size, name);
        }
        if (hash is null)
            return Digest.Of(text.AsSpan(0, length));
        using (hash)
        {
            hash.AppendData(text, 0, length);
            Span<byte> result = stackalloc byte[SHA256.HashSizeInBytes];
            hash.GetHashAndReset(result);
            return Digest.FromHash(result);
        }
    }

    /// <summary>Whether another says the same of the same members, no matter who read them.</summary>
    public bool SaysTheSameAs(FolderRecord other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (Digest != other.Digest || Members.Length != other.Members.Length)
            return false;
        var own = Members.Span;
        var others = other.Members.Span;
        for (; own.Length > 0; own = MemberBytes.Next(own), others = MemberBytes.Next(others))
        {
            // The names are those of the same digest. The times of a folder tell nothing of what is in it.
            if (MemberBytes.Trust(own) is var trust && trust != Trust.Folder
                && (MemberBytes.Stamp(own) != MemberBytes.Stamp(others) || trust >= Trust.Remembered != MemberBytes.Trust(others) >= Trust.Remembered))
                return false;
        }
        for (var i = 0; i < Folders.Length; i++)
        {
            if (!Folders[i].SaysTheSameAs(other.Folders[i]))
                return false;
        }
        return true;
    }
}

/// <summary>A member in the bytes of a <see cref="FolderRecord"/>, which begin with it. Little-endian.</summary>
static class MemberBytes
{
    // Trust, nothing, bytes of the name, name in UTF-16 (which holds any name), size, times, inode, device, digest.
    const int NameAt = 4;
    const int StampSize = 5 * sizeof(long);
    const int Rest = StampSize + SHA256.HashSizeInBytes;

    public static int Length(string name) => NameAt + name.Length * sizeof(char) + Rest;

    public static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> member) => member[(DigestAt(member) + SHA256.HashSizeInBytes)..];

    public static Span<byte> Next(Span<byte> member) => member[(DigestAt(member) + SHA256.HashSizeInBytes)..];

    public static byte Trust(ReadOnlySpan<byte> member) => member[0];

    public static ReadOnlySpan<char> Name(ReadOnlySpan<byte> member) =>
        MemoryMarshal.Cast<byte, char>(member.Slice(NameAt, BinaryPrimitives.ReadUInt16LittleEndian(member[2..])));

    public static FileStamp Stamp(ReadOnlySpan<byte> member)
    {
        var stamp = member.Slice(StampAt(member), StampSize);
        return new(
            BinaryPrimitives.ReadInt64LittleEndian(stamp),
            BinaryPrimitives.ReadInt64LittleEndian(stamp[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(stamp[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(stamp[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(stamp[32..]));
    }

    public static ReadOnlySpan<byte> Digest(ReadOnlySpan<byte> member) => member.Slice(DigestAt(member), SHA256.HashSizeInBytes);

    public static void SetName(Span<byte> member, string name)
    {
        var bytes = MemoryMarshal.AsBytes(name.AsSpan());
        BinaryPrimitives.WriteUInt16LittleEndian(member[2..], checked((ushort)bytes.Length));
        bytes.CopyTo(member[NameAt..]);
    }

    public static void SetTrust(Span<byte> member, byte trust) => BinaryPrimitives.WriteUInt16LittleEndian(member, trust);

    public static void SetStamp(Span<byte> member, FileStamp stamp)
    {
        var bytes = member.Slice(StampAt(member), StampSize);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, stamp.Size);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], stamp.Modified);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], stamp.Changed);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], stamp.Inode);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], stamp.Device);
    }

    public static void SetDigest(Span<byte> member, Digest digest) =>
        Convert.FromHexString(digest.Hex, member.Slice(DigestAt(member), SHA256.HashSizeInBytes), out _, out _);

    public static void SetDigest(Span<byte> member, ReadOnlySpan<byte> hash) => hash.CopyTo(member[DigestAt(member)..]);

    static int StampAt(ReadOnlySpan<byte> member) => NameAt + BinaryPrimitives.ReadUInt16LittleEndian(member[2..]);

    static int DigestAt(ReadOnlySpan<byte> member) => StampAt(member) + StampSize;
}
