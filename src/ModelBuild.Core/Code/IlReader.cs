using System.Buffers.Binary;
using System.Reflection.Metadata;

namespace ModelBuild.Core.Code;

/// <summary>
/// Walks the instructions of a method body, from the first byte to exactly the last.
/// Prefixes (<c>constrained.</c>, <c>volatile.</c> …) are instructions of their own.
/// ECMA-335, 6th edition, partition III.
/// </summary>
/// <param name="body">The IL without the method's header and sections.</param>
public ref struct IlReader(ReadOnlySpan<byte> body)
{
    readonly ReadOnlySpan<byte> body = body;
    int next;

    /// <summary>Where the instruction begins, in bytes from the start of the body.</summary>
    public int Offset { get; private set; }

    /// <summary>Where the next instruction begins; what branch and switch targets are relative to.</summary>
    public readonly int NextOffset => next;

    public ILOpCode OpCode { get; private set; }

    public IlOperand Kind { get; private set; }

    /// <summary>The operand as it is encoded; of a switch, the number of its targets and the targets.</summary>
    public ReadOnlySpan<byte> Operand { get; private set; }

    /// <summary>The operand of an instruction that has a token; see <see cref="IlOpCodes.IsToken"/>.</summary>
    public readonly int Token => Kind.IsToken()
        ? BinaryPrimitives.ReadInt32LittleEndian(Operand)
        : throw new InvalidOperationException($"{OpCode} has no token.");

    /// <summary>Goes to the next instruction; false at the end. Throws <see cref="InvalidDataException"/> for bytes that are no instruction.</summary>
    public bool Read()
    {
        if (next == body.Length)
            return false;
        Offset = next;
        var first = body[next];
        var length = first == 0xFE ? 2 : 1;
        if (next + length > body.Length)
            throw Broken("ends within an instruction");
        OpCode = (ILOpCode)(length == 1 ? first : 0xFE00 | body[next + 1]);
        Kind = IlOpCodes.OperandOf(OpCode);
        if (Kind == IlOperand.Undefined)
            throw Broken($"has the undefined instruction 0x{(int)OpCode:X}");
        next += length;

        long size = Kind.Size();
        if (Kind == IlOperand.Switch)
        {
            if (body.Length - next < sizeof(uint))
                throw Broken("ends within an instruction");
            size += 4L * BinaryPrimitives.ReadUInt32LittleEndian(body[next..]);
        }
        if (size > body.Length - next)
            throw Broken("ends within an instruction");
        Operand = body.Slice(next, (int)size);
        next += (int)size;
        return true;
    }

    readonly InvalidDataException Broken(string how) => new($"A method body {how}, at its byte {Offset} of {body.Length}.");
}
