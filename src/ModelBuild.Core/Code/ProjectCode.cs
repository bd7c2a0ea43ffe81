using System.Text;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Code;

/// <summary>
/// The code of a stage taken as the whole of its assembly and of all the given assemblies that this one references,
/// directly or not. Each assembly is read once. Not thread-safe.
/// </summary>
/// <param name="assemblyPaths">The project's own output and what it references of the same source: packages have an identity of their own.</param>
public sealed class ProjectCode(IReadOnlyList<string> assemblyPaths) : ICodeIdentity
{
    readonly Dictionary<string, Digest> digests = [];
    SortedDictionary<string, Part>? parts;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The pipeline's assembly is not among the given ones.</exception>
    /// <exception cref="NotAnAssemblyException">A file is not a managed assembly.</exception>
    public Digest Of(PipelineDescription pipeline, StageDescription stage)
    {
        if (digests.TryGetValue(pipeline.Assembly, out var known))
            return known;
        parts ??= ReadParts();
        var reached = new SortedSet<string>(StringComparer.Ordinal);
        Reach(pipeline.Assembly, reached);
        if (reached.Count == 0)
            throw new ArgumentException($"The assembly {pipeline.Assembly} of pipeline '{pipeline.Name}' is not among those given: {string.Join(", ", parts.Keys)}.", nameof(pipeline));
        var text = new StringBuilder();
        foreach (var name in reached)
            text.Append(name).Append(' ').Append(parts[name].Code).Append('\n');
        return digests[pipeline.Assembly] = Digest.OfText(text.ToString());
    }

    void Reach(string name, SortedSet<string> reached)
    {
        if (!parts!.TryGetValue(name, out var part) || !reached.Add(name))
            return;
        foreach (var reference in part.References)
            Reach(reference, reached);
    }

    SortedDictionary<string, Part> ReadParts()
    {
        var read = new SortedDictionary<string, Part>(StringComparer.Ordinal);
        foreach (var path in assemblyPaths)
        {
            using var assembly = ManagedAssembly.Open(path);
            var references = new List<string>();
            foreach (var handle in assembly.Metadata.AssemblyReferences)
                references.Add(assembly.Metadata.GetString(assembly.Metadata.GetAssemblyReference(handle).Name));
            read[assembly.Name] = new(CodeDigest.Of(assembly), references);
        }
        return read;
    }

    sealed record Part(Digest Code, List<string> References);
}
