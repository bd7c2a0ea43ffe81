using System.Collections.Frozen;

namespace ModelBuild.Core.Code;

/// <summary>
/// Calls of the framework that find code by name or by looking around, so that nobody can say from the IL what they reach.
/// Looking at the data of an object (its fields, properties and constructors) is none of them: those count with its type.
/// </summary>
static class HiddenCalls
{
    /// <summary>By type, separated by spaces; <c>*</c> is any member, <c>Name(</c> one whose first argument is a string.</summary>
    static readonly FrozenDictionary<string, string> Members = new Dictionary<string, string>
    {
        ["System.Type"] = "GetType GetMethod GetMethods GetMember GetMembers FindMembers GetNestedType GetNestedTypes InvokeMember GetTypeFromProgID GetTypeFromCLSID",
        ["System.Reflection.TypeInfo"] = "get_DeclaredMethods get_DeclaredMembers get_DeclaredNestedTypes GetDeclaredMethod GetDeclaredMethods GetDeclaredNestedType",
        ["System.Reflection.RuntimeReflectionExtensions"] = "GetRuntimeMethod GetRuntimeMethods",
        ["System.Reflection.Assembly"] = "GetType GetTypes GetExportedTypes get_ExportedTypes get_DefinedTypes GetForwardedTypes Load LoadFrom LoadFile LoadWithPartialName "
            + "UnsafeLoadFrom CreateInstance get_EntryPoint GetModule GetModules GetLoadedModules get_Modules",
        ["System.Reflection.Module"] = "GetType GetTypes FindTypes GetMethod GetMethods ResolveMethod ResolveMember ResolveType",
        ["System.Activator"] = "CreateInstance( CreateInstanceFrom",
        ["System.AppDomain"] = "CreateInstance CreateInstanceAndUnwrap CreateInstanceFrom CreateInstanceFromAndUnwrap ExecuteAssembly ExecuteAssemblyByName Load GetAssemblies",
        ["System.Runtime.Loader.AssemblyLoadContext"] = "LoadFromAssemblyName LoadFromAssemblyPath LoadFromStream LoadFromNativeImagePath get_Assemblies get_All",
        ["System.Linq.Expressions.Expression"] = "Dynamic MakeDynamic",
        ["Microsoft.CSharp.RuntimeBinder.Binder"] = "*",
    }.ToFrozenDictionary();

    /// <param name="type">Full name of a type that is not followed.</param>
    /// <param name="firstIsString">Whether the member's first parameter is a string.</param>
    public static bool Contain(string type, string member, bool firstIsString)
    {
        if (!Members.TryGetValue(type, out var names))
            return false;
        foreach (var range in names.AsSpan().Split(' '))
        {
            var name = names.AsSpan(range);
            if (name is "*" || name.SequenceEqual(member) || (firstIsString && name is [.. var start, '('] && start.SequenceEqual(member)))
                return true;
        }
        return false;
    }
}
