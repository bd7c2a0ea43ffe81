namespace StepTracer;

/// <summary>Understands those system calls of x86-64 that change files below a folder. What is elsewhere is no step.</summary>
sealed class StepReader(string root)
{
    const int CurrentFolder = -100;
    const long CreateFlag = 0x40, TruncateFlag = 0x200, ExchangeFlag = 2, RemoveFolderFlag = 0x200;
    const long CloneRequest = 0x40049409;

    readonly string below = root + "/";

    /// <summary>What a call is about to do; null for nothing that counts.</summary>
    public Step? Begin(int process, SystemCall call)
    {
        var a = call.Arguments;
        return call.Number switch
        {
            1 or 18 or 20 or 296 or 328 or 285 when OfHandle(process, a[0]) is { } file => new(StepKind.Write, file),
            326 when OfHandle(process, a[2]) is { } file => new(StepKind.Write, file),
            40 when OfHandle(process, a[0]) is { } file => new(StepKind.Write, file),
            16 when a[1] == CloneRequest && OfHandle(process, a[0]) is { } file => new(StepKind.Clone, file),
            2 => Open(OfName(process, CurrentFolder, a[0]), a[1]),
            85 => Open(OfName(process, CurrentFolder, a[0]), CreateFlag | TruncateFlag),
            257 => Open(OfName(process, (int)a[0], a[1]), a[2]),
            77 when OfHandle(process, a[0]) is { } file => new(StepKind.SetLength, file, Offset: a[1]),
            76 when OfName(process, CurrentFolder, a[0]) is { } file => new(StepKind.SetLength, file, Offset: a[1]),
            74 or 75 when OfHandle(process, a[0]) is { } file => new(StepKind.Flush, file),
            162 or 306 => new(StepKind.Flush, ""),
            83 when OfName(process, CurrentFolder, a[0]) is { } folder => new(StepKind.MakeFolder, folder),
            258 when OfName(process, (int)a[0], a[1]) is { } folder => new(StepKind.MakeFolder, folder),
            84 when OfName(process, CurrentFolder, a[0]) is { } folder => new(StepKind.DeleteFolder, folder),
            87 when OfName(process, CurrentFolder, a[0]) is { } file => new(StepKind.Delete, file),
            263 when OfName(process, (int)a[0], a[1]) is { } file => new((a[2] & RemoveFolderFlag) != 0 ? StepKind.DeleteFolder : StepKind.Delete, file),
            82 => Rename(OfName(process, CurrentFolder, a[0]), OfName(process, CurrentFolder, a[1]), 0),
            264 => Rename(OfName(process, (int)a[0], a[1]), OfName(process, (int)a[2], a[3]), 0),
            316 => Rename(OfName(process, (int)a[0], a[1]), OfName(process, (int)a[2], a[3]), a[4]),
            86 => Link(OfName(process, CurrentFolder, a[0]), OfName(process, CurrentFolder, a[1])),
            265 => Link(OfName(process, (int)a[0], a[1]), OfName(process, (int)a[2], a[3])),
            88 when OfName(process, CurrentFolder, a[1]) is { } link => new(StepKind.MakeLink, link, Kernel.ReadText(process, a[0])),
            266 when OfName(process, (int)a[1], a[2]) is { } link => new(StepKind.MakeLink, link, Kernel.ReadText(process, a[0])),
            _ => null,
        };
    }

    /// <summary>The step with what only its end tells; null where it did nothing.</summary>
    /// <param name="withData">Whether to take along what was written.</param>
    public static Step? End(int process, SystemCall begun, Step step, long result, bool withData)
    {
        if (result < 0 || (step.Kind == StepKind.Write && begun.Number != 285 && result == 0))
            return null;
        if (!withData)
            return step;
        if (step.Kind == StepKind.Clone)
            return step with { Kind = StepKind.Write, Data = File.ReadAllBytes(step.Path) };
        if (step.Kind != StepKind.Write)
            return step;
        var a = begun.Arguments;
        switch (begun.Number)
        {
            case 1:
                return step with { Offset = Position(process, a[0]) - result, Data = Kernel.Read(process, a[1], (int)result) };
            case 18:
                return step with { Offset = a[3], Data = Kernel.Read(process, a[1], (int)result) };
            case 285: // fallocate: only the length, and only where it grows
                return step with { Kind = StepKind.SetLength, Offset = Math.Max(new FileInfo(step.Path).Length, (a[1] & 1) != 0 ? 0 : a[2] + a[3]) };
            default:
                // However it came into the file, now it is there.
                var handle = begun.Number == 326 ? a[2] : a[0];
                var end = begun.Number is 296 or 328 || (begun.Number == 326 && a[3] != 0) ? -1 : Position(process, handle);
                using (var file = new FileStream(step.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
                {
                    var from = end < 0 ? 0 : end - result;
                    var bytes = new byte[file.Length - from];
                    file.Position = from;
                    file.ReadExactly(bytes);
                    return step with { Offset = from, Data = bytes };
                }
        }
    }

    static Step? Open(string? file, long flags)
    {
        if (file is null || (flags & (CreateFlag | TruncateFlag)) == 0)
            return null;
        return !Path.Exists(file) ? (flags & CreateFlag) != 0 ? new(StepKind.Create, file) : null
            : (flags & TruncateFlag) != 0 ? new(StepKind.SetLength, file) : null;
    }

    static Step? Rename(string? from, string? to, long flags) =>
        from is null || to is null ? null : new((flags & ExchangeFlag) != 0 ? StepKind.Exchange : StepKind.Rename, from, to);

    static Step? Link(string? from, string? to) => from is null || to is null ? null : new(StepKind.HardLink, from, to);

    string? OfHandle(int process, long handle) => Counted(OfAnyHandle(process, handle));

    static string? OfAnyHandle(int process, long handle) => Kernel.LinkTarget($"/proc/{process}/fd/{(int)handle}");

    string? OfName(int process, int folder, long address)
    {
        var name = Kernel.ReadText(process, address);
        if (name.StartsWith('/'))
            return Counted(Path.GetFullPath(name));
        var start = Kernel.LinkTarget(folder == CurrentFolder ? $"/proc/{process}/cwd" : $"/proc/{process}/fd/{folder}");
        return start is null ? null : Counted(Path.GetFullPath(Path.Combine(start, name)));
    }

    string? Counted(string? path) => path is not null && (path == root || path.StartsWith(below, StringComparison.Ordinal)) ? path : null;

    static long Position(int process, long handle) =>
        long.Parse(File.ReadLines($"/proc/{process}/fdinfo/{(int)handle}").First()["pos:".Length..].Trim(), System.Globalization.CultureInfo.InvariantCulture);
}
