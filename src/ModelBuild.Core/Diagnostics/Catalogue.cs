namespace ModelBuild.Core.Diagnostics;

/// <summary>Every diagnostic code, in one place. A number is never reused. docs/diagnostics.md is generated from here.</summary>
public static class Catalogue
{
    /// <summary>One code: what it means and what to do about it.</summary>
    public sealed record Rule(string Code, string Title, string Help);

    public static IReadOnlyList<Rule> Rules { get; } =
    [
        // MB0xxx: environment

        // MB1xxx: definition and graph

        // MB2xxx: data

        // MB3xxx: stage execution
        new("MB3001", "A stage failed", "The stage reported what is wrong, or threw. Its log says more; the error names the log file."),

        // MB4xxx: gates
        new("MB4001", "A metric is below its minimum", "Train a better model, or lower the gate's `min` and say why in the commit."),
        new("MB4002", "A metric is above its maximum", "Train a better model, or raise the gate's `max` and say why in the commit."),

        // MB6xxx: cache and store
    ];

    /// <summary>The rule of a code, or null for a code that is not ours.</summary>
    public static Rule? Find(string code) => Rules.FirstOrDefault(rule => rule.Code == code);
}
