using System.Reflection.Metadata;
using ModelBuild.Core.Code;

namespace ModelBuild.Core.Pipelines;

/// <summary>
/// Whether a property or parameter of a reference type may be null, from the compiler's annotations; without any (nullable
/// disabled) it may.
/// https://github.com/dotnet/roslyn/blob/main/docs/features/nullable-metadata.md
/// </summary>
static class Nullability
{
    const string Namespace = "System.Runtime.CompilerServices";
    const byte NotNull = 1, Annotated = 2;

    public static bool AllowsNull(ManagedAssembly assembly, CustomAttributeHandleCollection attributes, TypeDefinitionHandle declaringType)
    {
        if (FirstFlag(assembly, assembly.FindAttribute(attributes, Namespace, "NullableAttribute")) is { } own)
            return own != NotNull;
        return ContextFlag(assembly, declaringType) != NotNull;
    }

    public static bool AllowsNull(ManagedAssembly assembly, Parameter parameter, MethodDefinition method) =>
        FlagOf(assembly, parameter, method) != NotNull;

    /// <summary>Whether the parameter is written with <c>?</c>: without annotations it is not.</summary>
    public static bool AsksForNull(ManagedAssembly assembly, Parameter parameter, MethodDefinition method) =>
        FlagOf(assembly, parameter, method) == Annotated;

    static byte? FlagOf(ManagedAssembly assembly, Parameter parameter, MethodDefinition method) =>
        FirstFlag(assembly, assembly.FindAttribute(parameter.GetCustomAttributes(), Namespace, "NullableAttribute"))
            ?? FirstFlag(assembly, assembly.FindAttribute(method.GetCustomAttributes(), Namespace, "NullableContextAttribute"))
            ?? ContextFlag(assembly, method.GetDeclaringType());

    static byte? ContextFlag(ManagedAssembly assembly, TypeDefinitionHandle declaringType)
    {
        for (var type = declaringType; !type.IsNil; type = assembly.Metadata.GetTypeDefinition(type).GetDeclaringType())
        {
            var context = assembly.FindAttribute(assembly.Metadata.GetTypeDefinition(type).GetCustomAttributes(), Namespace, "NullableContextAttribute");
            if (FirstFlag(assembly, context) is { } outer)
                return outer;
        }
        return null;
    }

    /// <summary>The argument is one byte for the whole type, or an array with the outermost type's byte first.</summary>
    static byte? FirstFlag(ManagedAssembly assembly, CustomAttribute? attribute)
    {
        if (attribute is not { } found)
            return null;
        var blob = assembly.Metadata.GetBlobReader(found.Value);
        const int Prolog = 2, NamedCount = 2, ArrayLength = 4;
        var isArray = blob.Length > Prolog + 1 + NamedCount;
        blob.Offset = isArray ? Prolog + ArrayLength : Prolog;
        return blob.ReadByte();
    }
}
