using ModelBuild.Core.Configuration;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Definitions;

/// <summary>Reads the top-level <c>gates</c>.</summary>
sealed class GatesBinder(DefinitionErrors errors)
{
    public static readonly string[] Keys = ["metric", "min", "max", "name"];

    readonly ScalarReader scalars = new(errors);

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

        var metric = mapping.Find("metric") is { } named ? NotEmpty(named.Value, "the gate's metric") : null;
        if (mapping.Find("metric") is null && mapping.Find("name")?.Value is YamlScalar { Text: { Length: > 0 } unknown })
        {
            // Most likely it was to change a gate: without a metric it can be no other.
            var nearest = NearestName.Find(unknown, all.Items.Where(item => item != node).Select(GateMerge.NameOf).OfType<string>());
            errors.Add("MB1014", mapping.PlaceWithout("metric", place),
                $"the gate {Wording.Quote(unknown)} has no metric{(nearest is null ? "." : $"; did you mean the gate {Wording.Quote(nearest)}?")} A gate of its own needs `metric: NAME`.");
            return null;
        }
        if (mapping.Find("metric") is null)
            errors.Add("MB1014", mapping.PlaceWithout("metric", place), "the gate has no metric. Add `metric: NAME`.");

        var hasMin = mapping.Find("min") is not null;
        var hasMax = mapping.Find("max") is not null;
        var min = mapping.Find("min") is { } low ? scalars.Number(low.Value, "the gate's min") : null;
        var max = mapping.Find("max") is { } high ? scalars.Number(high.Value, "the gate's max") : null;
        if (!hasMin && !hasMax)
            errors.Add("MB1024", mapping.PlaceWithout("min", mapping.PlaceWithout("max", place)), "the gate has neither min nor max. Add one of them, or both.");
        if (min > max)
            errors.Add("MB1025", place, $"the gate can never pass: its min {Wording.Number(min.Value)} is above its max {Wording.Number(max.Value)}. Exchange or correct them.");

        var name = mapping.Find("name") is { } given
            ? NotEmpty(given.Value, "the gate's name")
            : metric is null ? null : GateDeclaration.DefaultName(metric, hasMin, hasMax);
        return metric is null || name is null ? null : new GateDeclaration(name, metric, min, max, place);
    }

    string? NotEmpty(YamlNode node, string what)
    {
        var text = scalars.Text(node, what);
        if (text is null || !string.IsNullOrWhiteSpace(text))
            return text;
        errors.Add("MB1019", node.Place, $"{what} must have at least 1 character that is not a space, but is {Wording.Quote(text)}.");
        return null;
    }
}
