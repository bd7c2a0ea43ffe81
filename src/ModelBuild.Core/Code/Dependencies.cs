using System.Reflection.Metadata;

namespace ModelBuild.Core.Code;

/// <summary>Whether <c>[DependsOn]</c> says what a method finds by reflection.</summary>
static class Dependencies
{
    public static bool AreDeclared(CodeAssembly assembly, MethodDefinitionHandle handle)
    {
        var metadata = assembly.Metadata;
        var method = metadata.GetMethodDefinition(handle);
        if (Has(assembly, method.GetCustomAttributes()))
            return true;
        // What was compiled out of a method has its name and lies in a type that was, or beside it.
        var owner = GeneratedNames.MethodNamed(metadata.GetString(method.Name));
        for (var type = metadata.GetTypeDefinition(method.GetDeclaringType()); ; type = metadata.GetTypeDefinition(type.GetDeclaringType()))
        {
            if (Has(assembly, type.GetCustomAttributes()))
                return true;
            var name = metadata.GetString(type.Name);
            if (GeneratedNames.IsGenerated(name) && type.IsNested)
            {
                owner ??= GeneratedNames.MethodNamed(name);
                continue;
            }
            if (owner is null)
                return false;
            foreach (var candidate in type.GetMethods())
                if (metadata.StringComparer.Equals(metadata.GetMethodDefinition(candidate).Name, owner)
                    && Has(assembly, metadata.GetMethodDefinition(candidate).GetCustomAttributes()))
                    return true;
            return false;
        }
    }

    static bool Has(CodeAssembly assembly, CustomAttributeHandleCollection attributes) =>
        assembly.File.FindAttribute(attributes, "ModelBuild", "DependsOnAttribute") is not null;
}
