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
<<<<<<< HEAD
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
=======
        new("MB1001", "The definition is not valid YAML", "The message is the YAML parser's own. Look for a bracket, brace or quote that is not closed, and for a value with `: ` in it that needs quotes."),
        new("MB1002", "The definition is not UTF-8 text", "Save the file as UTF-8 and remove control characters and Unicode line separators; inside double quotes they can be written as escapes."),
        new("MB1003", "A tab indents a line", "Indent with spaces. YAML does not allow tabs there."),
        new("MB1004", "The definition has a tag", "Remove the tag (`!…` or `!!…`). A definition is plain data, typed by its pipeline; quotes make a value text."),
        new("MB1005", "The definition has an anchor or an alias", "Remove `&name` and write the value out in place of `*name`."),
        new("MB1006", "The file has more than one YAML document", "Keep one definition in each file."),
        new("MB1007", "A key is not text", "A key is one word, or text in quotes."),
        new("MB1008", "A key is written twice", "Remove one of the two."),
        new("MB1009", "The definition is nested too deeply", "At most 32 levels are read."),
        new("MB1010", "The definition is too large", "At most 1 MiB is read. Data belongs into files that the definition names."),
        new("MB1011", "The definition is empty", "Begin with `pipeline: NAME`."),
        new("MB1012", "The definition is not a mapping", "The top level is `key: value` lines, the first of them `pipeline: NAME`."),
        new("MB1013", "Unknown key", "Correct the key to one of those that the message lists; the pipeline's options records say which there are."),
        new("MB1014", "A required key is missing", "Add it. The pipeline declares no default for it."),
        new("MB1015", "A value has the wrong type", "Write a value of the type that the message asks for. A quoted value is always text; an unquoted `1`, `true` or `null` never is."),
        new("MB1016", "A number is out of its range", "Write a finite number within the bounds that the message gives."),
        new("MB1017", "A value is not one of those allowed", "Write one of the values that the message lists."),
        new("MB1018", "A value does not match its pattern", "Write a value that the regular expression matches as a whole."),
        new("MB1019", "A value is too short or too long", "Write as many characters, items or keys as the message asks for."),
        new("MB1020", "A key has no value", "Give the key a value, or remove it to get the default."),
        new("MB1021", "Unknown pipeline", "Write the name of a pipeline that the project's assembly or a package declares with `[Pipeline]`."),
        new("MB1022", "A data path cannot be used", "Write the path of a file or folder, relative to the definition's own folder."),
        new("MB1023", "A resource is not understood", "Memory is whole bytes or has the unit KiB, MiB or GiB; time has the unit s, m or h."),
        new("MB1024", "A gate has no condition", "Give it `min`, `max` or both."),
        new("MB1025", "A gate can never pass", "Its `min` is above its `max`; exchange or correct them."),
        new("MB1026", "Two gates have one name", "Give one of them a `name` of its own."),
        new("MB1027", "A pattern cannot be checked", "The regular expression in the pipeline's code is not valid or takes too long; correct it there."),
>>>>>>> 4e3a7fdd0ff6287b6e74dc1e6be6c3d47a932bf1

        // MB2xxx: data

        // MB3xxx: stage execution
        new("MB3001", "A stage failed", "The stage reported what is wrong, or threw. Its log says more; the error names the log file."),

        // MB4xxx: gates
        new("MB4001", "A metric is below its minimum", "Train a better model, or lower the gate's `min` and say why in the commit."),
        new("MB4002", "A metric is above its maximum", "Train a better model, or raise the gate's `max` and say why in the commit."),
        new("MB4003", "A gate's metric is missing", "Correct the metric's name, or report it from the evaluation stage. A gate without its metric fails."),
        new("MB4004", "A gate's metric is not a finite number", "NaN and infinity fail every gate. Look for an empty or one-sided evaluation set and for predictions that are not finite."),

        // MB6xxx: cache and store
        new("MB6001", "A stored object is missing or damaged", "Nothing to do: it is removed, and the stage that made it runs again. If it comes back, check the disk."),
        new("MB6002", "An artifact holds a link, device, pipe or socket", "Artifacts are regular files and folders. Put a copy of the content in its place, or leave it out."),
        new("MB6003", "A member of an artifact has a name that cannot be kept", "Rename it: no control characters, no backslash, valid Unicode."),
        new("MB6004", "A file does not stop changing while it is read", "Wait until whatever writes it is done, then build again."),
    ];

    /// <summary>The rule of a code, or null for a code that is not ours.</summary>
    public static Rule? Find(string code) => Rules.FirstOrDefault(rule => rule.Code == code);
}
