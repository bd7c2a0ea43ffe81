using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Configuration;

/// <summary>One value that a variable, an item or the property sets; by reference, since two may say the same.</summary>
/// <param name="definition">The only model that it is for; null for all.</param>
/// <param name="path">As it was written; <see cref="KnownSettings"/> says what it means.</param>
/// <param name="text">The value as it was written.</param>
/// <param name="value">With the origin as the place of all that is in it.</param>
sealed class Override(string? definition, IReadOnlyList<string> path, string text, YamlNode value, Mark origin, bool isVariable)
{
    public string? Definition { get; } = definition;

    public IReadOnlyList<string> Path { get; } = path;

    public string Text { get; } = text;

    public YamlNode Value { get; } = value;

    public Mark Origin { get; } = origin;

    /// <summary>Its path may differ from the keys in case, and have <c>_</c> for <c>-</c>.</summary>
    public bool IsVariable { get; } = isVariable;

    /// <summary>As a layer: a definition with nothing but this value.</summary>
    /// <param name="keys">What the path means.</param>
    public YamlMapping Layer(IReadOnlyList<string> keys)
    {
        var node = Value;
        for (var i = keys.Count - 1; i >= 0; i--)
            node = new YamlMapping(Origin, [new YamlEntry(keys[i], Origin, node)]);
        return (YamlMapping)node;
    }
}
