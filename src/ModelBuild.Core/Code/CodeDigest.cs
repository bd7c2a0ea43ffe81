using ModelBuild.Core.Digests;

namespace ModelBuild.Core.Code;

/// <summary>
/// The digest of everything in an assembly that can change what its code does: all types, members, constants, IL,
/// static data and embedded resources.
/// </summary>
/// <remarks>
/// <para>Seen: kind, base, interfaces, generic constraints, layout and custom attributes of types; names, signatures,
/// attributes, constants and initial data of fields; signatures, parameter names and defaults, locals' types, exception
/// regions and IL of methods, with every token replaced by what it names; properties, events, overrides, P/Invoke,
/// forwarded types, resources, and the order of fields and properties (serializers write in it).</para>
/// <para>Not seen: paths, MVID, time stamps, PDB, versions, names and titles of the assembly and of those it references,
/// the commit, comments, white space, names of locals, the order of types and methods, and the attributes that
/// <see cref="AttributeWriter"/> lists: provenance, debugger hints, nullability, state machines' names.</para>
/// <para>Compiler-generated names are freed of what depends on the order of members (see <see cref="GeneratedNames"/>)
/// except for lambdas in overloaded methods, anonymous types, <c>dynamic</c> call sites and method groups cached
/// under equal names; reordering these looks like a change. Debug and Release code differ.</para>
/// <para>This is one assembly as a whole, so an edit anywhere in it counts for every stage in it.
/// <see cref="ICodeIdentity"/> is where the closure of one stage takes its place.</para>
/// </remarks>
public static class CodeDigest
{
    /// <summary>Of the assembly at a path. Takes a few milliseconds per megabyte.</summary>
    /// <exception cref="NotAnAssemblyException">The file is not a managed assembly, or is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Digest Of(string assemblyPath)
    {
        using var assembly = ManagedAssembly.Open(assemblyPath);
        return Of(assembly);
    }

    internal static Digest Of(ManagedAssembly assembly)
    {
        using var output = new DigestWriter();
        try
        {
            new AssemblyWriter(assembly, output).Write();
        }
        catch (Exception e) when (ManagedAssembly.IsDamage(e))
        {
            throw new NotAnAssemblyException(assembly.Path, "its metadata or code is damaged", e);
        }
        return output.Finish();
    }
}
