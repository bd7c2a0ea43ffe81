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
        new("MB3002", "A stage's code is not what was planned", "Build the project again. If it comes back, clean the project: its assemblies and the plan do not match."),
        new("MB3003", "A setting does not fit the stage's options", "Correct the setting in the definition, or the type of the options record's property."),

        // MB4xxx: gates
        new("MB4001", "A metric is below its minimum", "Train a better model, or lower the gate's `min` and say why in the commit."),
        new("MB4002", "A metric is above its maximum", "Train a better model, or raise the gate's `max` and say why in the commit."),

        // MB6xxx: cache and store
        new("MB6001", "A stored object is missing or damaged", "Nothing to do: it is removed, and the stage that made it runs again. If it comes back, check the disk."),
        new("MB6002", "An artifact holds a link, device, pipe or socket", "Artifacts are regular files and folders. Put a copy of the content in its place, or leave it out."),
        new("MB6003", "A member of an artifact has a name that cannot be kept", "Rename it: no control characters, no backslash, valid Unicode."),
        new("MB6004", "A file does not stop changing while it is read", "Wait until whatever writes it is done, then build again."),
    ];

    /// <summary>The rule of a code, or null for a code that is not ours.</summary>
    public static Rule? Find(string code) => Rules.FirstOrDefault(rule => rule.Code == code);
}
