using System.Text;

namespace ModelBuild.Tabular;

// The levels of a categorical column that are written, as UTF-8: all of them, or those that the chosen rows have.
sealed class ColumnLevels
{
    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly IReadOnlyList<string> all;
    readonly int[]? chosen;
    byte[] buffer = new byte[256];

    public ColumnLevels(CategoricalColumn column, int[]? rows)
    {
        all = column.Levels;
        if (rows is not null)
        {
            var used = new bool[all.Count];
            var codes = column.Codes;
            foreach (var row in rows)
                if (codes[row] >= 0)
                    used[codes[row]] = true;
            Places = new int[used.Length];
            var kept = 0;
            for (var i = 0; i < used.Length; i++)
                Places[i] = used[i] ? kept++ : -1;
            chosen = new int[kept];
            for (var i = 0; i < used.Length; i++)
                if (used[i])
                    chosen[Places[i]] = i;
        }
        for (var i = 0; i < Count; i++)
            Size += Utf8(i).Length;
    }

    // For each level of the column its index here; null where it is the same.
    public int[]? Places { get; }

    public int Count => chosen?.Length ?? all.Count;

    // Of all texts.
    public long Size { get; }

    // Valid until the next call.
    public ReadOnlySpan<byte> Utf8(int index)
    {
        if (chosen is not null)
            index = chosen[index];
        if (all is LevelList stored)
            return stored.Utf8(index);
        var text = all[index];
        if (buffer.Length < text.Length * 3)
            buffer = new byte[text.Length * 3];
        return buffer.AsSpan(0, Strict.GetBytes(text, buffer));
    }
}
