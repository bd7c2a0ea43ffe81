namespace ModelBuild.Core.Diagnostics;

/// <summary>Every diagnostic code, in one place. A number is never reused. docs/diagnostics.md is generated from here.</summary>
public static class Catalogue
{
    /// <summary>One code: what it means and what to do about it.</summary>
    public sealed record Rule(string Code, string Title, string Help);

    public static IReadOnlyList<Rule> Rules { get; } =
    [
        // MB0xxx: environment
        new("MB0001", "MSBuild is too old", "Use the .NET 10 SDK or Visual Studio 2026 or later, or switch ModelBuild off with `ModelBuildEnabled=false`."),
        new("MB0002", "The project's output cannot be run", "Stages run with the project's own `runtimeconfig.json`. Leave `EnableDynamicLoading` and `GenerateRuntimeConfigurationFiles` at what the package sets."),
        new("MB0003", "A project with several target frameworks does not say which one trains", "Set `ModelBuildTargetFramework`."),

        // MB1xxx: definition and graph
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
        new("MB1070", "A stage needs an output that no stage gives", "A parameter is named like the stage whose output it takes. Correct the name, or add the stage."),
        new("MB1071", "Stages wait for each other", "Remove one of the parameters that the message lists; a graph of stages has no circle."),
        new("MB1072", "The pipeline's model stage does not exist", "The model is the output of the stage `train`, or of the one that `[Pipeline(…, Model = \"…\")]` names."),
        new("MB1073", "More than one stage returns an evaluation", "Let one stage return the `Evaluation` that gates judge."),
        new("MB1074", "Gates have nothing to judge", "Add a stage that returns an `Evaluation`, or remove the gates."),
        new("MB1075", "A stage takes another type than the stage of that name returns", "Make the parameter's type and the returned type the same."),
        new("MB1076", "Two definitions have one name", "A model is named by its file; rename one of the two."),
        new("MB1077", "A definition cannot be read", "Look at the file's permissions, and whether `@(ModelDefinition)` names a file that is gone."),
        new("MB1078", "The project has no model definition", "Add a file `NAME.model.yaml`, or a `ModelDefinition` item."),

        // MB2xxx: data

        // MB2060 and up: declared data
        new("MB2060", "Declared data is not there", "Paths are relative to the definition's folder. Fetch the data, or correct the path."),

        // MB3xxx: stage execution
        new("MB3001", "A stage failed", "The stage reported what is wrong, or threw. Its log says more; the error names the log file."),
        new("MB3010", "A stage's process ended unexpectedly", "Its log says more; the error names the log file. A stage fails with a message by throwing an exception, or, as a command, with exit code 3."),
        new("MB3011", "A stage ended without an output", "A C# stage returns its output and never ends the process; a command leaves `output/` before it exits with 0."),
        new("MB3012", "A stage's process could not be started", "Look for the program that the message names."),
        new("MB3013", "A stage ran out of time", "Raise its `resources.time`, or make it faster."),
        new("MB3014", "An input changed while a stage ran", "The result was not recorded, because nobody can say which content it came from. Build again when nothing writes the file."),
        new("MB3015", "A stage asks for more than the machine has", "Lower its `resources`, or build on a larger machine."),
        new("MB3016", "The engine ended unexpectedly", "Its last words stand above the error. If nobody ended it, report it as a defect of ModelBuild."),
        new("MB3018", "A model has a file of a reserved name", "`metrics.json` and `gates.json` are written beside the model's own files. Use another name."),
        new("MB3019", "An evaluation cannot be read", "Return a `ModelBuild.Evaluation`, or write `evaluation.json` as its documentation says."),
        new("MB3020", "A model is not up to date", "Only with `-question`: run `dotnet build -t:TrainModel`."),
        new("MB3002", "A stage's code is not what was planned", "Build the project again. If it comes back, clean the project: its assemblies and the plan do not match."),
        new("MB3003", "A setting does not fit the stage's options", "Correct the setting in the definition, or the type of the options record's property."),

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
        new("MB6005", "The build cannot read or write what it needs", "Free disk space or correct permissions, then build again. Nothing half-written counts."),
    ];

    /// <summary>The rule of a code, or null for a code that is not ours.</summary>
    public static Rule? Find(string code) => Rules.FirstOrDefault(rule => rule.Code == code);
}