using System.Text;

namespace ModelBuild.Verification;

/// <summary>
/// Follows bytes as Python's pickle would execute them, to any length, without doing anything: a file that loads as a pickle runs
/// code, whatever its name. Numbers of taken and given values as in https://github.com/python/cpython/blob/main/Lib/pickletools.py
/// </summary>
sealed class PickleScan
{
    const byte NewestProtocol = 5;
    const int MostMarks = 1 << 16;
    const int MostOfLine = 256;
    readonly PickleStack stack = new();
    readonly List<byte> line = []; // the line so far, or its begin
    byte opcode;
    int lines;      // lines of the opcode's argument that are still to come
    bool isName, isStandard; // the lines of a name so far
    PickleKind? memo; // of all that was put there
    int prefix;     // bytes of its length that are still to come
    int prefixAt;
    ulong length;   // the length as far as it is known
    ulong skip;     // bytes of its argument that are still to come
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

    // Only what can be imported names code: prose has spaces, and never a protocol, with which a name may also be a path through
    // attributes of any name.
    void Line(byte next)
    {
        if (next != '\n')
        {
            if (line.Count < MostOfLine)
                line.Add(next);
            isName &= hasProtocol || (next > ' ' && next != 0x7f);
            return;
        }
        isName &= line.Count > 0;
        switch ((char)opcode)
        {
            case 'c' or 'i' when lines == 2:
                dead = line.Count == 0;
                isStandard = line.Count == MostOfLine || PythonModules.Contains(Encoding.Latin1.GetString([.. line]));
                break;
            case 'c' or 'i':
                isStandard |= line.Count > 0 && line[0] == '_';
                namesCode |= isName;
                stack.Push(opcode == 'i' || hasProtocol ? PickleKind.Anything : isStandard ? PickleKind.Standard : PickleKind.Word);
                if (opcode == 'i')
                    Called();
                break;
            case 'I' or 'L' or 'F' or 'g' or 'p': dead = !CanBeNumber(); break;
            case 'S': dead = line.Count < 2 || line[0] is not ((byte)'\'' or (byte)'"'); break;
        }
        line.Clear();
        lines--;
    }

