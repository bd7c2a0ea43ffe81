using System.Numerics;
using System.Runtime.InteropServices;

namespace ModelBuild.Tabular;

// The rows that begin in a piece of a file, for both cases that its beginning can be: outside and inside a quoted cell.
// Which of them it is follows from the quotes of all pieces before it, so that all pieces can be read at once.
struct RowScan
{
    public RowStarts Outside, Inside;

    // Whether the piece ends in the other case than it begins.
    public bool Flips;

    // Line breaks that end in the piece; a CR counts where what follows it shows that it is not the half of a CRLF.
    public long Lines;

    // The rows that begin, where the first of them does (-1: none), and the line breaks before it.
    public struct RowStarts
    {
        public int Count, First;
        public long LinesBefore;
    }

    // The buffer goes on with what is not data up to a multiple of 64. A row begins where a line does, if it is not blank.
    public static RowScan Of(Span<byte> buffer, int length, byte before)
    {
        var scan = new RowScan { Outside = { First = -1 }, Inside = { First = -1 } };
        ulong carryBreak = before is (byte)'\n' or (byte)'\r' ? 1UL : 0, carryReturn = before == '\r' ? 1UL : 0;
        var carryQuoted = 0UL; // all ones where the piece would be inside quotes
        for (var at = 0; at < length; at += ByteMasks.Width)
        {
            ref var block = ref MemoryMarshal.GetReference(buffer.Slice(at, ByteMasks.Width));
            var valid = length - at >= ByteMasks.Width ? ulong.MaxValue : ByteMasks.Below(length - at);
            var feeds = ByteMasks.Equal(ref block, (byte)'\n') & valid;
            var returns = ByteMasks.Equal(ref block, (byte)'\r') & valid;
            var quotes = ByteMasks.Equal(ref block, (byte)'"') & valid;
            var breaks = feeds | returns;
            var starts = (breaks << 1 | carryBreak) & ~breaks & valid;
            var lone = (returns << 1 | carryReturn) & ~feeds & valid;
            if (quotes == 0)
            {
                if (starts != 0)
                    Add(ref carryQuoted == 0 ? ref scan.Outside : ref scan.Inside, starts, at, scan.Lines, feeds, lone);
            }
            else
            {
                var quoted = (ByteMasks.Parity(quotes) ^ quotes) ^ carryQuoted; // before the byte
                if ((starts & ~quoted) is not 0 and var outside)
                    Add(ref scan.Outside, outside, at, scan.Lines, feeds, lone);
                if ((starts & quoted) is not 0 and var inside)
                    Add(ref scan.Inside, inside, at, scan.Lines, feeds, lone);
                if ((BitOperations.PopCount(quotes) & 1) != 0)
                    carryQuoted = ~carryQuoted;
            }
            scan.Lines += BitOperations.PopCount(feeds) + BitOperations.PopCount(lone);
            (carryBreak, carryReturn) = (breaks >> 63, returns >> 63);
        }
        scan.Flips = carryQuoted != 0;
        return scan;
    }

    static void Add(ref RowStarts rows, ulong starts, int at, long lines, ulong feeds, ulong lone)
    {
        if (rows.First < 0)
        {
            var bit = ByteMasks.First(starts);
            rows.First = at + bit;
            rows.LinesBefore = lines + BitOperations.PopCount(feeds & ByteMasks.Below(bit)) + BitOperations.PopCount(lone & (ByteMasks.Below(bit) | 1UL << bit));
        }
        rows.Count += BitOperations.PopCount(starts);
    }
}
