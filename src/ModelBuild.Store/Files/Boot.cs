namespace ModelBuild.Store.Files;

/// <summary>
/// Which start of the machine this is. What was written before another one without being flushed may have been lost with the
/// power, though its name, size and times are there: whoever believes them says in which start they were seen.
/// </summary>
static class Boot
{
    // Linux writes what is not flushed after half a minute, ten with power-saving settings; an hour is far from both.
    const long OnDisk = 3_600_000_000_000;

    /// <summary>Another number after each start. Elsewhere than on Linux the minute of the start, which is seldom off: then it costs time.</summary>
    public static long Id { get; } = Read();

    /// <summary>
    /// Whether a power failure may have taken a file's content and left its size and times: it was not yet so old, when somebody
    /// wrote down how it looked, that its content had long reached the disk.
    /// </summary>
    /// <param name="savedAt">When that was written down, in nanoseconds since 1970; in an earlier start of the machine.</param>
    public static bool MayHaveLost(FileStamp stamp, long savedAt) => stamp.Modified + OnDisk > savedAt || stamp.Changed + OnDisk > savedAt;

    static long Read()
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                return Parse(File.ReadAllBytes("/proc/sys/kernel/random/boot_id"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // No /proc here.
            }
        }
        return (DateTime.UtcNow.Ticks / TimeSpan.TicksPerMillisecond - Environment.TickCount64) / 60_000;
    }

    /// <summary>The last 64 bits of a number in lower-case hexadecimal digits; what lies between them does not count.</summary>
    internal static long Parse(ReadOnlySpan<byte> text)
    {
        ulong id = 0;
        foreach (var digit in text)
        {
            if (digit is >= (byte)'0' and <= (byte)'9')
                id = id << 4 | (uint)(digit - '0');
            else if (digit is >= (byte)'a' and <= (byte)'f')
                id = id << 4 | (uint)(digit - 'a' + 10);
        }
        return (long)id;
    }
}
