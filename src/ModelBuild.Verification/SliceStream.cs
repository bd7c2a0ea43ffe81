using Microsoft.Win32.SafeHandles;

namespace ModelBuild.Verification;

/// <summary>A part of an open file. Several can be read beside each other.</summary>
sealed class SliceStream(SafeFileHandle file, long offset, long length) : ForwardStream
{
    long position;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length > length - position)
            buffer = buffer[..(int)(length - position)];
        var read = buffer.Length == 0 ? 0 : RandomAccess.Read(file, buffer, offset + position);
        position += read;
        return read;
    }
}
