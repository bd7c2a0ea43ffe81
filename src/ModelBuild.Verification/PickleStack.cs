namespace ModelBuild.Verification;

/// <summary>What a value of a pickle can be used for.</summary>
enum PickleKind
{
    /// <summary>A number or None: nothing can be called on it, or with it for arguments.</summary>
    Number,

    /// <summary>Text, or a collection: no function, but arguments for one.</summary>
    Data,

    /// <summary>What a name stands for that may as well be two words of a list.</summary>
    Word,

    /// <summary>What a name of Python's own stands for.</summary>
    Standard,

    /// <summary>A result, or what is not known.</summary>
    Anything,
}

/// <summary>
/// The kinds of values on the stack of a pickle, between its marks. Python has no limit: values far below the top are forgotten and
/// then are anything, and a mark that raw numbers repeat takes one place.
/// </summary>
sealed class PickleStack
{
    const int MostKept = 1 << 16;
    readonly List<(long Depth, long Count)> marks = [];
    readonly List<PickleKind> kinds = []; // of the values at the top, the last one last
    long depth;

    /// <summary>How many differ by the values below them.</summary>
    public int Marks => marks.Count;

    /// <summary>Values within reach: those below a mark are not until it is gone.</summary>
    public long Count => depth - (marks.Count > 0 ? marks[^1].Depth : 0);

    /// <summary>The kind of a value, counted from the top.</summary>
    public PickleKind this[long at] => at < kinds.Count ? kinds[^(int)(at + 1)] : PickleKind.Anything;

    public void Push(PickleKind kind)
    {
        if (kinds.Count == 2 * MostKept)
            kinds.RemoveRange(0, MostKept);
        kinds.Add(kind);
        depth++;
    }

    public void Pop(long count)
    {
        depth -= count;
        var kept = (int)Math.Max(kinds.Count - count, 0);
        kinds.RemoveRange(kept, kinds.Count - kept);
    }

    public void Mark()
    {
        if (marks.Count > 0 && Count == 0)
            marks[^1] = (depth, marks[^1].Count + 1);
        else
            marks.Add((depth, 1));
    }

    /// <summary>Takes the last mark away, and all above it.</summary>
    public void PopMark()
    {
        Pop(Count);
        if (marks[^1].Count > 1)
            marks[^1] = (marks[^1].Depth, marks[^1].Count - 1);
        else
            marks.RemoveAt(marks.Count - 1);
    }

    public void Clear()
    {
        marks.Clear();
        kinds.Clear();
        depth = 0;
    }
}
