using System.Collections;
using System.Text;

namespace ModelBuild.Tabular;

// The levels of a column in a table's file: where each text ends, and the texts one after the other. Strings are made when they are asked for.
sealed class LevelList(FileBytes file, long ends, long texts, int count, long size) : IReadOnlyList<string>
{
    readonly Lazy<ReadOnlyMemory<long>> checkedEnds = new(() => Check(file, file.Longs(ends, count), texts, size));
    string?[]? strings;

    public int Count => count;

    // Of all texts.
    public long Size => size;

    public string this[int index] => (strings ??= new string?[count])[index] ??= Encoding.UTF8.GetString(Utf8(index));

    public ReadOnlySpan<byte> Utf8(int index)
    {
        var all = checkedEnds.Value.Span;
        var start = index == 0 ? 0 : all[index - 1];
        return file.Slice(texts + start, all[index] - start);
    }

    public IEnumerator<string> GetEnumerator()
    {
        for (var i = 0; i < count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // Each text valid and after the one before it, and nothing between or behind them.
    static ReadOnlyMemory<long> Check(FileBytes file, ReadOnlyMemory<long> ends, long texts, long size)
    {
        var start = 0L;
        var previous = ReadOnlySpan<byte>.Empty;
        for (var i = 0; i < ends.Length; i++)
        {
            var end = ends.Span[i];
            if (end < start || end > size)
                throw new InvalidDataException($"{file.Path} is damaged: the levels of a column overlap.");
            ReadOnlySpan<byte> text = file.Slice(texts + start, end - start);
            if (!System.Text.Unicode.Utf8.IsValid(text) || (i > 0 && Utf8Order.Compare(previous, text) >= 0))
                throw new InvalidDataException($"{file.Path} is damaged: the levels of a column are not UTF-8 text in order.");
            start = end;
            previous = text;
        }
        return start == size ? ends : throw new InvalidDataException($"{file.Path} is damaged: the levels of a column have {start} bytes where there are {size}.");
    }
}
