namespace ModelBuild.Tabular;

// Finds what separates the cells of a file from its header line.
static class SeparatorDetection
{
    static readonly byte[] Candidates = [(byte)',', (byte)';', (byte)'\t', (byte)'|'];

    // The candidate that is there most often outside quotes; a comma where none or several are.
    public static char Of(Stream stream)
    {
        var counts = new long[Candidates.Length];
        var buffer = new byte[1 << 14];
        var (quoted, begun) = (false, false);
        for (int length; (length = stream.Read(buffer)) > 0;)
            foreach (var value in buffer.AsSpan(0, length))
            {
                if (value is (byte)'\n' or (byte)'\r')
                {
                    if (begun && !quoted)
                        return Most(counts);
                    continue;
                }
                begun |= value is not (0xEF or 0xBB or 0xBF);
                if (value == '"')
                    quoted = !quoted;
                else if (!quoted && Array.IndexOf(Candidates, value) is >= 0 and var candidate)
                    counts[candidate]++;
            }
        return Most(counts);
    }

    static char Most(long[] counts)
    {
        var most = 0;
        for (var i = 1; i < counts.Length; i++)
            if (counts[i] > counts[most])
                most = i;
        var tie = Array.FindAll(counts, count => count == counts[most]).Length > 1;
        return tie ? ',' : (char)Candidates[most];
    }
}
