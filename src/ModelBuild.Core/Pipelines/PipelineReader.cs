using System.Reflection.Metadata;
using ModelBuild.Core.Code;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Pipelines;

/// <summary>Reads the pipelines of built assemblies from their metadata; nothing of them is loaded or run.</summary>
public static class PipelineReader
{
    /// <summary>
    /// Reads the project's own assembly, the project assemblies that it references and ModelBuild.Tabular. Setting types
    /// may be in any of them. Does not check that the stages fit together, which is the graph's part.
    /// </summary>
    /// <param name="assemblyPaths">Files. One that cannot be read is an error among the diagnostics.</param>
    public static PipelineReading Read(IReadOnlyList<string> assemblyPaths)
    {
        var diagnostics = new List<Diagnostic>();
        var found = new List<FoundPipeline>();
        using var assemblies = new AssemblySet();
        foreach (var path in assemblyPaths)
        {
            try
            {
                assemblies.Add(ManagedAssembly.Open(path));
            }
            catch (NotAnAssemblyException e)
            {
                diagnostics.Add(NotAnAssembly(path, e.Found));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                diagnostics.Add(NotAnAssembly(path, $"it cannot be read ({e.Message.TrimEnd('.')})"));
            }
        }

        var settings = new SettingReader(assemblies, diagnostics);
        foreach (var assembly in assemblies.All)
        {
            try
            {
                if (assembly.References(PipelineScan.AuthorAssembly))
                    new PipelineScan(assembly, assemblies, settings, diagnostics).Read(found);
            }
            catch (Exception e) when (ManagedAssembly.IsDamage(e))
            {
                diagnostics.Add(NotAnAssembly(assembly.Path, $"its metadata is damaged ({e.Message.TrimEnd('.')})"));
            }
        }

        var first = new Dictionary<string, FoundPipeline>();
        var pipelines = new List<PipelineDescription>(found.Count);
        var bases = new PipelineBases(found, assemblies, diagnostics);
        var sections = new SectionChecker(diagnostics);
        foreach (var pipeline in found)
        {
            if (!first.TryAdd(pipeline.Name, pipeline))
                diagnostics.Add(EqualNames(pipeline, first[pipeline.Name]));
            else if (bases.Describe(pipeline) is { } description && sections.Check(description))
                pipelines.Add(description);
        }
        pipelines.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return new(pipelines, diagnostics);
    }

    static Diagnostic EqualNames(FoundPipeline pipeline, FoundPipeline other) => Diagnostic.Error("MB1042", pipeline.Place(),
        $"The pipeline {pipeline.Type.FullName} (assembly {pipeline.Type.Assembly.Name}) is called '{pipeline.Name}', and so is {other.Type.FullName} (assembly {other.Type.Assembly.Name}). Give one of them another name: [Pipeline(\"…\")].");

    internal static Diagnostic NotAnAssembly(string path, string found) => Diagnostic.Error("MB1040", new(path, 0, 0),
        $"Pipelines cannot be read from this file: {found}. Build the project again; only .NET assemblies may be listed.");
}

/// <summary>What was read.</summary>
/// <param name="Pipelines">Those without an error, ordered by name.</param>
/// <param name="Diagnostics">In the order of the assemblies and of their types.</param>
public sealed record PipelineReading(IReadOnlyList<PipelineDescription> Pipelines, IReadOnlyList<Diagnostic> Diagnostics);
