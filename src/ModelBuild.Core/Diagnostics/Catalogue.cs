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
        new("MB1040", "A file is not a .NET assembly", "Pipelines are read from the project's output and the projects it references. Build again; if the file is listed by hand, list only .NET assemblies."),
        new("MB1041", "A pipeline has no stages", "Add `[Stage]` to the pipeline's public static methods."),
        new("MB1042", "Two pipelines have one name", "Definitions choose a pipeline by name. Give one of the two another name in its `[Pipeline]` attribute."),
        new("MB1043", "A pipeline class cannot be used", "A pipeline is a class without type parameters, and `[Pipeline]` gives it a name."),
        new("MB1044", "A stage is not a public static method", "Make the method public and static, and pass what it needs as parameters."),
        new("MB1045", "A stage is generic", "Nothing in a definition says what a type parameter is. Use concrete types."),
        new("MB1046", "Two methods have the name of a stage", "A stage is known by the name of its method, so that name must be unique in its class. Rename the other method."),
        new("MB1047", "A stage returns no artifact", "Return a type that implements `IArtifact<T>` of itself, or a `Task<T>` or `ValueTask<T>` of one."),
        new("MB1048", "A stage's parameter cannot be bound", "A parameter is an artifact named like the stage that returns it, a `DataSource`, the `StageContext`, a record whose name ends in Options, or settings with `[Section]`."),
        new("MB1049", "A stage's parameter is passed by reference", "Inputs of a stage are values, and its return value is its only output. Remove `ref`, `in` or `out`."),
        new("MB1050", "A setting has an unsupported type", "Use strings, booleans, whole numbers, `float`, `double`, enums, records and classes of your projects, lists and arrays of these, and dictionaries with string keys. A whole section is a record or one plain value."),
        new("MB1051", "A setting type refers to itself", "Settings are finite. Break the circle, for instance by referring to things by name."),
        new("MB1052", "A setting type cannot be constructed", "Give it one public constructor, or one without parameters; each parameter needs a public property of its name and type. A record with a primary constructor has all of this."),
        new("MB1053", "Two names are one in a definition", "Properties are written in camelCase and enum members in kebab-case. Rename one of the two."),
        new("MB1054", "An attribute on a setting is not supported", "Use the attributes that the message lists, and check anything else in the stage, with a StageException that names the option."),
        new("MB1055", "A stage is outside of a pipeline", "Add `[Pipeline]` to its class, or remove `[Stage]`."),

        // MB2xxx: data

        // MB3xxx: stage execution
        new("MB3001", "A stage failed", "The stage reported what is wrong, or threw. Its log says more; the error names the log file."),

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
