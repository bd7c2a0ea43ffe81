using System.ComponentModel;
using System.Net.Sockets;

namespace ModelBuild.Runner;

/// <summary>Tells from an exception what a confined stage was refused, and how to declare it: docs/hermetic.md.</summary>
/// <param name="folder">The stage's own.</param>
sealed class Refusal(StageFile stage, string folder)
{
    const int NoAccess = 13;
    const int AccessDenied = unchecked((int)0x80070005);

    /// <summary>Null where nothing was refused, or the stage is not confined. The engine puts the stage's name in front of the message.</summary>
    public StageError? Find(Exception exception)
    {
        if (!stage.Confined)
            return null;
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is AggregateException { InnerExceptions: var several })
            {
                foreach (var one in several)
                    if (Find(one) is { } found)
                        return found;
                return null;
            }
            if (!stage.Network && cause is SocketException socket && IsRefusal(socket.SocketErrorCode))
                return Error("MB3031", "used the network, which it did not declare. Write `access: { network: true }` into its section of the definition; better, fetch what it needs before the build and declare that as data.", cause);
            if (FileOf(cause) is { } file)
                return file.Length > 0 ? Explain(Path.GetFullPath(file, folder), cause)
                    : Error("MB3030", "was refused a file that its exception does not name; the log has its stack. Declare what it reads as data: a section with `path:` in the definition, and a parameter DataSource of the stage.", cause);
        }
        return null;
    }

    /// <summary>Without a network no name is found either.</summary>
    static bool IsRefusal(SocketError error) =>
        error is SocketError.AccessDenied or SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoRecovery or SocketError.NoData;

    StageError? Explain(string file, Exception cause)
    {
        if (IsOwn(file))
            return null; // the stage's own doing, such as a mode that it set
        if (CanRead(file))
            return Directory.Exists(file) ? null : Written(file, cause); // a folder taken for a file: nobody refused that
        var exists = File.Exists(file) || Directory.Exists(file);
        if (exists && IsBelow(Inputs, file))
            return Replaced(file[(Inputs.Length + 1)..].Split(Path.DirectorySeparatorChar)[0]);
        return exists || !Directory.Exists(Path.GetDirectoryName(file))
            ? Error("MB3030", $"read '{file}', which it did not declare. Declare it as data: a section with `path:` in the definition, and a parameter DataSource of the stage.", cause)
            : Written(file, cause);
    }

    static StageError Written(string file, Exception cause) =>
        Error("MB3030", $"wrote '{file}', which is not its own. Return what it makes, or write into StageContext.TemporaryFolder or CheckpointFolder; inputs are only to be read.", cause);

    static StageError Error(string code, string message, Exception cause) => new($"{message} ({cause.GetType().FullName}: {cause.Message})") { Code = code };

    /// <summary>It was allowed the file that was there when it started.</summary>
    StageError Replaced(string input) =>
        new($"the input '{input}' of stage '{stage.Stage}' was replaced while the stage ran, so it could not go on. Build again.") { Code = "MB3014", Input = input };

    string Inputs => Path.Combine(folder, "inputs");

    bool IsOwn(string file) => IsBelow(folder, file) && !IsBelow(Inputs, file);

    static bool IsBelow(string folder, string file) => file.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    static bool CanRead(string file)
    {
        try
        {
            if (Directory.Exists(file))
                Directory.GetFileSystemEntries(file);
            else
                File.OpenRead(file).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The file that an exception says was refused, empty where it does not say which; null where it says nothing of the kind.</summary>
    static string? FileOf(Exception cause) => cause switch
    {
        UnauthorizedAccessException or IOException { HResult: NoAccess } or Win32Exception { NativeErrorCode: NoAccess } => Quoted(cause.Message),
        FileLoadException { HResult: AccessDenied or NoAccess, FileName: { } file } => file,
        DllNotFoundException => OfLoader(cause.Message),
        _ => null,
    };

    /// <summary>What is in quotes, which may have one in it.</summary>
    static string Quoted(string message)
    {
        const string Elsewhere = "' with working directory '"; // of a program that could not be started
        var start = message.IndexOf('\'');
        var end = message.IndexOf(Elsewhere, StringComparison.Ordinal) is > 0 and var found ? found : message.LastIndexOf('\'');
        return end <= start ? "" : message[(start + 1)..end];
    }

    /// <summary>The loader's own words for each place where it looked, a line each.</summary>
    static string? OfLoader(string message)
    {
        foreach (var line in message.Split('\n'))
            if (line.IndexOf(": cannot open shared object file: Permission denied", StringComparison.Ordinal) is > 0 and var end)
                return line[..end];
        return null;
    }
}
