using System.Reflection.Metadata;

namespace ModelBuild.Core.Code;

/// <summary>
/// What the compiler makes of a record to compare its type: <c>EqualityContract</c>, which is a <c>typeof</c> that nobody looks into,
/// and the methods that ask for it.
/// </summary>
static class RecordEquality
{
    /// <summary>The getter of <c>EqualityContract</c>, not written by hand.</summary>
    public static bool IsContract(ManagedAssembly assembly, MethodDefinitionHandle method) => IsMade(assembly, method, "get_EqualityContract");

    /// <summary>One of the methods that compare it, not written by hand.</summary>
    public static bool IsComparison(ManagedAssembly assembly, MethodDefinitionHandle method) =>
        IsMade(assembly, method, "Equals") || IsMade(assembly, method, "GetHashCode");

    static bool IsMade(ManagedAssembly assembly, MethodDefinitionHandle method, string name)
    {
        var definition = assembly.Metadata.GetMethodDefinition(method);
        return assembly.Metadata.StringComparer.Equals(definition.Name, name)
            && assembly.FindAttribute(definition.GetCustomAttributes(), "System.Runtime.CompilerServices", "CompilerGeneratedAttribute") is not null;
    }
}
