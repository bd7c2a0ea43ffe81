namespace ModelBuild.Store;

/// <summary>
/// Which start of the machine this is. What was written before another one without being flushed may have been lost with the
/// power, though its name, size and times are there: whoever believes them says in which start they were seen.
/// </summary>
static class Boot
{
    /// <summary>Another number after each start. Elsewhere than on Linux the minute of the start, which is seldom off: then it costs time.</summary>
    public static long Id { get; } = Read();

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
