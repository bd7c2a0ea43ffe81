using YamlDotNet.RepresentationModel;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>A step of a workflow: a script, and when it is run.</summary>
/// <param name="Variables">The variables that it is given; null for all that the system has.</param>
/// <param name="Always">Whether it is run also after another that failed.</param>
/// <param name="MayFail">Whether the job goes on, and succeeds, where it fails.</param>
sealed record WorkflowStep(string Script, IReadOnlyList<string>? Variables, bool Always, bool MayFail);

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
    public IReadOnlyList<WorkflowStep> OfGitHub() =>
        [.. ((YamlMappingNode)root["jobs"]).Children.Values.SelectMany(job => (YamlSequenceNode)job["steps"]).Cast<YamlMappingNode>().Where(step => Has(step, "run"))
            .Select(step => new WorkflowStep(Text(step["run"]), VariablesOf(step), Is(step, "if", "always()"), Is(step, "continue-on-error", "true")))];

    /// <summary>Of a pipeline of Azure: those of main, or of any other branch.</summary>
    public IReadOnlyList<WorkflowStep> OfAzure(bool isMain) =>
        [.. ((YamlSequenceNode)root["steps"]).Cast<YamlMappingNode>().Where(step => Has(step, "script") && IsOf(step, isMain))
            .Select(step => new WorkflowStep(Text(step["script"]), VariablesOf(step), Is(step, "condition", "always()"), Is(step, "continueOnError", "true")))];

    /// <summary>Of a job of GitLab, each line of which is run in one shell.</summary>
    public IReadOnlyList<WorkflowStep> OfGitLab(string job) =>
        [new(string.Join('\n', ((YamlSequenceNode)root[job]["script"]).Select(Text)), null, RunsAlways((YamlMappingNode)root[job]), false)];

    static bool IsOf(YamlMappingNode step, bool isMain) => !Has(step, "condition") || Text(step["condition"]) switch
    {
        "always()" => true,
        "and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/main'))" => isMain,
        "and(succeeded(), ne(variables['Build.SourceBranch'], 'refs/heads/main'))" => !isMain,
        var unknown => throw new InvalidOperationException($"No test knows the condition {unknown}."),
    };

    static bool RunsAlways(YamlMappingNode job) => ((YamlSequenceNode)job["rules"]).Cast<YamlMappingNode>().Any(rule => Is(rule, "when", "always"));

    static IReadOnlyList<string> VariablesOf(YamlMappingNode step) => Has(step, "env") ? [.. ((YamlMappingNode)step["env"]).Children.Keys.Select(Text)] : [];

    static bool Is(YamlMappingNode node, string key, string value) => Has(node, key) && Text(node[key]) == value;

    static bool Has(YamlMappingNode node, string key) => node.Children.ContainsKey(new YamlScalarNode(key));

    static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
