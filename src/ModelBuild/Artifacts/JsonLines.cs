using System.Collections;
using System.Text.Json;

namespace ModelBuild;

/// <summary>An artifact that is a long sequence of records, each a line of JSON. It is written and read by streaming, never held as a whole.</summary>
/// <remarks>
/// Written as <c>lines.jsonl</c>, each line as <see cref="Json{T}"/> writes a value. What a stage is given can be enumerated as often as it likes;
/// each time the file is read anew. A sequence that a stage makes is enumerated once, when the artifact is written, so an iterator method
/// (or <c>ToBlockingEnumerable()</c> of an asynchronous one) needs no memory for what it makes.
/// </remarks>
/// <typeparam name="T">What System.Text.Json writes and reads back.</typeparam>
/// <param name="items">The records, none of them null.</param>
public sealed class JsonLines<T>(IEnumerable<T> items) : IArtifact<JsonLines<T>>, IEnumerable<T>, IFileBacked where T : notnull
{
    const string FileName = "lines.jsonl";

    /// <inheritdoc/>
    public void Write(string folder)
    {
        using var stream = File.Create(Path.Combine(folder, FileName));
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JsonFormat.Line.Encoder });
        foreach (var item in items)
        {
            if (item is null)
                throw new InvalidDataException($"A record of {FileName} is null, which is no {typeof(T)}.");
            JsonSerializer.Serialize(json, item, JsonFormat.Line);
            json.Flush();
            json.Reset();
            stream.WriteByte((byte)'\n');
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote, each record when it is asked for. Anything else throws <see cref="InvalidDataException"/> then.</summary>
    public static JsonLines<T> Read(string folder) => new(Records(Path.Combine(folder, FileName)));

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    static IEnumerable<T> Records(string path)
    {
        var number = 0L;
        foreach (var line in File.ReadLines(path))
            yield return Record(line, path, ++number);
    }

    static T Record(string line, string path, long number)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, JsonFormat.Line) ?? throw new InvalidDataException($"{path}({number}) is null, which is no {typeof(T)}.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}({number}) is no {typeof(T)}: {e.Message}", e);
        }
    }
}
