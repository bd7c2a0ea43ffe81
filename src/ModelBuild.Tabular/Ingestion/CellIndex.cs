using System.Runtime.InteropServices;

namespace ModelBuild.Tabular;

// Where in a piece of a file that begins with a row the cells end: separators and line breaks outside quotes, and all quotes.
sealed class CellIndex
{
    const int Sentinels = 4; // for a reader that looks past the last

    int[] ends = new int[1024];

    // In ascending order; then the length of the piece.
    public ReadOnlySpan<int> Ends => ends;

    // The buffer goes on with what is not data up to a multiple of 64.
    public void Fill(Span<byte> buffer, int length, byte separator)
    {
        var count = 0;
        var carryQuoted = 0UL;
        for (var at = 0; at < length; at += ByteMasks.Width)
        {
            if (ends.Length - count < ByteMasks.Width + Sentinels)
                Array.Resize(ref ends, ends.Length * 2);
            ref var block = ref MemoryMarshal.GetReference(buffer.Slice(at, ByteMasks.Width));
            var quotes = ByteMasks.Equal(ref block, (byte)'"');
            var found = ByteMasks.Equal(ref block, separator) | ByteMasks.Equal(ref block, (byte)'\n') | ByteMasks.Equal(ref block, (byte)'\r');
            if ((quotes | carryQuoted) != 0)
            {
                var quoted = ByteMasks.Parity(quotes) ^ carryQuoted;
                found = (found & ~quoted) | quotes;
                carryQuoted = (ulong)((long)quoted >> 63);
            }
            if (length - at < ByteMasks.Width)
                found &= ByteMasks.Below(length - at);
            while (found != 0)
            {
                ends[count++] = at + ByteMasks.First(found);
                found &= found - 1;
            }
        }
        ends.AsSpan(count, Sentinels).Fill(length);
    }
}
