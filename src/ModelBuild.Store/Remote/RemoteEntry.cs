using System.Globalization;
using System.Text;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Keys;

namespace ModelBuild.Store.Remote;

/// <summary>
/// What a remote place knows of a stage key: the result, and which objects it takes to read it. As text, a line for each fact,
/// which is sealed as a whole: the first line tells it from everything else that the same key or secret may ever vouch for, the
/// second which stage key it is about.
/// </summary>
/// <param name="LogSize">In bytes, as all sizes.</param>
/// <param name="MetricsSize">0 where the result has no metrics.</param>
/// <param name="Trees">The tree objects of the output, its own first. They tell of all other objects.</param>
public sealed record RemoteEntry(Digest Key, StageResult Result, long LogSize, long MetricsSize, IReadOnlyList<(Digest Digest, long Size)> Trees)
{
    const string Header = "modelbuild stage result 1";
    const int LinesBeforeTrees = 6;
    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The objects that must be there to learn of the others; with their sizes in bytes.</summary>
    public IEnumerable<(Digest Digest, long Size)> NeededFirst
    {
        get
        {
            foreach (var tree in Trees)
                yield return tree;
            yield return (Result.Log, LogSize);
            if (Result.Metrics is { } metrics)
                yield return (metrics, MetricsSize);
        }
    }

    /// <summary>The canonical text.</summary>
    public byte[] Write()
    {
        var text = new StringBuilder(Header).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"key {Key}\noutput {Result.Output}\nlog {Result.Log} {LogSize}\n");
        if (Result.Metrics is { } metrics)
            text.Append(CultureInfo.InvariantCulture, $"metrics {metrics} {MetricsSize}\n");
        else
            text.Append("no metrics\n");
        text.Append(CultureInfo.InvariantCulture, $"milliseconds {(long)Result.Duration.TotalMilliseconds}\n");
        foreach (var (digest, size) in Trees)
            text.Append(CultureInfo.InvariantCulture, $"tree {digest} {size}\n");
        return Strict.GetBytes(text.ToString());
    }

    /// <summary>Reads what <see cref="Write"/> wrote, byte for byte; null for anything else.</summary>
    public static RemoteEntry? Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var lines = Strict.GetString(bytes).Split('\n');
            if (lines.Length < LinesBeforeTrees + 2)
                return null;
            var words = Array.ConvertAll(lines, line => line.Split(' '));
            var trees = new List<(Digest, long)>();
            foreach (var tree in words.AsSpan(LinesBeforeTrees..^1))
                trees.Add((Digest.Parse(tree[1]), Number(tree[2])));
            var hasMetrics = words[4][0] == "metrics";
            var entry = new RemoteEntry(
                Digest.Parse(words[1][1]),
                new(Digest.Parse(words[2][1]), Digest.Parse(words[3][1]), hasMetrics ? Digest.Parse(words[4][1]) : null, TimeSpan.FromMilliseconds(Number(words[5][1]))),
                Number(words[3][2]), hasMetrics ? Number(words[4][2]) : 0, trees);
            return trees[0].Item1 == entry.Result.Output && bytes.SequenceEqual(entry.Write()) ? entry : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException or IndexOutOfRangeException or ArgumentException) // the last: bad UTF-8, or a time beyond all times
        {
            return null;
        }
    }

    static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
