using System.Collections;

namespace ModelBuild.Core.Configuration;

/// <summary>What is said of a project's models outside of their definitions. Later ones win: overlays, variables, items, the property.</summary>
/// <param name="Environment">Chooses the overlay <c>NAME.model.ENVIRONMENT.yaml</c> of each definition that has it; empty for none.</param>
/// <param name="Property">The text of the property: <c>[DEFINITION:]PATH=VALUE</c>, several separated by white space.</param>
public sealed record ConfigurationSources(
    string Environment, IReadOnlyList<SetVariable> Variables, IReadOnlyList<SetItem> Items, string Property)
{
    /// <summary>The share of the data to train on, as the property <c>ModelSample</c> has it: over everything else that says <c>sample</c>. Empty for all.</summary>
    public string Sample { get; init; } = "";

    /// <summary>The property of that.</summary>
    public const string SampleProperty = "ModelSample";

    /// <summary>The property that names the environment.</summary>
    public const string EnvironmentProperty = "ModelEnvironment";

    /// <summary>The items and the property that set values.</summary>
    public const string Set = "ModelSet";

    /// <summary>With which the names of variables begin, in upper or lower case. Only these are read.</summary>
    public const string VariablePrefix = "MODELBUILD__";

    /// <summary>Between the keys of a path in the name of a variable.</summary>
    public const string VariableSeparator = "__";

    public static ConfigurationSources None { get; } = new("", [], [], "");
}

/// <summary>An environment variable: <c>MODELBUILD__train__trees</c> sets <c>train.trees</c> of every definition that knows it, in every project that is built with it.</summary>
public sealed record SetVariable(string Name, string Value)
{
    /// <summary>Those that this process was started with, sorted. No other variable is read, so none that holds a secret is passed on.</summary>
    public static IReadOnlyList<SetVariable> OfThisProcess()
    {
        var variables = new List<SetVariable>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            if (variable.Key is string name && name.StartsWith(ConfigurationSources.VariablePrefix, StringComparison.OrdinalIgnoreCase))
                variables.Add(new(name, variable.Value as string ?? ""));
        variables.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        return variables;
    }
}

/// <summary>An item of the project.</summary>
/// <param name="Text"><c>[DEFINITION:]PATH=VALUE</c></param>
/// <param name="Definition">The only model that it is for; empty for all.</param>
/// <param name="File">The project file that has the item.</param>
public sealed record SetItem(string Text, string Definition, string File);
