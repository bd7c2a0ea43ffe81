using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Definitions;

/// <summary>Collects everything that is wrong with one definition, so that one build reports it all.</summary>
sealed class DefinitionErrors
{
    readonly List<Diagnostic> found = [];

    public int Count => found.Count;

    public void Add(string code, Mark place, string message) => found.Add(Diagnostic.Error(code, place, message));

    /// <summary>By place, the files in the order of their names. Two stages that find the same fault in a section that they share are one error.</summary>
    public IReadOnlyList<Diagnostic> InOrder() => found.Count == 0 ? [] :
        [.. found.Distinct()
            .OrderBy(error => error.Place.File, StringComparer.Ordinal)
            .ThenBy(error => error.Place.Line)
            .ThenBy(error => error.Place.Column)
            .ThenBy(error => error.Code, StringComparer.Ordinal)
            .ThenBy(error => error.Message, StringComparer.Ordinal)];

    /// <summary>Reports each key that is not known.</summary>
    /// <param name="owner">What the keys belong to, for instance <c>train</c>; empty at the top level.</param>
    public void CheckKeys(YamlMapping mapping, IReadOnlyCollection<string> known, string owner)
    {
        foreach (var entry in mapping.Removed.Count == 0 ? mapping.Entries : [.. mapping.Entries, .. mapping.Removed.Where(removed => CoreSchema.IsNull(removed.Value))])
        {
            if (!known.Contains(entry.Key))
                found.Add(UnknownKey(entry.Key, known, owner, entry.KeyPlace));
        }
    }

    public static Diagnostic UnknownKey(string key, IReadOnlyCollection<string> known, string owner, Mark place)
    {
        var inside = owner.Length == 0 ? "" : $" in {Wording.Quote(owner)}";
        var advice = NearestName.Find(key, known) is { } nearest ? $"; did you mean {Wording.Quote(nearest)}?"
            : known.Count == 0 ? "; nothing can be set there."
            : $"; known keys are {Wording.List(known.Order(StringComparer.Ordinal))}.";
        return Diagnostic.Error("MB1013", place, $"unknown key {Wording.Quote(key)}{inside}{advice}");
    }

    public void WrongType(string setting, string expected, YamlNode node, string advice = "") =>
        Add("MB1015", node.Place, $"{setting} must be {expected}, but is {Describe(node)}{(advice.Length == 0 ? "." : $"; {advice}")}");

    public void NoValue(string setting, YamlNode node) =>
        Add("MB1020", node.Place, $"{setting} has no value. Give it one, or remove the key.");

    public void NotOneOf(string setting, IReadOnlyList<string> names, YamlScalar scalar)
    {
        var nearest = NearestName.Find(scalar.Text, names);
        Add("MB1017", scalar.Place, $"{setting} must be {(names.Count == 1 ? "" : "one of ")}{Wording.List(names)}, but is {Wording.Quote(scalar.Text)}"
            + (nearest is null ? "." : $"; did you mean {Wording.Quote(nearest)}?"));
    }

    static string Describe(YamlNode node) => node switch
    {
        YamlMapping => "a mapping",
        YamlSequence => "a list",
        YamlScalar { Quoted: true } scalar => $"the text {Wording.Quote(scalar.Text)}",
        YamlScalar scalar => Wording.Quote(scalar.Text),
        _ => throw new InvalidOperationException($"{node.GetType()} is no kind of YAML node."),
    };
}
