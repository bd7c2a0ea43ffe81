using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace StepTracer;

/// <summary>The calls of Linux that a tracer needs: ptrace(2), waitpid(2), process_vm_readv(2). For x86-64.</summary>
static unsafe class Kernel
{
    public const int Kill = 9, Stop = 19, Continue = 18, Trap = 5;
    public const int WaitAll = 0x40000000, WaitStopped = 2;
    public const int NextSystemCall = 24, PokeUser = 6, Seize = 0x4206, Listen = 0x4208, SystemCallInfo = 0x420e;
    public const int MarkSystemCalls = 1, FollowForks = 2, FollowVforks = 4, FollowThreads = 8, EndWithTracer = 0x100000;

    /// <summary>Where struct user has the registers that hold the number of a call and its result.</summary>
    public const int CallRegister = 15 * 8, ResultRegister = 10 * 8;

    const int NoSuchProcess = 3, Interrupted = 4;

    /// <summary>Starts a program that stops before it does anything.</summary>
    public static int StartStopped(string[] command)
    {
        string?[] arguments = ["sh", "-c", "kill -STOP $$; exec \"$@\"", "sh", .. command, null];
        var environment = new List<string?>();
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
            environment.Add($"{variable.Key}={variable.Value}");
        environment.Add(null);
        var error = posix_spawnp(out var process, "sh", 0, 0, arguments, [.. environment]);
        if (error != 0)
            throw new Win32Exception(error);
        Wait(process, WaitStopped, out _);
        return process;
    }

    /// <summary>The next process of which there is news; 0 when there is none left.</summary>
    public static int Wait(int which, int options, out int status)
    {
        while (true)
        {
            int found, news;
            found = waitpid(which, &news, options);
            status = news;
            if (found > 0)
                return found;
            if (Marshal.GetLastSystemError() != Interrupted)
                return 0;
        }
    }

    /// <returns>False when the process is gone meanwhile.</returns>
    public static bool Trace(int request, int process, nint address, nint data)
    {
        if (ptrace(request, process, address, data) >= 0)
            return true;
        var error = Marshal.GetLastSystemError();
        return error == NoSuchProcess ? false : throw new Win32Exception(error, $"ptrace {request}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>The call that a stopped thread begins (its number and arguments) or ends (its result).</summary>
    public static SystemCall? CallOf(int thread)
    {
        var info = stackalloc long[11];
        if (ptrace(SystemCallInfo, thread, 88, (nint)info) < 0)
            return null;
        return (byte)info[0] switch
        {
            1 => new(true, (int)info[3], [info[4], info[5], info[6], info[7], info[8], info[9]], 0),
            2 => new(false, 0, [], info[3]),
            _ => null,
        };
    }

    public static byte[] Read(int process, long address, int count)
    {
        var bytes = new byte[count];
        fixed (byte* place = bytes)
        {
            Span mine = new(place, count), theirs = new((byte*)address, count);
            var read = process_vm_readv(process, &mine, 1, &theirs, 1, 0);
            return read == count ? bytes : bytes[..(int)Math.Max(read, 0)];
        }
    }

    public static string ReadText(int process, long address)
    {
        // Not past the end of a page, behind which there may be nothing.
        const int Page = 4096;
        var text = new List<byte>();
        while (text.Count < 2 * Page)
        {
            var part = Read(process, address, (int)(Page - address % Page));
            var end = Array.IndexOf(part, (byte)0);
            text.AddRange(end < 0 ? part : part[..end]);
            if (end >= 0 || part.Length == 0)
                break;
            address += part.Length;
        }
        return Encoding.UTF8.GetString([.. text]);
    }

    public static string? LinkTarget(string path)
    {
        var target = stackalloc byte[4096];
        var length = readlink(path, target, 4096);
        return length <= 0 ? null : Encoding.UTF8.GetString(target, (int)length);
    }

    public static void Send(int process, int signal) => _ = kill(process, signal);

    readonly struct Span(byte* start, nint length)
    {
        public readonly byte* Start = start;
        public readonly nint Length = length;
    }

    [DllImport("libc")]
    static extern int posix_spawnp(out int process, string file, nint actions, nint attributes, string?[] arguments, string?[] environment);

    [DllImport("libc")]
    static extern int waitpid(int which, int* status, int options);

    [DllImport("libc")]
    static extern nint ptrace(nint request, nint process, nint address, nint data);

    [DllImport("libc")]
    static extern nint process_vm_readv(int process, Span* mine, nint mineCount, Span* theirs, nint theirsCount, nint flags);

    [DllImport("libc")]
    static extern nint readlink(string path, byte* target, nint size);

    [DllImport("libc")]
    static extern int kill(int process, int signal);
}

/// <param name="Begins">It begins; else it ends.</param>
sealed record SystemCall(bool Begins, int Number, long[] Arguments, long Result);
