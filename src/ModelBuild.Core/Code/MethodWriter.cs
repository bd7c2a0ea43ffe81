using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace ModelBuild.Core.Code;

/// <summary>Writes methods to a digest: signature, parameters, locals, exception regions, and IL with its tokens resolved.</summary>
sealed class MethodWriter(ManagedAssembly assembly, StableNames names, AttributeWriter attributes, DigestWriter output)
{
    readonly MetadataReader metadata = assembly.Metadata;

    public void WriteHeader(string nameAndSignature, MethodDefinitionHandle handle)
    {
        var method = metadata.GetMethodDefinition(handle);
        output.Write(nameAndSignature);
        output.Write((int)method.Attributes);
        output.Write((int)method.ImplAttributes);
        Write(method.GetGenericParameters());
        attributes.Write(method.GetCustomAttributes());
        WriteParameters(method);
        WriteImport(method);
    }

    public void WriteBody(MethodDefinitionHandle handle)
    {
        if (assembly.BodyOf(handle) is { } body)
            Write(body);
        else
            output.Write(-1);
    }

    public void Write(GenericParameterHandleCollection parameters)
    {
        output.Write(parameters.Count);
        foreach (var handle in parameters)
        {
            var parameter = metadata.GetGenericParameter(handle);
            output.Write((int)parameter.Attributes);
            var constraints = parameter.GetConstraints();
            output.Write(constraints.Count);
            foreach (var constraint in constraints)
                output.Write(names.Of(metadata.GetGenericParameterConstraint(constraint).Type));
            attributes.Write(parameter.GetCustomAttributes());
        }
    }

    public void Write(ConstantHandle handle)
    {
        if (handle.IsNil)
        {
            output.Write(-1);
            return;
        }
        var constant = metadata.GetConstant(handle);
        output.Write((int)constant.TypeCode);
        output.Write(metadata.GetBlobBytes(constant.Value));
    }

    /// <summary>Names of parameters are seen (stages and constructors are bound by them), but not those of a lambda.</summary>
    void WriteParameters(MethodDefinition method)
    {
        var isGenerated = GeneratedNames.IsGenerated(metadata.GetString(method.Name));
        var parameters = method.GetParameters();
        output.Write(parameters.Count);
        foreach (var handle in parameters)
        {
            var parameter = metadata.GetParameter(handle);
            output.Write(parameter.SequenceNumber);
            output.Write(isGenerated ? "" : metadata.GetString(parameter.Name));
            output.Write((int)parameter.Attributes);
            Write(parameter.GetDefaultValue());
            output.Write(metadata.GetBlobBytes(parameter.GetMarshallingDescriptor()));
            attributes.Write(parameter.GetCustomAttributes());
        }
    }

    void WriteImport(MethodDefinition method)
    {
        if (!method.Attributes.HasFlag(MethodAttributes.PinvokeImpl))
            return;
        var import = method.GetImport();
        output.Write((int)import.Attributes);
        output.Write(metadata.GetString(import.Name));
        output.Write(import.Module.IsNil ? "" : names.Of(import.Module));
    }

    void Write(MethodBodyBlock body)
    {
        output.Write(body.LocalVariablesInitialized ? 1 : 0);
        output.Write(body.LocalSignature.IsNil ? "" : names.Of(body.LocalSignature));
        output.Write(body.ExceptionRegions.Length);
        foreach (var region in body.ExceptionRegions)
        {
            output.Write((int)region.Kind);
            output.Write(region.TryOffset);
            output.Write(region.TryLength);
            output.Write(region.HandlerOffset);
            output.Write(region.HandlerLength);
            output.Write(region.FilterOffset);
            output.Write(region.CatchType.IsNil ? "" : names.Of(region.CatchType));
        }

        var code = body.GetILContent();
        output.Write(code.Length);
        var il = new IlReader(code.AsSpan());
        while (il.Read())
        {
            output.Write((int)il.OpCode);
            if (il.Kind == IlOperand.String)
                output.WriteUtf16(metadata.GetUserString((UserStringHandle)MetadataTokens.Handle(il.Token)));
            else if (il.Kind.IsToken())
                output.Write(names.Of(MetadataTokens.EntityHandle(il.Token)));
            else if (il.Kind != IlOperand.None)
                output.Write(il.Operand);
        }
    }
}
