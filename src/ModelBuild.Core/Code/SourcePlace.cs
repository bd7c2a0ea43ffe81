using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Code;

/// <summary>Finds members in the source after their assemblies were read and closed: they are opened again, because there is an error to show.</summary>
static class SourcePlace
{
    /// <param name="token">The method's metadata token.</param>
    /// <param name="otherwise">The answer where no PDB says more.</param>
    public static Mark OfMethod(string file, int token, Mark otherwise) =>
        Find(file, assembly => assembly.PlaceOf((MethodDefinitionHandle)MetadataTokens.EntityHandle(token)), otherwise);

    /// <summary>A class has no place of its own: that of its first method that has one.</summary>
    public static Mark OfType(string file, string type, Mark otherwise) =>
        Find(file, assembly => assembly.PlaceOf([.. assembly.Metadata.GetTypeDefinition(assembly.Find(type)).GetMethods()]), otherwise);

    static Mark Find(string file, Func<ManagedAssembly, Mark> find, Mark otherwise)
    {
        if (file.Length == 0)
            return otherwise;
        try
        {
            using var assembly = ManagedAssembly.Open(file);
            return find(assembly) is { Line: > 0 } place ? place : otherwise;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotAnAssemblyException || ManagedAssembly.IsDamage(e))
        {
            return otherwise; // it changed since it was read
        }
    }
}
