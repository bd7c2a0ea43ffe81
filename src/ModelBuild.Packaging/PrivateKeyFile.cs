namespace ModelBuild.Packaging;

/// <summary>Reads the file of a private key, which nobody but its owner may be able to read.</summary>
static class PrivateKeyFile
{
    const int Largest = 64 << 10;
    const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static char[] Read(string path)
    {
        var bytes = new byte[Largest + 1];
        try
        {
            using var file = new FileStream(path, new FileStreamOptions { Share = FileShare.Read | FileShare.Delete, BufferSize = 0 });
            // Asked of the open file, so that it cannot be another one by now.
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Others) is not UnixFileMode.None and var others)
                throw new SigningException("MB5032", path,
                    $"the signing key can be reached by others than its owner ({others}). Run: chmod 600 on it; if others may have read it, make a new one.");
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > Largest)
                throw new SigningException("MB5033", path, $"the signing key has more than {Largest} bytes. Give the file of a private key in PEM.");
            var text = new char[length];
            for (var i = 0; i < length; i++)
                text[i] = (char)bytes[i]; // PEM is ASCII; anything else is no PEM afterwards, too
            return text;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SigningException("MB5031", path, $"the signing key cannot be read: {exception.Message} Correct the path or its permissions.");
        }
        finally
        {
            Array.Clear(bytes);
        }
    }
}
