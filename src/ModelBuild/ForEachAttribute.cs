namespace ModelBuild;

/// <summary>Runs a stage once for each item of a list; each run is a node of the graph with a key of its own, and they run beside each other.</summary>
/// <remarks>
/// What the items are depends on the parameter:
/// <list type="bullet">
/// <item>a plain value with the name of a section, <c>[ForEach("folds")] int fold</c>: the items of the list in that section; for a whole number, a number n there means 1 to n;</item>
/// <item>a <see cref="DataSource"/>: each member of the folder that the definition declares, in ordinal order of the names;</item>
/// <item>an artifact: each output of a stage that is itself run for each item.</item>
/// </list>
/// A stage goes over one list: several such parameters must come from the same items. Its outputs are collected by a
/// parameter of type <c>IReadOnlyList&lt;T&gt;</c> in the order of the items. The items are known before anything runs.
/// The model and the evaluation that gates judge are one output each, so their stages cannot be repeated.
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ForEachAttribute : Attribute
{
    /// <summary>For each member of a data folder, or for each output of a repeated stage.</summary>
    public ForEachAttribute() { }

    /// <summary>For each item of a section of the definition.</summary>
    /// <param name="section">The section's key at the top level of the definition; it must be set.</param>
    public ForEachAttribute(string section) => Section = section;

    /// <summary>The section's key at the top level of the definition; null for data and artifacts.</summary>
    public string? Section { get; }
}
