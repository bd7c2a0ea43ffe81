using System.Globalization;

namespace ModelBuild.Store.Housekeeping;

/// <summary>How often builds found a stage's result in the cache, and how often they did not: <c>root/uses</c>, a line for each build.</summary>
public sealed class CacheUse(string root)
{
    const int Longest = 1 << 20;
    readonly string file = Path.Combine(Path.GetFullPath(root), "uses");

    /// <summary>What builds since some time found.</summary>
    /// <param name="Builds">How many had stages to look for.</param>
    /// <param name="Hits">Stages whose result was there.</param>
    /// <param name="Misses">Stages that ran.</param>
    public sealed record Counts(int Builds, long Hits, long Misses);

    /// <summary>Adds a build. Two at once may not lose each other's line: it is short, and appended in one write.</summary>
    public void Add(DateTimeOffset time, int hits, int misses)
    {
        try
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{time.ToUnixTimeSeconds()} {hits} {misses}\n");
            using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (stream.Length < Longest)
                stream.Write(System.Text.Encoding.ASCII.GetBytes(line));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is only counted.
        }
    }

    /// <summary>What was counted since then; lines that are torn count for nothing.</summary>
    public Counts Since(DateTimeOffset time)
    {
        var (builds, hits, misses) = (0, 0L, 0L);
        foreach (var (_, found, ran) in Lines(time))
            (builds, hits, misses) = (builds + 1, hits + found, misses + ran);
        return new(builds, hits, misses);
    }

    /// <summary>Forgets what was before then.</summary>
    public void Trim(DateTimeOffset time)
    {
        var kept = Lines(time).Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Seconds} {line.Hits} {line.Misses}\n"));
        try
        {
            var temporary = $"{file}.{Guid.NewGuid():N}.tmp";
            File.WriteAllText(temporary, string.Concat(kept));
            File.Move(temporary, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is only counted.
        }
    }

    List<(long Seconds, long Hits, long Misses)> Lines(DateTimeOffset time)
    {
        var lines = new List<(long, long, long)>();
        try
        {
            foreach (var line in File.ReadLines(file))
                if (line.Split(' ') is [var seconds, var hits, var misses] && Number(seconds) is { } when && when >= time.ToUnixTimeSeconds() && Number(hits) is { } found && Number(misses) is { } ran)
                    lines.Add((when, found, ran));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing was counted.
        }
        return lines;
    }

    static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
