using System.Diagnostics;
using System.Text;

namespace ModelBuild.Tasks;

/// <summary>
/// Starts the engine and listens to it. Its standard input is its lifeline: closing it, or the death of this process however
/// it comes, ends the engine and whatever it started. Of what it says only lines are known here: the test adapter starts it as well.
/// </summary>
/// <param name="hears">Takes a line, if it is an event.</param>
sealed class EngineProcess(string dotnet, string engine, Func<string, bool> hears, Action<string> onOther)
{
    /// <summary>The exit code of an engine that was told to stop: by us, or by a signal that reached it as well.</summary>
    public const int Cancelled = 130;

    /// <summary>How long an engine whose lifeline was cut may take to end its stages and itself.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <param name="request">One line of JSON.</param>
    /// <returns>The engine's exit code.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public int Run(string request, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(dotnet, ["exec", engine, "engine"])
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = Path.GetDirectoryName(engine)!,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        // What MSBuild sets for itself would choose another SDK or host for the engine's own children.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);

        using var process = new Process { StartInfo = start };
        process.Start();
        // Not Process's own events, which bring up all of sockets to read a pipe.
        var errorStream = process.StandardError;
        var errors = new Thread(() => ReadErrors(errorStream)) { IsBackground = true };
        errors.Start();
        try
        {
            process.StandardInput.WriteLine(request);
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It is gone already; its last words and its exit code say why.
        }
        using (cancellation.Register(() => Stop(process)))
        {
            while (process.StandardOutput.ReadLine() is { } line)
            {
                if (hears(line))
                    continue;
                lock (onOther)
                    onOther(line);
            }
            process.WaitForExit();
            errors.Join();
        }
        return process.ExitCode;
    }

    void ReadErrors(StreamReader errors)
    {
        try
        {
            while (errors.ReadLine() is { } line)
                if (line.Length > 0)
                    lock (onOther)
                        onOther(line);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The engine was given up.
        }
    }

    static void Stop(Process process)
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It did not take all of the request and is gone.
        }
        if (!process.WaitForExit(Grace))
            process.Kill(entireProcessTree: true);
    }
}
