namespace ModelBuild.Verification;

/// <summary>
/// Follows bytes as Python's pickle would execute them, to any length, without doing anything: a file that loads as a pickle runs
/// code, whatever its name. Numbers of taken and given values as in https://github.com/python/cpython/blob/main/Lib/pickletools.py
/// </summary>
sealed class PickleScan
{
    const byte NewestProtocol = 5;
    const int MostMarks = 1 << 16;
    readonly List<(long Depth, long Count)> marks = [];
    byte opcode;
    int lines;      // lines of the opcode's argument that are still to come
    bool emptyLine = true, isName; // the line so far; both lines of a name so far
    int prefix;     // bytes of its length that are still to come
    int prefixAt;
    ulong length;   // the length as far as it is known
    ulong skip;     // bytes of its argument that are still to come
    long depth;     // values on the stack
    bool first = true, dead, startsWithProtocol, hasProtocol, namesCode;

    /// <summary>Whether what was seen so far is a pickle: a whole one that says so at its begin, or one that has called something.</summary>
    public bool Found { get; private set; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length && !dead && !Found;)
        {
            if (skip > 0)
            {
                var step = (int)Math.Min(skip, (ulong)(bytes.Length - at));
                if (opcode == '\u0080')
                    dead = bytes[at] > NewestProtocol;
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

    // Python takes more for a number or a name than can be told here, so no line ends the scan. But only what can be imported names
    // code: prose has spaces, and never a protocol, with which a name may also be a path through attributes of any name.
    void Line(byte next)
    {
        if (next != '\n')
        {
            emptyLine = false;
            isName &= hasProtocol || (next > ' ' && next != 0x7f);
            return;
        }
        isName &= !emptyLine;
        emptyLine = true;
        if (--lines > 0 || opcode is not ((byte)'c' or (byte)'i'))
            return;
        namesCode |= isName;
        if (opcode == 'i')
            Called();
    }

    void Execute(byte next)
    {
        opcode = next;
        switch ((char)next)
        {
            case '\u0080': // PROTO; only as the first one does it tell a pickle
                startsWithProtocol |= first;
                hasProtocol = true;
                skip = 1;
                break;
            case '\u0095': skip = 8; break; // FRAME
            case '(': Mark(); break;
            case '.':
                Change(1, 0);
                Found = !dead && (startsWithProtocol || namesCode);
                // Whoever loads one may go on to a second, as torch does.
                marks.Clear();
                depth = 0;
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
                if (marks.Count > 0 && marks[^1].Depth == depth)
                    Unmark();
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
            case 'c': Change(0, 1); Name(); break;
            case '\u0093': Change(2, 1); namesCode = true; break;
            case '\u0082': Change(0, 1); skip = 1; namesCode = true; break;
            case '\u0083': Change(0, 1); skip = 2; namesCode = true; break;
            case '\u0084': Change(0, 1); skip = 4; namesCode = true; break;
            case 'i': ToMark(0, 1); Name(); break;
            case 'o': ToMark(0, 1); Called(); break;
            case 'R' or '\u0081': Change(2, 1); Called(); break;
            case 'b': Change(2, 1); Called(); break;
            case '\u0092': Change(3, 1); Called(); break;
            default: dead = true; break;
        }
        first = next == '.';
    }

    void Called() => Found |= namesCode && !dead;

    void Name() => (lines, isName) = (2, true);

    void Prefix(int bytes) => (prefix, prefixAt, length) = (bytes, 0, 0);

    void Change(int taken, int given)
    {
        // Values below a mark are out of reach until it is gone.
        dead |= depth - (marks.Count > 0 ? marks[^1].Depth : 0) < taken;
        depth += given - taken;
    }

    void ToMark(int taken, int given)
    {
        if (marks.Count == 0)
        {
            dead = true;
            return;
        }
        depth = marks[^1].Depth;
        Unmark();
        Change(taken, given);
    }

    // Python has no limit. Raw numbers may repeat one mark for ever, which takes one place here; nothing but a pickle has so many others.
    void Mark()
    {
        if (marks.Count > 0 && marks[^1].Depth == depth)
            marks[^1] = (depth, marks[^1].Count + 1);
        else
            marks.Add((depth, 1));
        Found |= marks.Count > MostMarks;
    }

    void Unmark()
    {
        if (marks[^1].Count > 1)
            marks[^1] = (marks[^1].Depth, marks[^1].Count - 1);
        else
            marks.RemoveAt(marks.Count - 1);
    }
}
