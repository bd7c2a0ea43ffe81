using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelBuild.TestAdapter;

/// <summary>How the models of a project are trained, as its build wrote that beside its assembly (the task DescribeTests).</summary>
sealed class DescribedProject
{
    const string Extension = ".modeltests.json";
    const int Version = 1;

    readonly JsonObject request;
    readonly string variablePrefix;

    DescribedProject(string source, JsonObject description)
    {
        Source = source;
        Dotnet = (string)description["dotnet"]!;
        Engine = (string)description["engine"]!;
        variablePrefix = (string)description["variablePrefix"]!;
        request = description["request"]!.AsObject();
        Name = (string)request["project"]!["name"]!;
        Models = request["project"]!["definitions"]!.AsArray().Count;
    }

    /// <summary>The project's assembly.</summary>
    public string Source { get; }

    public string Name { get; }

    /// <summary>How many it has.</summary>
    public int Models { get; }

    public string Dotnet { get; }

    public string Engine { get; }

    /// <returns>Null for an assembly whose project trains no models, or shows no gates as tests.</returns>
    /// <exception cref="FormatException">There is a description, and it cannot be understood.</exception>
    public static DescribedProject? Find(string source)
    {
        var file = Path.ChangeExtension(source, Extension);
        try
        {
            if (!File.Exists(file))
                return null;
            var description = JsonNode.Parse(File.ReadAllBytes(file))!.AsObject();
            return (int)description["version"]! == Version ? new(source, description) : throw new FormatException($"it has version {description["version"]}, and this adapter reads {Version}.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"'{file}' cannot be read: {e.Message} Build the project again, with packages ModelBuild and ModelBuild.TestAdapter of one version.", e);
        }
    }

    /// <summary>What the engine is asked. Variables that set values are those of this process: runsettings may have some.</summary>
    /// <param name="models">The only ones; empty for all.</param>
    public string Request(string goal, IEnumerable<string> models)
    {
        var asked = request.DeepClone().AsObject();
        asked["goal"] = goal;
        asked["models"] = new JsonArray([.. models.Select(model => JsonValue.Create(model))]);
        asked["project"]!["configuration"]!["variables"] = new JsonArray([.. Variables()]);
        return asked.ToJsonString();
    }

    IEnumerable<JsonNode> Variables() =>
        from DictionaryEntry variable in Environment.GetEnvironmentVariables()
        let name = (string)variable.Key
        where name.StartsWith(variablePrefix, StringComparison.OrdinalIgnoreCase)
        orderby name
        select new JsonObject { ["name"] = name, ["value"] = (string?)variable.Value ?? "" };
}
