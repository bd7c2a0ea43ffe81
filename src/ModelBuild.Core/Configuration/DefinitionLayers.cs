using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Planning;

namespace ModelBuild.Core.Configuration;

/// <summary>The files of one model as they were read: its definition and, where the environment has one, its overlay.</summary>
/// <param name="Root">Null where the definition or the overlay has errors.</param>
/// <param name="Overlay">Null where there is none.</param>
sealed record DefinitionLayers(DefinitionFile File, YamlMapping? Root, YamlMapping? Overlay, IReadOnlyList<Diagnostic> Errors)
{
    delegate (YamlMapping? Root, IReadOnlyList<Diagnostic> Errors) Reader(string path, ReadOnlySpan<byte> content);

    public static DefinitionLayers Read(DefinitionFile file, string environment)
    {
        var (root, errors) = Read(file.Path, YamlReader.Read);
        if (environment.Length == 0 || !Overlays.Of(file.Path).Contains(environment))
            return new(file, root, null, errors);
        var (overlay, more) = Read(Overlays.PathOf(file.Path, environment), YamlReader.ReadOverlay);
        return new(file, overlay is null ? null : root, overlay, [.. errors, .. more]);
    }

    static (YamlMapping? Root, IReadOnlyList<Diagnostic> Errors) Read(string path, Reader read)
    {
        try
        {
            return read(path, System.IO.File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, [Diagnostic.Error("MB1077", new(path, 0, 0), $"the model definition cannot be read: {e.Message}")]);
        }
    }
}
