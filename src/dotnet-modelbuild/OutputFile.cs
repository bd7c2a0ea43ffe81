using ModelBuild.Store.Files;

namespace ModelBuild.Tool;

/// <summary>A file that a command writes: there when all of it is, and for others to read only where the one that it replaces was.</summary>
sealed class OutputFile
{
    const int MostLinks = 40;

    readonly string name, target;
    readonly bool direct, isStandard;

    /// <summary>Throws <see cref="IOException"/> where it cannot be written, before anything is.</summary>
    /// <param name="name">As the user gave it.</param>
    public OutputFile(string name)
    {
        this.name = name;
        target = Resolve(name);
        isStandard = Path.GetFullPath(name) is "/dev/stdout" or "/dev/fd/1" or "/proc/self/fd/1";
        // A pipe or device takes what it is given.
        direct = isStandard || FileFacts.Find(name, followLink: true) is { Kind: FileKind.Other };
        if (direct)
            return;
        if (Directory.Exists(name) || Path.EndsInDirectorySeparator(name))
            throw new IOException($"'{name}' is a folder, and --output takes the name of a file");
        if (!Directory.Exists(Path.GetDirectoryName(target)))
            throw new IOException($"there is no folder to write '{name}' into; make it first, or correct the path");
    }

    /// <summary>Throws <see cref="IOException"/> where it is the data, or would be part of it; through links, too.</summary>
    public void CheckIsNot(string data)
    {
        if (direct)
            return;
        var read = Resolve(data);
        if (read == target)
            throw new IOException($"'{name}' is the data itself, which would be replaced; write it elsewhere");
        if (!Directory.Exists(read))
            return;
        var place = Path.Combine(Resolve(Path.GetDirectoryName(Path.GetFullPath(name))!), Path.GetFileName(name));
        if (IsIn(place, read) || IsIn(target, read))
            throw new IOException($"'{name}' is in '{data}', and so would be data itself; write it elsewhere");
        foreach (var member in Directory.EnumerateFiles(read, "*", SearchOption.AllDirectories))
            if (Resolve(member) == target)
                throw new IOException($"'{name}' is the data '{Path.GetRelativePath(read, member)}' of '{data}', which would be replaced; write it elsewhere");
    }

    /// <summary>Under another name until all is there, so that nobody takes half of it for all.</summary>
    public void Write(Action<Stream> write)
    {
        if (direct)
        {
            // Who reads a pipe may hold a lock on it.
            // The name of standard output would be opened anew, and lose the place where it is.
            using var stream = isStandard ? Console.OpenStandardOutput() : new FileStream(name, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            write(stream);
            return;
        }
        var unfinished = $"{target}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = Create(unfinished))
                write(stream);
            File.Move(unfinished, target, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        UnixFileMode? mode = !OperatingSystem.IsWindows() && File.Exists(target) ? File.GetUnixFileMode(target) : null;
        if (!OperatingSystem.IsWindows() && mode is not null)
            options.UnixCreateMode = mode;
        try
        {
            var stream = new FileStream(path, options);
            // What the umask took away.
            if (!OperatingSystem.IsWindows() && mode is { } all)
                File.SetUnixFileMode(stream.SafeFileHandle, all);
            return stream;
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"'{name}' cannot be written, since files cannot be made in its folder; correct the folder's permissions, or write elsewhere", exception);
        }
    }

    static bool IsIn(string path, string folder) => path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // Without links on the way.
    static string Resolve(string path, int links = 0)
    {
        if (links > MostLinks)
            throw new IOException($"'{path}' goes through more links than {MostLinks}");
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        foreach (var part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, part);
            real = new FileInfo(next).LinkTarget is { } link ? Resolve(Path.Combine(real, link), links + 1) : next;
        }
        return real;
    }
}
