using ModelBuild.Core.Configuration;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Planning;

namespace ModelBuild.Core.Definitions;

/// <summary>The gates of a definition and their waivers, read by themselves: nothing else of it is looked at, nor is its pipeline.</summary>
/// <param name="Errors">Without any, the others count.</param>
public sealed record DeclaredGates(IReadOnlyList<GateDeclaration> Gates, IReadOnlyList<Waiver> Waivers, IReadOnlyList<Diagnostic> Errors)
{
    const string BuiltIn = "tabular";

    /// <summary>The name of a pipeline that may have gates of its own; empty for the built-in one, which has none.</summary>
    public string Pipeline { get; init; } = "";

    /// <param name="path">Absolute.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="environment">The environment whose overlay lies over it; empty for none.</param>
    public static DeclaredGates Read(string path, string model, string environment)
    {
        var layers = DefinitionLayers.Read(new(model, path), environment);
        if (layers.Root is not { } root)
            return new([], [], layers.Errors);
        if (environment.Length > 0 && layers.Overlay is null)
            return new([], [], [Diagnostic.Error("MB1081", new(path, 1, 1), $"the definition has no overlay for the environment {Wording.Quote(environment)}: there is no file '{Overlays.PathOf(path, environment)}'.")]);
        if (layers.Overlay is { } overlay)
            root = LayerMerge.Merge(root, overlay, []);
        var errors = new DefinitionErrors();
        var gates = root.Find("gates") is { } declared ? new GatesBinder(errors, methods: null).Bind(declared.Value) : [];
        if (errors.Count > 0)
            return new([], [], errors.InOrder());
        var (waivers, wrong) = WaiversReader.Read(path, model, gates);
        var pipeline = (root.Find("pipeline")?.Value as YamlScalar)?.Text ?? "";
        return new(gates, waivers, wrong) { Pipeline = pipeline == BuiltIn ? "" : pipeline };
    }
}
