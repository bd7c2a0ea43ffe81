using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace ModelBuild.Core.Code;

/// <summary>The instructions just before a call, by which some of its arguments are known for certain.</summary>
readonly ref struct Preceding
{
    const int Kept = 6;

    readonly ReadOnlySpan<byte> code;
    readonly int call;
    readonly List<Instruction> last = [];

    sealed record Instruction(ILOpCode OpCode, int Token, int Offset);

    /// <param name="code">The body.</param>
    /// <param name="call">Where in it the call is.</param>
    public Preceding(ReadOnlySpan<byte> code, int call)
    {
        this.code = code;
        this.call = call;
        var il = new IlReader(code);
        while (il.Read() && il.Offset < call)
        {
            if (last.Count == Kept)
                last.RemoveAt(0);
            last.Add(new(il.OpCode, il.Kind.IsToken() ? il.Token : 0, il.Offset));
        }
    }

    /// <summary>The text that is the call's last argument; null where that is not a literal.</summary>
    public string? LastText(MetadataReader metadata) =>
        Back(1) is { OpCode: ILOpCode.Ldstr } text && !IsEnteredAfter(text)
            ? metadata.GetUserString((UserStringHandle)MetadataTokens.Handle(text.Token))
            : null;

    /// <summary>Whether the call of a member of an instance is one on <c>typeof(X)</c>, with literals as arguments: all of X counts already.</summary>
    /// <param name="arguments">How many the member has.</param>
    public bool IsOnKnownType(MetadataReader metadata, ManagedAssembly assembly, int arguments)
    {
        for (var back = 1; back <= arguments; back++)
            if (Back(back) is not { OpCode: ILOpCode.Ldstr or ILOpCode.Ldnull or (>= ILOpCode.Ldc_i4_m1 and <= ILOpCode.Ldc_i4) })
                return false;
        return Back(arguments + 1) is { OpCode: ILOpCode.Call } call && IsMember(metadata, assembly, call.Token, "Type", "GetTypeFromHandle")
            && Back(arguments + 2) is { OpCode: ILOpCode.Ldtoken } token && !IsEnteredAfter(token)
            && !IsTypeParameter(metadata, MetadataTokens.EntityHandle(token.Token));
    }

    /// <summary>Whether a <c>typeof</c> is only asked for a name, its assembly, or whether it is another type.</summary>
    /// <param name="next">Where the code goes on after its token was loaded.</param>
    public static bool OnlyNames(ReadOnlySpan<byte> code, int next, MetadataReader metadata, ManagedAssembly assembly)
    {
        var il = new IlReader(code[next..]);
        return il.Read() && il.OpCode == ILOpCode.Call && IsMember(metadata, assembly, il.Token, "Type", "GetTypeFromHandle")
            && IsAsked(code[next..][il.NextOffset..], metadata, assembly, "get_Assembly", "get_Name", "get_FullName", "get_Namespace", "get_Module", "op_Equality", "op_Inequality");
    }

    /// <summary>Whether what a call found is only asked for its name.</summary>
    /// <param name="next">Where the code goes on after the call.</param>
    public static bool OnlyNamesFound(ReadOnlySpan<byte> code, int next, MetadataReader metadata, ManagedAssembly assembly) =>
        IsAsked(code[next..], metadata, assembly, "get_Name", "get_FullName", "get_Namespace");

    static bool IsAsked(ReadOnlySpan<byte> code, MetadataReader metadata, ManagedAssembly assembly, params ReadOnlySpan<string> names)
    {
        var il = new IlReader(code);
        return il.Read() && il.OpCode is ILOpCode.Call or ILOpCode.Callvirt && IsMember(metadata, assembly, il.Token, null, names);
    }

    static bool IsMember(MetadataReader metadata, ManagedAssembly assembly, int token, string? type, params ReadOnlySpan<string> names)
    {
        var handle = MetadataTokens.EntityHandle(token);
        if (handle.Kind != HandleKind.MemberReference)
            return false;
        var member = metadata.GetMemberReference((MemberReferenceHandle)handle);
        if (!assembly.IsNamed(member.Parent, "System", "Type") && (type is not null
            || (!assembly.IsNamed(member.Parent, "System.Reflection", "MemberInfo") && !assembly.IsNamed(member.Parent, "System.Reflection", "AssemblyName"))))
            return false;
        foreach (var name in names)
            if (metadata.StringComparer.Equals(member.Name, name))
                return true;
        return false;
    }

    static bool IsTypeParameter(MetadataReader metadata, EntityHandle type) => type.Kind == HandleKind.TypeSpecification
        && metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)type).Signature).ReadSignatureTypeCode()
            is SignatureTypeCode.GenericTypeParameter or SignatureTypeCode.GenericMethodParameter;

    Instruction? Back(int steps) => steps <= last.Count ? last[^steps] : null;

    /// <summary>Whether a branch ends between an instruction and the call: then something else may lie on the stack.</summary>
    bool IsEnteredAfter(Instruction instruction)
    {
        var il = new IlReader(code);
        while (il.Read())
        {
            switch (il.Kind)
            {
                case IlOperand.Branch8 when IsBetween(il.NextOffset + (sbyte)il.Operand[0], instruction.Offset, call):
                case IlOperand.Branch32 when IsBetween(il.NextOffset + BinaryPrimitives.ReadInt32LittleEndian(il.Operand), instruction.Offset, call):
                    return true;
                case IlOperand.Switch:
                    for (var i = sizeof(int); i < il.Operand.Length; i += sizeof(int))
                        if (IsBetween(il.NextOffset + BinaryPrimitives.ReadInt32LittleEndian(il.Operand[i..]), instruction.Offset, call))
                            return true;
                    break;
            }
        }
        return false;
    }

    static bool IsBetween(int target, int after, int until) => target > after && target <= until;
}
