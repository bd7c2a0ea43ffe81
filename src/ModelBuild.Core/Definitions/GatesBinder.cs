using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;

namespace ModelBuild.Core.Definitions;

/// <summary>Reads the top-level <c>gates</c>.</summary>
/// <param name="methods">The pipeline's own gates, by stage, and whether each looks at a champion; null where the pipeline is not known.</param>
sealed class GatesBinder(DefinitionErrors errors, IReadOnlyDictionary<string, bool>? methods)
{
    public static readonly string[] Keys =
    [
        "metric", "measure", "drift", "column", "gate", "name", "reason", "severity", "min", "max", "between", "interval", "slice", "slices",
        "minSamples", "ifTooFew", "against", "maxRegression", "minImprovement", "maxRatio", "test", "margin", "method", "confidence", "better", "ifMissing", "otherData",
    ];

    public IReadOnlyList<GateDeclaration> Bind(YamlNode node)
    {
        if (CoreSchema.IsNull(node))
            return [];
        if (node is not YamlSequence sequence)
        {
            errors.WrongType("gates", "a list of gates", node, "write `- { metric: NAME, min: NUMBER }` lines.");
            return [];
        }
        var gates = new List<GateDeclaration>();
        foreach (var item in sequence.Items)
        {
            if (Gate(item, sequence) is not { } gate)
                continue;
            if (gates.Find(other => other.Name == gate.Name) is { } other)
                errors.Add("MB1026", gate.Place,
                    $"two gates have the name {Wording.Quote(gate.Name)}: this one and the one at {(other.Place.File == gate.Place.File && other.Place.Line > 0 ? $"line {other.Place.Line}, column {other.Place.Column}" : other.Place)}. Give one of them a `name` of its own.");
            else
                gates.Add(gate);
        }
        // The outcome of one of several slices is named after its gate.
        foreach (var gate in gates)
            if (gates.Find(every => every.Slices is { Value: null } && gate.Name.StartsWith(every.Name + " [", StringComparison.Ordinal) && gate.Name.EndsWith(']')) is { } every)
                errors.Add("MB1026", gate.Place, $"the gate {Wording.Quote(gate.Name)} has a name that a slice of the gate {Wording.Quote(every.Name)} would have. Give it another `name`.");
        return gates;
    }

    GateDeclaration? Gate(YamlNode node, YamlSequence all)
    {
        if (node is not YamlMapping mapping)
        {
            errors.WrongType("a gate", "a mapping such as { metric: auc, min: 0.9 }", node);
            return null;
        }
        // A gate's verdict is reported at its own first key: a block mapping begins there, a flow mapping a brace before.
        // One that a later layer changed is reported where that was done.
        var place = mapping.Entries is [var first, ..] ? mapping.Entries.LastOrDefault(entry => entry.KeyPlace.File != first.KeyPlace.File)?.KeyPlace ?? first.KeyPlace : mapping.Place;
        errors.CheckKeys(mapping, Keys, "gates");
        return new GateBinder(errors, methods, mapping, place).Bind(all);
    }
}