    // Python takes more for a number than can be told here: spaces, signs, bases, and in places what follows a zero byte.
    bool CanBeNumber()
    {
        var at = line.FindIndex(next => next is not ((byte)' ' or (>= 9 and <= 13) or (byte)'+' or (byte)'-'));
        return at < 0 ? line.Count == MostOfLine
            : line[at] is 0 or (>= (byte)'0' and <= (byte)'9')
                || (opcode == 'F' && (line[at] == '.' || Encoding.Latin1.GetString([.. line[at..]]).ToUpperInvariant() is ['I', 'N', 'F', ..] or ['N', 'A', 'N', ..]));
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
            case '(':
                stack.Mark();
                Found |= stack.Marks > MostMarks; // nothing but a pickle has so many
                break;
            case '.':
                Has(1);
                Found = !dead && (startsWithProtocol || namesCode);
                // Whoever loads one may go on to a second, as torch does.
                stack.Clear();
                break;
            case 'N' or '\u0088' or '\u0089': stack.Push(PickleKind.Number); break;
            case ')' or ']' or '}' or '\u008f': stack.Push(PickleKind.Data); break;
            case '\u0097': stack.Push(PickleKind.Anything); break;
            case 'I' or 'L' or 'F': Argument(PickleKind.Number, lines: 1); break;
            case 'S' or 'V': Argument(PickleKind.Data, lines: 1); break;
            case 'P': Argument(PickleKind.Word, lines: 1); break;
            case 'K': Argument(PickleKind.Number, bytes: 1); break;
            case 'M': Argument(PickleKind.Number, bytes: 2); break;
            case 'J': Argument(PickleKind.Number, bytes: 4); break;
            case 'G': Argument(PickleKind.Number, bytes: 8); break;
            case '\u008a': Prefix(PickleKind.Number, 1); break;
            case '\u008b': Prefix(PickleKind.Number, 4); break;
            case 'U' or 'C' or '\u008c': Prefix(PickleKind.Data, 1); break;
            case 'T' or 'X' or 'B': Prefix(PickleKind.Data, 4); break;
            case '\u008d' or '\u008e' or '\u0096': Prefix(PickleKind.Data, 8); break;
            case 'g': Get(lines: 1); break;
            case 'h': Get(bytes: 1); break;
            case 'j': Get(bytes: 4); break;
            case 'p': Put(lines: 1); break;
            case 'q': Put(bytes: 1); break;
            case 'r': Put(bytes: 4); break;
            case '\u0094': Put(); break;
            case '\u0098': Has(1); break;
            case '0':
                if (stack is { Marks: > 0, Count: 0 })
                    stack.PopMark();
                else
                    Take(1);
                break;
            case '1': ToMark(); break;
            case '2' when Has(1): stack.Push(stack[0]); break;
            case 'd' or 'l' or 't' or '\u0091' when ToMark(): stack.Push(PickleKind.Data); break;
            case 'e' or 'u' or '\u0090':
                if (ToMark() && Has(1))
                    Used(0);
                break;
            case '\u0085' when Take(1): stack.Push(PickleKind.Data); break;
            case '\u0086' when Take(2): stack.Push(PickleKind.Data); break;
            case '\u0087' when Take(3): stack.Push(PickleKind.Data); break;
            case 'Q' when Take(1): stack.Push(PickleKind.Anything); break;
            case 'c': Name(); break;
            case 'i' when ToMark(): Name(); break;
            case '\u0093' when Take(2): NamedCode(); break;
            case '\u0082': NamedCode(); skip = 1; break;
            case '\u0083': NamedCode(); skip = 2; break;
            case '\u0084': NamedCode(); skip = 4; break;
            case 'a' when Has(2): Use(1); break;
            case 's' when Has(3): Use(2); break;
            case 'b' when Has(2): Use(1); break;
            case 'R' or '\u0081' when Has(2): Call(1, stack[0]); break;
            case '\u0092' when Has(3): Call(2, stack[1]); break;
            case 'o' when Has(1):
                dead = stack.Marks == 0 || !IsObject(stack[stack.Count - 1]);
                Called();
                if (ToMark())
                    stack.Push(PickleKind.Anything);
                break;
            default: dead = true; break;
        }
        first = next == '.';
    }

    void Called() => Found |= namesCode && !dead;

    // A method of the value below so many others, of whatever name, with them.
    void Use(int with)
    {
        Used(with);
        stack.Pop(with);
    }

    void Used(int with)
    {
        if (IsObject(stack[with]) && !AreWords(with))
            Called();
    }

    void Call(int with, PickleKind arguments)
    {
        dead = !IsObject(stack[with]) || arguments == PickleKind.Number;
        Used(with);
        stack.Pop(with + 1);
        stack.Push(PickleKind.Anything);
    }

    static bool IsObject(PickleKind kind) => kind is not (PickleKind.Number or PickleKind.Data);

    // A list of words calls nothing: in 'cat dog cow pig Rabbit' R would call at.dog with ow.pig, in 'cat dog Name' a would append None to
    // at.dog, and in 'cos sin cosh sinh Re' R would call os.sin with osh.sinh. Who wants something called gives it a value, or uses what
    // comes of it, or has nothing but what Python brings along.
    bool AreWords(int with)
    {
        if (hasProtocol || with == 0)
            return false;
        var words = stack[with] == PickleKind.Word;
        if (!words && !(opcode == 'R' && stack[with] == PickleKind.Standard))
            return false;
        for (var at = 0; at < with; at++)
        {
            if (stack[at] is not (PickleKind.Number or PickleKind.Word or PickleKind.Standard))
                return false;
            words |= stack[at] == PickleKind.Word;
        }
        return words;
    }

    void Name() => (lines, isName) = (2, true);

    void NamedCode()
    {
        namesCode = true;
        stack.Push(PickleKind.Anything);
    }

    void Argument(PickleKind kind, int lines = 0, uint bytes = 0)
    {
        stack.Push(kind);
        (this.lines, skip) = (lines, bytes);
    }

    void Prefix(PickleKind kind, int bytes)
    {
        stack.Push(kind);
        (prefix, prefixAt, length) = (bytes, 0, 0);
    }

    void Get(int lines = 0, uint bytes = 0)
    {
        dead = memo is null;
        Argument(memo ?? PickleKind.Anything, lines, bytes);
    }

    void Put(int lines = 0, uint bytes = 0)
    {
        if (Has(1))
            memo = memo is null || memo == stack[0] ? stack[0] : PickleKind.Anything;
        (this.lines, skip) = (lines, bytes);
    }

    bool Has(int values)
    {
        dead |= stack.Count < values;
        return !dead;
    }

    bool Take(int values)
    {
        if (Has(values))
            stack.Pop(values);
        return !dead;
    }

    bool ToMark()
    {
        dead |= stack.Marks == 0;
        if (!dead)
            stack.PopMark();
        return !dead;
    }
}
