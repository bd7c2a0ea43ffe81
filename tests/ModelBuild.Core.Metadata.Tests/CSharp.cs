using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace ModelBuild.Core.Metadata.Tests;

/// <summary>Compiles snippets into assembly files of a temporary folder.</summary>
public sealed class CSharp : IDisposable
{
    static readonly Lazy<MetadataReference[]> Framework = new(() =>
        [.. FrameworkFiles.Append(typeof(PipelineAttribute).Assembly.Location).Select(file => MetadataReference.CreateFromFile(file))]);

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("metadata-");
    int count;

    public static IEnumerable<string> FrameworkFiles =>
        Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Where(IsManaged).Order(StringComparer.Ordinal);

    public string Folder => folder.FullName;

    /// <summary>The path of the assembly; a folder of its own for each.</summary>
    public string Compile(string source, Build? build = null)
    {
        build ??= new();
        var target = Directory.CreateDirectory(Path.Combine(Folder, $"{count++}"));
        var syntax = new CSharpParseOptions(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            build.Assembly,
            build.MoreSources.Prepend(new(build.SourcePath, source))
                .Select(file => CSharpSyntaxTree.ParseText(SourceText.From(file.Value, Encoding.UTF8), syntax, file.Key)),
            [.. Framework.Value, .. build.References.Select(file => MetadataReference.CreateFromFile(file))],
            new(OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: build.Debug ? OptimizationLevel.Debug : OptimizationLevel.Release,
                nullableContextOptions: build.Nullable ? NullableContextOptions.Enable : NullableContextOptions.Disable,
                allowUnsafe: true,
                deterministic: build.Deterministic,
                metadataImportOptions: MetadataImportOptions.All));
        var path = Path.Combine(target.FullName, build.Assembly + ".dll");
        var pdb = Path.ChangeExtension(path, ".pdb");
        using var image = File.Create(path);
        using var symbols = build.Symbols == Symbols.Beside ? File.Create(pdb) : null;
        var result = compilation.Emit(
            image,
            symbols,
            options: new EmitOptions(
                debugInformationFormat: build.Symbols == Symbols.Embedded ? DebugInformationFormat.Embedded : DebugInformationFormat.PortablePdb,
                pdbFilePath: build.Symbols == Symbols.None ? null : pdb),
            manifestResources: build.Resources.Select(resource => new ResourceDescription(
                resource.Key, () => new MemoryStream(Encoding.UTF8.GetBytes(resource.Value)), isPublic: true)));
        result.Success.ShouldBeTrue(string.Join("\n", result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        return path;
    }

    public static bool IsManaged(string file)
    {
        try
        {
            AssemblyName.GetAssemblyName(file);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    public void Dispose() => folder.Delete(recursive: true);
}

public enum Symbols { None, Beside, Embedded }

public sealed record Build
{
    public string Assembly { get; init; } = "Snippet";
    public string SourcePath { get; init; } = "/src/Snippet.cs";
    /// <summary>By path.</summary>
    public IReadOnlyDictionary<string, string> MoreSources { get; init; } = new Dictionary<string, string>();
    public bool Debug { get; init; }
    public bool Nullable { get; init; } = true;
    public bool Deterministic { get; init; } = true;
    public Symbols Symbols { get; init; }
    public IReadOnlyList<string> References { get; init; } = [];
    public IReadOnlyDictionary<string, string> Resources { get; init; } = new Dictionary<string, string>();
}
