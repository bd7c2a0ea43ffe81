using System.Text;

namespace ModelBuild.Tabular;

// The texts that stand for a missing cell.
sealed class MissingValues
{
    readonly byte[][] texts;
    readonly int longest;

    public MissingValues(IReadOnlyList<string> values)
    {
        texts = new byte[values.Count][];
        longest = -1;
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = Encoding.UTF8.GetBytes(values[i].Trim(' ', '\t'));
            longest = Math.Max(longest, texts[i].Length);
        }
    }

    public bool Contains(ReadOnlySpan<byte> trimmed)
    {
        if (trimmed.Length > longest)
            return false;
        foreach (var text in texts)
            if (trimmed.SequenceEqual(text))
                return true;
        return false;
    }
}
