namespace ModelBuild.Verification;

/// <summary>
/// Follows bytes as Python's pickle would execute them, to any length, without doing anything: a file that loads as a pickle runs
/// code, whatever its name. Numbers of taken and given values as in https://github.com/python/cpython/blob/main/Lib/pickletools.py
/// </summary>
sealed class PickleScan
{
    const int LongestName = 256;
    readonly List<long> marks = [];
    readonly List<byte> line = [];
    byte opcode;
    int lines;      // lines of the opcode's argument that are still to come
    int prefix;     // bytes of its length that are still to come
    int prefixAt;
    ulong length;   // the length as far as it is known
    ulong skip;     // bytes of its argument that are still to come
    long depth;     // values on the stack
    bool first = true, dead, startsWithProtocol, namesCode, sawProtocol;

    /// <summary>Whether what was seen so far is a pickle: a whole one that says so at its begin, or one that has called something.</summary>
    public bool Found { get; private set; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length && !dead && !Found;)
        {
            if (skip > 0)
            {
                var step = (int)Math.Min(skip, (ulong)(bytes.Length - at));
                if (sawProtocol) // the protocol's own number
                {
                    startsWithProtocol = bytes[at] is >= 2 and <= 5;
                    dead = !startsWithProtocol;
                    sawProtocol = false;
                }
                (skip, at) = (skip - (ulong)step, at + step);
            }
            else if (prefix > 0)
            {
                length |= (ulong)bytes[at++] << (8 * prefixAt++);
                if (--prefix == 0)
                    skip = length;
            }
            else if (lines > 0)
                Line(bytes[at++]);
            else
                Execute(bytes[at++]);
        }
    }

    void Line(byte next)
    {
        if (next != '\n')
        {
            if (line.Count < LongestName)
                line.Add(next);
            else if (opcode is (byte)'c' or (byte)'i')
                dead = true;
            return;
        }
        lines--;
        // A line of prose is no argument of these.
        if (line.Exists(c => !IsOf(c)) || (opcode is (byte)'c' or (byte)'i' && line.Count == 0))
            dead = true;
        line.Clear();
        if (lines == 0 && opcode == 'i')
            Called();

        bool IsOf(byte c) => opcode switch
        {
            (byte)'c' or (byte)'i' => c > ' ' && c != 0x7f,
            (byte)'g' or (byte)'p' => c is >= (byte)'0' and <= (byte)'9' or (byte)' ' or (byte)'\r' or (byte)'_' or (byte)'+',
            (byte)'I' or (byte)'L' => c is >= (byte)'0' and <= (byte)'9' or (byte)'-' or (byte)'+' or (byte)'_' or (byte)'L' or (byte)' ' or (byte)'\r' or (byte)'x',
            _ => true,
        };
    }

    void Execute(byte next)
    {
        opcode = next;
        switch ((char)next)
        {
            case '\u0080': // PROTO; only as the first one does it tell a pickle
                if (first)
                    sawProtocol = true;
                skip = 1;
                break;
            case '\u0095': skip = 8; break; // FRAME
            case '(': marks.Add(depth); dead = marks.Count > 1 << 16; break;
            case '.':
                Found = depth > 0 && (startsWithProtocol || namesCode);
                dead = true;
                break;
            case 'N' or ')' or ']' or '}' or '\u0088' or '\u0089' or '\u008f' or '\u0097': Change(0, 1); break;
            case 'I' or 'L' or 'F' or 'S' or 'V' or 'g' or 'P': Change(0, 1); lines = 1; break;
            case 'K' or 'h': Change(0, 1); skip = 1; break;
            case 'M': Change(0, 1); skip = 2; break;
            case 'J' or 'j': Change(0, 1); skip = 4; break;
            case 'G': Change(0, 1); skip = 8; break;
            case 'U' or 'C' or '\u008c' or '\u008a': Change(0, 1); Prefix(1); break;
            case 'T' or 'X' or 'B' or '\u008b': Change(0, 1); Prefix(4); break;
            case '\u008d' or '\u008e' or '\u0096': Change(0, 1); Prefix(8); break;
            case '0':
                if (marks.Count > 0 && marks[^1] == depth)
                    marks.RemoveAt(marks.Count - 1);
                else
                    Change(1, 0);
                break;
            case '1': ToMark(0, 0); break;
            case '2': Change(1, 2); break;
            case 'p': Change(1, 1); lines = 1; break;
            case 'q': Change(1, 1); skip = 1; break;
            case 'r': Change(1, 1); skip = 4; break;
            case '\u0094' or '\u0098' or '\u0085' or 'Q': Change(1, 1); break;
            case 'a': Change(2, 1); break;
            case 's': Change(3, 1); break;
            case 'e' or 'u' or '\u0090': ToMark(1, 1); break;
            case 'd' or 'l' or 't' or '\u0091': ToMark(0, 1); break;
            case '\u0086': Change(2, 1); break;
            case '\u0087': Change(3, 1); break;
            case 'c': Change(0, 1); lines = 2; namesCode = true; break;
            case '\u0093': Change(2, 1); namesCode = true; break;
            case '\u0082': Change(0, 1); skip = 1; namesCode = true; break;
            case '\u0083': Change(0, 1); skip = 2; namesCode = true; break;
            case '\u0084': Change(0, 1); skip = 4; namesCode = true; break;
            case 'i': ToMark(0, 1); lines = 2; namesCode = true; break;
            case 'o': ToMark(0, 1); Called(); break;
            case 'R' or '\u0081': Change(2, 1); Called(); break;
            case 'b': Change(2, 1); Called(); break;
            case '\u0092': Change(3, 1); Called(); break;
            default: dead = true; break;
        }
        first = false;
    }

    void Called() => Found |= namesCode && !dead;

    void Prefix(int bytes) => (prefix, prefixAt, length) = (bytes, 0, 0);

    void Change(int taken, int given)
    {
        // Values below a mark are out of reach until it is gone.
        dead |= depth - (marks.Count > 0 ? marks[^1] : 0) < taken;
        depth += given - taken;
    }

    void ToMark(int taken, int given)
    {
        if (marks.Count == 0)
        {
            dead = true;
            return;
        }
        depth = marks[^1];
        marks.RemoveAt(marks.Count - 1);
        Change(taken, given);
    }
}
