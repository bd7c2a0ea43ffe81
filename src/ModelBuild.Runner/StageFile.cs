using System.Globalization;

namespace ModelBuild.Runner;

/// <summary>What stage.json says to the C# runner.</summary>
sealed record StageFile(string Stage, string Assembly, string Type, string Method, int Token, long Seed, int Cpus, long? MemoryBytes, int Gpus, bool Confined, bool Network, StageParameter[] Parameters)
{
    public const string Name = "stage.json";

    const string Version = "1";

    /// <exception cref="FormatException">It is not such a file, or of another version.</exception>
    public static StageFile Read(string path)
    {
        var root = JsonReader.Read(File.ReadAllText(path));
        if (root.Find("version")?.Text is var version && version != Version)
            throw new FormatException($"{path} has version {version ?? "none"}; this runner reads version {Version}. Use the runner of the same ModelBuild.");
        var program = Member(root, "program", JsonKind.Object);
        var resources = Member(root, "resources", JsonKind.Object);
        var access = root.Find("access");
        var parameters = new List<StageParameter>();
        foreach (var parameter in Member(root, "parameters", JsonKind.Array).Items)
        {
            var kind = Member(parameter, "kind", JsonKind.String).Text;
            parameters.Add(new(
                Member(parameter, "name", JsonKind.String).Text, kind, kind == "settings" ? Member(parameter, "section", JsonKind.String).Text : "",
                kind == "artifacts" ? int.Parse(Member(parameter, "count", JsonKind.Number).Text, CultureInfo.InvariantCulture) : 0));
        }
        return new(
            Member(root, "stage", JsonKind.String).Text,
            Member(program, "assembly", JsonKind.String).Text,
            Member(program, "type", JsonKind.String).Text,
            Member(program, "method", JsonKind.String).Text,
            int.Parse(Member(program, "token", JsonKind.Number).Text, CultureInfo.InvariantCulture),
            long.Parse(Member(root, "seed", JsonKind.Number).Text, CultureInfo.InvariantCulture),
            int.Parse(Member(resources, "cpus", JsonKind.Number).Text, CultureInfo.InvariantCulture),
            resources.Find("memoryBytes") is { } memory ? long.Parse(memory.Text, CultureInfo.InvariantCulture) : null,
            resources.Find("gpus") is { } gpus ? int.Parse(gpus.Text, CultureInfo.InvariantCulture) : 0,
            access?.Find("confined")?.Text == "true",
            access?.Find("network")?.Text == "true",
            [.. parameters]);
    }

    /// <summary>Where checkpoints are kept, if anywhere. An executor may say so as late as it says that the inputs are there.</summary>
    public static string? ReadCheckpoints(string path) => JsonReader.Read(File.ReadAllText(path)).Find("checkpoints")?.Text;

    static JsonValue Member(JsonValue owner, string name, JsonKind kind) =>
        owner.Find(name) is { } value && value.Kind == kind ? value : throw new FormatException($"{Name} lacks {name} ({kind}).");
}

/// <param name="Kind">artifact, artifacts, none, data, settings or context.</param>
/// <param name="Section">Of settings: the section of the definition that they come from, for errors.</param>
/// <param name="Count">Of artifacts: how many there are.</param>
sealed record StageParameter(string Name, string Kind, string Section, int Count);
