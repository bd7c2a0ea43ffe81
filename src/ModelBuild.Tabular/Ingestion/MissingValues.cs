using System.Text;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// The texts that stand for a missing cell.
sealed class MissingValues
{
    readonly byte[][] texts;
    readonly bool[] firstBytes = new bool[256];
    readonly bool empty;
    readonly int longest;

    public MissingValues(IReadOnlyList<string> values)
    {
        texts = new byte[values.Count][];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = Encoding.UTF8.GetBytes(values[i].Trim(' ', '\t'));
            longest = Math.Max(longest, texts[i].Length);
            if (texts[i].Length == 0)
                empty = true;
            else
                firstBytes[texts[i][0]] = true;
            HasNumbers |= NumberText.TryParse(texts[i], out _);
            HasDates |= DateText.TryParse(texts[i], out _);
        }
    }

    // Whether one of the texts would be a number.
    public bool HasNumbers { get; }

    // Whether one of the texts would be a date.
    public bool HasDates { get; }

    public bool Contains(ReadOnlySpan<byte> trimmed)
    {
        if (trimmed.Length == 0)
            return empty;
        if (trimmed.Length > longest || !firstBytes[trimmed[0]])
            return false;
        foreach (var text in texts)
            if (trimmed.SequenceEqual(text))
                return true;
        return false;
    }
}
