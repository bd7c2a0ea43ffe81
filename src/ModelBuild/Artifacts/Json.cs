using System.Text.Json;

namespace ModelBuild;

/// <summary>An artifact that is one JSON text: a record of the stage's own, a list of them, a dictionary.</summary>
/// <remarks>
/// Written by System.Text.Json as <c>value.json</c>: camelCase members in the order of their declaration, kebab-case enums, numbers in
/// round-trip form (NaN and infinities as strings), fields as well as properties, <c>\n</c> at line ends. What is computed from other members
/// is not written. Reading is strict: no unknown member, none twice, none missing that a constructor needs, no null where the type says none.
/// Items of sets and dictionaries are written in the order in which they enumerate: sort what was filled in no fixed order.
/// </remarks>
/// <typeparam name="T">What System.Text.Json writes and reads back: of a derived type only with <c>[JsonDerivedType]</c>.</typeparam>
/// <param name="value">The value.</param>
public sealed class Json<T>(T value) : IArtifact<Json<T>> where T : notnull
{
    const string FileName = "value.json";

    /// <summary>The value.</summary>
    public T Value { get; } = value;

    /// <inheritdoc/>
    public void Write(string folder)
    {
        using var stream = File.Create(Path.Combine(folder, FileName));
        JsonSerializer.Serialize(stream, Value, JsonFormat.Indented);
    }

    /// <summary>Reads what <see cref="Write"/> wrote. Throws <see cref="InvalidDataException"/> for anything else.</summary>
    public static Json<T> Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        using var stream = File.OpenRead(path);
        try
        {
            return new(JsonSerializer.Deserialize<T>(stream, JsonFormat.Indented) ?? throw new InvalidDataException($"{path} is null, which is no {typeof(T)}."));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no {typeof(T)}: {e.Message}", e);
        }
    }
}
