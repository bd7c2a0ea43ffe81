using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ModelBuild.Execution;

/// <summary>Processes that a stage started and left behind, known by the temporary folder in their environment.</summary>
static class StageLeftovers
{
    const int Rounds = 1000;

    /// <summary>Ends those of the stage that ran in a work folder and whose build was killed.</summary>
    public static void EndIn(string workFolder) => End(StageFolder.Of(workFolder));

    /// <summary>Ends them. Only Linux tells the environment of a process; elsewhere they live on.</summary>
    public static void End(StageFolder folder)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var mark = Encoding.UTF8.GetBytes($"TMPDIR={folder.Temporary}\0");
        // Again until none is seen, since one may start another while we look; not for ever, since one may be beyond signals.
        for (var round = 0; round < Rounds && EndAll(mark); round++)
        {
        }
    }

    static bool EndAll(byte[] mark)
    {
        var any = false;
        foreach (var path in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id) || !IsMarked(path, mark))
                continue;
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
                any = true;
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
            {
                // It ended by itself.
            }
        }
        return any;
    }

    static bool IsMarked(string path, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(path, "environ")).AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // another user's, or just ended
        }
    }
}
