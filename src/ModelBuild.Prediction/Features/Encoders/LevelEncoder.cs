using System.Text.Json;

namespace ModelBuild.Prediction;

/// <summary>An encoder by the levels that training has seen. What it makes of others and of a missing one is its own to say.</summary>
abstract class LevelEncoder : Encoder
{
    readonly Dictionary<string, int> indexes = new(StringComparer.Ordinal);

    protected LevelEncoder(IReadOnlyList<string> levels)
    {
        for (var i = 0; i < levels.Count; i++)
            if (!indexes.TryAdd(levels[i], i))
                throw new ArgumentException($"The level '{levels[i]}' is there twice.", nameof(levels));
        if (levels.Count == 0)
            throw new ArgumentException("An encoder needs at least one level.", nameof(levels));
        Levels = levels;
    }

    public sealed override IReadOnlyList<string> Levels { get; }

    // -1 for a text that training has not seen.
    protected int IndexOf(string text) => indexes.GetValueOrDefault(text, -1);

    internal override void WriteParameters(Utf8JsonWriter json) => StrictJson.Write(json, "levels", Levels);
}
