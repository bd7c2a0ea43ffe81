using System.Globalization;
using System.Text;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Keys;
using ModelBuild.Store.Files;

namespace ModelBuild.Store;

/// <summary>
/// Stage key to what the stage left: <c>root/ac/ab/KEY</c>, a small JSON file. Safe for any number of threads and processes.
/// An entry may name objects that the store lost since; whoever uses them finds out and runs the stage again.
/// </summary>
/// <remarks>
/// Write the objects first and the entry last: then an entry that survives a crash names objects that were on disk before it.
/// </remarks>
/// <param name="root">The content store's root.</param>
/// <param name="clock">Names temporary files. Default: the system's.</param>
public sealed class StageCache(string root, TimeProvider? clock = null) : IStageResults
{
    const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    const int Lines = 8;
    readonly string entries = Path.Combine(Path.GetFullPath(root), "ac");
    readonly TemporaryFiles temporaryFiles = new(Path.GetFullPath(root), clock ?? TimeProvider.System);

    /// <summary>Adds or replaces the entry of a key.</summary>
    public void Add(Digest key, StageResult result) => temporaryFiles.Write(PathOf(key), Encoding.UTF8.GetBytes(Write(key, result)), Mode);

    /// <summary>The entry of a key. One that this version did not write, byte for byte, is a miss and is removed.</summary>
    public StageResult? Find(Digest stageKey)
    {
        var path = PathOf(stageKey);
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TemporaryFiles.Discard(path);
            return null;
        }
        if (Read(stageKey, text) is { } result)
            return result;
        TemporaryFiles.Discard(path);
        return null;
    }

    /// <summary>Says that a build uses the entry of a key: a collection of the cache takes the least recently used first.</summary>
    public void Touch(Digest key) => TemporaryFiles.Touch(PathOf(key));

    /// <summary>Removes the entry of a key whose output turned out not to be whole.</summary>
    public void Remove(Digest key) => TemporaryFiles.Discard(PathOf(key));

    /// <summary>What an entry's text says; null for one that this version did not write, byte for byte, for this key.</summary>
    internal static StageResult? Read(Digest key, string text) => Parse(text) is { } result && Write(key, result) == text ? result : null;

    static string Write(Digest key, StageResult result) =>
        $$"""
        {
          "version": 1,
          "key": "{{key.ToString()}}",
          "output": "{{result.Output.ToString()}}",
          "log": "{{result.Log.ToString()}}",
          "metrics": {{(result.Metrics is { } metrics ? $"\"{metrics.ToString()}\"" : "null")}},
          "durationMs": {{((long)result.Duration.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)}}
        }

        """;

    // Only the values are picked out here, since comparing with what Write makes of them checks all the rest. Far smaller than a
    // JSON reader, whose loading alone takes longer than a build without work should.
    static StageResult? Parse(string text)
    {
        var lines = text.Split('\n');
        if (lines.Length != Lines + 1
            || !Digest.TryParse(Value(lines[3]), out var output)
            || !Digest.TryParse(Value(lines[4]), out var log)
            || !long.TryParse(Value(lines[6]), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds > TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond)
            return null;
        Digest? metrics = Digest.TryParse(Value(lines[5]), out var reported) ? reported : null;
        return new(output, log, metrics, TimeSpan.FromMilliseconds(milliseconds));
    }

    static string Value(string line) => line[(line.IndexOf(": ", StringComparison.Ordinal) + 1)..].Trim(' ', '"', ',');

    string PathOf(Digest key)
    {
        var hex = key.Hex;
        return Path.Combine(entries, hex[..2], hex);
    }
}
