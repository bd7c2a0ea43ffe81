using System.Collections;

namespace ModelBuild.Tabular;

// The lines of a table's rows, in its file.
sealed class FileLines(ReadOnlyMemory<int> lines) : IReadOnlyList<int>
{
    public ReadOnlySpan<int> Span => lines.Span;

    public int Count => lines.Length;

    public int this[int index] => lines.Span[index];

    public IEnumerator<int> GetEnumerator()
    {
        for (var i = 0; i < lines.Length; i++)
            yield return lines.Span[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
