using System.Globalization;
using System.Text.Json;

namespace ModelBuild.TestAdapter;

/// <summary>
/// A line of the engine's that counts here: an event as JSON. Read anew rather than with the engine's own code, which would
/// bring its assemblies into the user's process.
/// </summary>
abstract record Said
{
    /// <returns>Null for a line that is no event.</returns>
    public static Said? FromJson(string line)
    {
        if (!line.StartsWith('{'))
            return null;
        try
        {
            using var document = JsonDocument.Parse(line);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    static Said Read(JsonElement json)
    {
        return Text("event") switch
        {
            "gate-listed" => new ListedGate(Text("model"), Text("gate"), Place(json)),
            "gate-judged" => new JudgedGate(Text("model"), Text("gate"), Text("declared"), Text("verdict"), Text("message"), Text("finding"), Text("code"), Place(json)),
            "diagnostic" => ReadProblem(json.GetProperty("diagnostic")),
            "stage-started" => Of($"{Text("node")} runs: {Text("reason")}"),
            "stage-progress" => Of(string.Create(CultureInfo.InvariantCulture, $"{Text("node")} {Number("fraction") * 100:0} % {Text("message")}")),
            "stage-finished" => Of(Text("outcome") switch
            {
                "UpToDate" => $"{Text("node")} is up to date",
                "Restored" => $"{Text("node")} restored",
                "Ran" => string.Create(CultureInfo.InvariantCulture, $"{Text("node")} ran in {Number("seconds"):0.0} s"),
                _ => $"{Text("node")} failed",
            }),
            "model-finished" => Of($"{Text("headline")} -> {Text("folder")}"),
            _ => new Word("", ""),
        };

        string Text(string name) => json.GetProperty(name).GetString() ?? throw new FormatException(name);

        double Number(string name) => json.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : double.NaN;

        Word Of(string text) => new(Text("model"), text);
    }

    static Problem ReadProblem(JsonElement json) => new(
        json.GetProperty("code").GetString()!, json.GetProperty("severity").GetString() == "Error", Place(json), json.GetProperty("message").GetString()!);

    static Place Place(JsonElement json)
    {
        var place = json.GetProperty("place");
        return new(place.GetProperty("file").GetString()!, place.GetProperty("line").GetInt32(), place.GetProperty("column").GetInt32());
    }
}

/// <param name="Line">From 1; 0 for none.</param>
sealed record Place(string File, int Line, int Column)
{
    public override string ToString() => (Line, Column) switch
    {
        (0, _) => File,
        (_, 0) => $"{File}({Line})",
        _ => $"{File}({Line},{Column})",
    };
}

/// <summary>A gate of a definition.</summary>
sealed record ListedGate(string Model, string Gate, Place Place) : Said;

/// <summary>A gate was judged, on all rows or on one slice.</summary>
/// <param name="Gate">Its name, of one of several slices with the slice's value.</param>
/// <param name="Declared">As it was listed.</param>
/// <param name="Verdict">As gates.json has it.</param>
/// <param name="Message">One line: the value and what was demanded.</param>
/// <param name="Finding">Why it does not hold; empty where it does.</param>
sealed record JudgedGate(string Model, string Gate, string Declared, string Verdict, string Message, string Finding, string Code, Place Place) : Said;

/// <summary>An error or a warning, of a gate or of anything else.</summary>
sealed record Problem(string Code, bool IsError, Place Place, string Message) : Said
{
    public override string ToString() => $"{Place}: {(IsError ? "error" : "warning")} {Code}: {Message}";
}

/// <summary>How the work gets on.</summary>
/// <param name="Model">Empty, like the text, for what nobody needs to read.</param>
sealed record Word(string Model, string Text) : Said;
