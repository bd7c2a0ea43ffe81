using System.Reflection.Metadata;

namespace ModelBuild.Core.Code;

/// <summary>What follows an opcode.</summary>
public enum IlOperand
{
    /// <summary>There is no such opcode.</summary>
    Undefined,
    None,
    /// <summary>One byte: a number, the alignment of <c>unaligned.</c>, the checks of <c>no.</c>.</summary>
    Int8,
    Int32,
    Int64,
    Float32,
    Float64,
    /// <summary>One byte: the number of a local or argument.</summary>
    Variable8,
    /// <summary>Two bytes: the number of a local or argument.</summary>
    Variable16,
    /// <summary>One signed byte, relative to the next instruction.</summary>
    Branch8,
    /// <summary>Four bytes, relative to the next instruction.</summary>
    Branch32,
    /// <summary>A count, and as many targets of four bytes, relative to the next instruction.</summary>
    Switch,
    /// <summary>Token of a user string.</summary>
    String,
    Type,
    Field,
    Method,
    /// <summary>Token of a standalone signature.</summary>
    Signature,
    /// <summary>Token of a type, field or method.</summary>
    Member,
}

/// <summary>The operands of all opcodes of ECMA-335 partition III, including those with the prefix 0xFE.</summary>
public static class IlOpCodes
{
    /// <summary>0xFE19, which System.Reflection.Metadata does not name: the <c>no.</c> prefix.</summary>
    const ILOpCode No = (ILOpCode)0xFE19;

    public static bool IsToken(this IlOperand operand) => operand >= IlOperand.String;

    /// <summary>In bytes; of a switch, that of its count.</summary>
    public static int Size(this IlOperand operand) => operand switch
    {
        IlOperand.Undefined or IlOperand.None => 0,
        IlOperand.Int8 or IlOperand.Variable8 or IlOperand.Branch8 => 1,
        IlOperand.Variable16 => 2,
        IlOperand.Int64 or IlOperand.Float64 => 8,
        _ => 4,
    };

    public static IlOperand OperandOf(ILOpCode code) => code switch
    {
        >= ILOpCode.Ldarg_s and <= ILOpCode.Stloc_s => IlOperand.Variable8,
        ILOpCode.Ldc_i4_s => IlOperand.Int8,
        ILOpCode.Ldc_i4 => IlOperand.Int32,
        ILOpCode.Ldc_i8 => IlOperand.Int64,
        ILOpCode.Ldc_r4 => IlOperand.Float32,
        ILOpCode.Ldc_r8 => IlOperand.Float64,
        ILOpCode.Jmp or ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj => IlOperand.Method,
        ILOpCode.Calli => IlOperand.Signature,
        >= ILOpCode.Br_s and <= ILOpCode.Blt_un_s or ILOpCode.Leave_s => IlOperand.Branch8,
        >= ILOpCode.Br and <= ILOpCode.Blt_un or ILOpCode.Leave => IlOperand.Branch32,
        ILOpCode.Switch => IlOperand.Switch,
        ILOpCode.Ldstr => IlOperand.String,
        ILOpCode.Cpobj or ILOpCode.Ldobj or ILOpCode.Castclass or ILOpCode.Isinst or ILOpCode.Unbox or ILOpCode.Stobj
            or ILOpCode.Box or ILOpCode.Newarr or ILOpCode.Ldelema or ILOpCode.Ldelem or ILOpCode.Stelem
            or ILOpCode.Unbox_any or ILOpCode.Refanyval or ILOpCode.Mkrefany => IlOperand.Type,
        >= ILOpCode.Ldfld and <= ILOpCode.Stsfld => IlOperand.Field,
        ILOpCode.Ldtoken => IlOperand.Member,
        >= ILOpCode.Nop and <= ILOpCode.Ldc_i4_8
            or ILOpCode.Dup or ILOpCode.Pop or ILOpCode.Ret
            or >= ILOpCode.Ldind_i1 and <= ILOpCode.Conv_u8
            or ILOpCode.Conv_r_un or ILOpCode.Throw
            or >= ILOpCode.Conv_ovf_i1_un and <= ILOpCode.Conv_ovf_u_un
            or ILOpCode.Ldlen
            or >= ILOpCode.Ldelem_i1 and <= ILOpCode.Stelem_ref
            or >= ILOpCode.Conv_ovf_i1 and <= ILOpCode.Conv_ovf_u8
            or ILOpCode.Ckfinite
            or >= ILOpCode.Conv_u2 and <= ILOpCode.Endfinally
            or ILOpCode.Stind_i or ILOpCode.Conv_u => IlOperand.None,

        ILOpCode.Ldftn or ILOpCode.Ldvirtftn => IlOperand.Method,
        >= ILOpCode.Ldarg and <= ILOpCode.Stloc => IlOperand.Variable16,
        ILOpCode.Unaligned or No => IlOperand.Int8,
        ILOpCode.Initobj or ILOpCode.Constrained or ILOpCode.Sizeof => IlOperand.Type,
        >= ILOpCode.Arglist and <= ILOpCode.Clt_un
            or ILOpCode.Localloc or ILOpCode.Endfilter or ILOpCode.Volatile or ILOpCode.Tail
            or ILOpCode.Cpblk or ILOpCode.Initblk or ILOpCode.Rethrow or ILOpCode.Refanytype or ILOpCode.Readonly => IlOperand.None,
        _ => IlOperand.Undefined,
    };
}
