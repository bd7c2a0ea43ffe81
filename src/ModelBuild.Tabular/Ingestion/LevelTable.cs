using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace ModelBuild.Tabular;

// The different texts of a column, each once and as UTF-8, with a code for each. Any number of threads ask; those that find what they
// ask for take no lock. The codes are in the order of arrival: Ranks says where each belongs.
sealed class LevelTable
{
    public const int NotUtf8 = -2;

    const int PageSize = 1 << 16;

    readonly Lock gate = new();
    long[] slots = new long[1024]; // half of a hash, and the code plus one; zero is free. A power of two, half of them free
    Text[] texts = new Text[64];
    byte[] page = [];
    int used;

    readonly record struct Text(byte[] Page, int Start, int Length)
    {
        public ReadOnlySpan<byte> Span => Page.AsSpan(Start, Length);
    }

    public int Count { get; private set; }

    // Of all texts.
    public long Size { get; private set; }

    public ReadOnlySpan<byte> this[int code] => texts[code].Span;

    // The text's code, or NotUtf8.
    public int CodeOf(ReadOnlySpan<byte> text)
    {
        var hash = Hash(text);
        var code = Find(Volatile.Read(ref slots), hash, text, out _);
        return code >= 0 ? code : Add(hash, text);
    }

    // For each code its place when the texts are in order.
    public int[] Ranks(out int[] order)
    {
        order = new int[Count];
        var prefixes = new ulong[order.Length];
        for (var i = 0; i < order.Length; i++)
            (order[i], prefixes[i]) = (i, Utf8Order.Prefix(texts[i].Span));
        Array.Sort(prefixes, order);
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && prefixes[end] == prefixes[start])
                end++;
            if (end - start > 1)
                order.AsSpan(start, end - start).Sort((a, b) => Utf8Order.Compare(texts[a].Span, texts[b].Span));
            start = end;
        }
        var ranks = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
            ranks[order[i]] = i;
        return ranks;
    }

    int Add(ulong hash, ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
            return NotUtf8;
        lock (gate)
        {
            var code = Find(slots, hash, text, out var slot);
            if (code >= 0)
                return code;
            code = Count;
            if (code == texts.Length)
                Array.Resize(ref texts, code * 2);
            texts[code] = Copy(text);
            (Count, Size) = (code + 1, Size + text.Length);
            Volatile.Write(ref slots[slot], Entry(hash, code)); // after the text: who sees the one sees the other
            if (Count * 2 > slots.Length)
                Grow();
            return code;
        }
    }

    int Find(long[] table, ulong hash, ReadOnlySpan<byte> text, out int slot)
    {
        for (slot = (int)hash & (table.Length - 1); ; slot = (slot + 1) & (table.Length - 1))
        {
            var entry = Volatile.Read(ref table[slot]);
            if (entry == 0)
                return -1;
            if ((uint)(entry >> 32) == (uint)(hash >> 32) && Volatile.Read(ref texts)[(int)entry - 1].Span.SequenceEqual(text))
                return (int)entry - 1;
        }
    }

    static long Entry(ulong hash, int code) => (long)(hash & 0xFFFFFFFF00000000) | (uint)(code + 1);

    void Grow()
    {
        var larger = new long[checked(slots.Length * 2)];
        for (var code = 0; code < Count; code++)
        {
            var hash = Hash(texts[code].Span);
            var slot = (int)hash & (larger.Length - 1);
            while (larger[slot] != 0)
                slot = (slot + 1) & (larger.Length - 1);
            larger[slot] = Entry(hash, code);
        }
        Volatile.Write(ref slots, larger);
    }

    Text Copy(ReadOnlySpan<byte> text)
    {
        if (page.Length - used < text.Length)
            (page, used) = (new byte[Math.Max(PageSize, text.Length)], 0);
        text.CopyTo(page.AsSpan(used));
        used += text.Length;
        return new(page, used - text.Length, text.Length);
    }

    // Says where to look, and nothing that is written depends on it.
    static ulong Hash(ReadOnlySpan<byte> text)
    {
        const ulong Multiplier = 0x9E3779B97F4A7C15; // 2^64 divided by the golden ratio: D. E. Knuth, The art of computer programming 3, 6.4
        var hash = (ulong)text.Length;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(text))
            hash = Mix(hash ^ word, Multiplier);
        var rest = text[^(text.Length % sizeof(ulong))..];
        ulong last = 0;
        if (rest.Length >= sizeof(uint))
            last = BinaryPrimitives.ReadUInt32LittleEndian(rest) | (ulong)BinaryPrimitives.ReadUInt32LittleEndian(rest[^sizeof(uint)..]) << 32;
        else
            foreach (var value in rest)
                last = last << 8 | value;
        return Mix(hash ^ last, Multiplier);
    }

    static ulong Mix(ulong hash, ulong multiplier)
    {
        hash *= multiplier;
        return BitOperations.RotateLeft(hash ^ hash >> 32, 29) * multiplier;
    }
}
