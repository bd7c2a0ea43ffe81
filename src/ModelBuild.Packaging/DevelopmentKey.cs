using System.Security.Cryptography;

namespace ModelBuild.Packaging;

/// <summary>The key of someone who has set none up: made once in the user's profile, so that a first package can be signed and verified.</summary>
public static class DevelopmentKey
{
    /// <summary>What everything that it signs says of it.</summary>
    public const string Name = "development key";

    /// <summary>The user's folder for settings: <c>XDG_CONFIG_HOME</c> where it is set, else the platform's.</summary>
    public static string ProfileFolder(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment("XDG_CONFIG_HOME") is { Length: > 0 } folder && Path.IsPathRooted(folder)
            ? folder
            : Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
    }

    /// <summary>Where it is in a profile.</summary>
    public static string PathIn(string profileFolder) => Path.Combine(profileFolder, "modelbuild", "development-key.pem");

    internal static bool Exists(string profileFolder) => File.Exists(PathIn(profileFolder));

    internal static SigningKey FindOrMake(string profileFolder)
    {
        var path = PathIn(profileFolder);
        if (!File.Exists(path))
            Make(path);
        return PrivateKeyPem.Import(PrivateKeyFile.Read(path), path, passwordVariable: null, _ => null, isDevelopment: true);
    }

    // Whole under another name first, then linked to its own, which only one of two builds can do; both read what is there then.
    static void Make(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            try
            {
                Write(temporary);
                NewFile.Move(temporary, path);
            }
            finally
            {
                File.Delete(temporary);
            }
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another build was first.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SigningException("MB5035", path,
                $"no development key can be made: {exception.Message} Make the folder writable, or set ModelSigningKeyFile or {SigningKey.Variable}.");
        }
    }

    static void Write(string path)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
        file.Flush(flushToDisk: true);
    }
}
