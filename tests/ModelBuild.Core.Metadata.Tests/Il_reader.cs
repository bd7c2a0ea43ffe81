using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using ModelBuild.Core.Code;

namespace ModelBuild.Core.Metadata.Tests;

public class Il_reader
{
    static readonly Dictionary<ILOpCode, OpCode> Reflected = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .Where(code => code.OpCodeType != OpCodeType.Nternal)       // prefix1 … prefix7, which are no instructions
        .ToDictionary(code => (ILOpCode)(ushort)code.Value);

    [Fact]
    public void Knows_every_opcode_as_reflection_does()
    {
        Reflected.Count.ShouldBe(218);
        for (var i = 0; i <= 0xFF; i++)
        {
            Check((ILOpCode)i);
            Check((ILOpCode)(0xFE00 | i));
        }

        static void Check(ILOpCode code)
        {
            if ((int)code == 0xFE19)
                IlOpCodes.OperandOf(code).ShouldBe(IlOperand.Int8);         // the prefix no., which reflection does not know
            else
                IlOpCodes.OperandOf(code).ShouldBe(Reflected.TryGetValue(code, out var known) ? Expected(known) : IlOperand.Undefined, $"0x{(int)code:X}");
        }
    }

    [Fact]
    public void Gives_the_operands()
    {
        byte[] body = [0x1F, 0x85, 0x21, 1, 2, 3, 4, 5, 6, 7, 8, 0xFE, 0x0C, 9, 1, 0x72, 0x10, 0, 0, 0x70, 0x45, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0x2A];
        var il = new IlReader(body);
        var seen = new List<string>();
        while (il.Read())
            seen.Add($"{il.Offset} {il.OpCode} {Convert.ToHexString(il.Operand)}{(il.Kind.IsToken() ? $" {il.Token:x}" : "")}");
        seen.ShouldBe(
        [
            "0 Ldc_i4_s 85", "2 Ldc_i8 0102030405060708", "11 Ldloc 0901", "15 Ldstr 10000070 70000010",
            "20 Switch 020000000100000002000000", "33 Ret ",
        ]);
    }

    [Theory]
    [InlineData("24")]                  // undefined
    [InlineData("FE23")]
    [InlineData("FE")]                  // cut off
    [InlineData("20010203")]
    [InlineData("450100")]
    [InlineData("4502000000010000000")]
    [InlineData("45FFFFFFFF01000000")]  // more targets than bytes
    public void Refuses_what_is_no_instruction(string hex) =>
        Should.Throw<InvalidDataException>(() =>
        {
            var il = new IlReader(Convert.FromHexString(hex.Length % 2 == 0 ? hex : hex + "0"));
            while (il.Read()) { }
        });

    [Fact]
    public void Has_no_token_for_an_instruction_without_one() =>
        Should.Throw<InvalidOperationException>(() =>
        {
            var il = new IlReader([0x2A]);
            il.Read();
            return il.Token;
        });

    static IlOperand Expected(OpCode code) => code.OperandType switch
    {
        OperandType.InlineNone => IlOperand.None,
        OperandType.ShortInlineI => IlOperand.Int8,
        OperandType.InlineI => IlOperand.Int32,
        OperandType.InlineI8 => IlOperand.Int64,
        OperandType.ShortInlineR => IlOperand.Float32,
        OperandType.InlineR => IlOperand.Float64,
        OperandType.ShortInlineVar => IlOperand.Variable8,
        OperandType.InlineVar => IlOperand.Variable16,
        OperandType.ShortInlineBrTarget => IlOperand.Branch8,
        OperandType.InlineBrTarget => IlOperand.Branch32,
        OperandType.InlineSwitch => IlOperand.Switch,
        OperandType.InlineString => IlOperand.String,
        OperandType.InlineType => IlOperand.Type,
        OperandType.InlineField => IlOperand.Field,
        OperandType.InlineMethod => IlOperand.Method,
        OperandType.InlineSig => IlOperand.Signature,
        OperandType.InlineTok => IlOperand.Member,
        var other => throw new InvalidOperationException($"{other}"),
    };
}
