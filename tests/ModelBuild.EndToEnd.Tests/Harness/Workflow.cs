using YamlDotNet.RepresentationModel;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>A workflow of samples/ci: the commands of its steps, as its system would run them.</summary>
sealed class Workflow
{
    readonly YamlMappingNode root;

    Workflow(YamlMappingNode root) => this.root = root;

    public static string Folder { get; } = Path.Combine(PackedPackage.Repository, "samples", "ci");

    public static Workflow Read(string file)
    {
        var stream = new YamlStream();
        using var reader = new StreamReader(Path.Combine(Folder, file));
        stream.Load(reader);
        return new((YamlMappingNode)stream.Documents.ShouldHaveSingleItem().RootNode);
    }

    /// <summary>Of a workflow of GitHub: each step's own script, with the variables that it is given.</summary>
    public IReadOnlyList<(string Script, IReadOnlyList<string> Variables)> OfGitHub() =>
        [.. ((YamlMappingNode)root["jobs"]).Children.Values.SelectMany(job => (YamlSequenceNode)job["steps"]).Cast<YamlMappingNode>().Where(step => Has(step, "run")).Select(Step("run"))];

    /// <summary>Of a pipeline of Azure: those of a pull request, or of any other build.</summary>
    public IReadOnlyList<(string Script, IReadOnlyList<string> Variables)> OfAzure(bool isPullRequest) =>
        [.. ((YamlSequenceNode)root["steps"]).Cast<YamlMappingNode>().Where(step => Has(step, "script"))
            .Where(step => !Has(step, "condition") || Text(step["condition"]) is var condition && (!condition.Contains("PullRequest", StringComparison.Ordinal) || condition.Contains("ne(", StringComparison.Ordinal) != isPullRequest))
            .Select(Step("script"))];

    /// <summary>Of a job of GitLab.</summary>
    public IReadOnlyList<(string Script, IReadOnlyList<string> Variables)> OfGitLab(string job) =>
        [.. new[] { "script", "after_script" }.Where(key => Has((YamlMappingNode)root[job], key))
            .SelectMany(key => ((YamlSequenceNode)root[job][key]).Select(line => (Text(line), (IReadOnlyList<string>)[])))];

    static Func<YamlMappingNode, (string, IReadOnlyList<string>)> Step(string script) => step =>
        (Text(step[script]), Has(step, "env") ? [.. ((YamlMappingNode)step["env"]).Children.Keys.Select(Text)] : []);

    static bool Has(YamlMappingNode node, string key) => node.Children.ContainsKey(new YamlScalarNode(key));

    static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
