namespace ModelBuild.Verification;

/// <summary>The content of one entry, as long as the entry says: a byte more or less is refused, and never more than one byte more is made.</summary>
sealed class ExactStream(Stream content, PackageEntry entry, string place) : ForwardStream
{
    long left = entry.Bytes;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length == 0)
            return 0;
        try
        {
            if (left == 0)
            {
                Span<byte> beyond = stackalloc byte[1];
                return content.Read(beyond) == 0 ? 0 : throw Wrong("more");
            }
            var read = content.Read(buffer.Length > left ? buffer[..(int)left] : buffer);
            left -= read;
            return read > 0 ? read : throw Wrong($"only {entry.Bytes - left}");
        }
        catch (InvalidDataException exception)
        {
            throw new VerificationException(Codes.NotAnArchive, place, $"the data of '{entry.Name}' cannot be unpacked: {exception.Message} Get the package again.");
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            content.Dispose();
        base.Dispose(disposing);
    }

    VerificationException Wrong(string actual) => new(Codes.WrongLength, place,
        $"'{entry.Name}' claims to have {entry.Bytes} bytes and has {actual}. Do not use the package.");
}
