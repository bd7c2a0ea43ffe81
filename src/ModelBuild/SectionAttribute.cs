namespace ModelBuild;

/// <summary>
/// Binds a stage's parameter to a named section of the model definition instead of the section with the stage's name.
/// The section is a mapping for an options record, and a plain value for a string, number, boolean or enum.
/// </summary>
/// <remarks>
/// Several stages may bind records of their own to one section. Each record sees (and is keyed by) only the
/// settings that it declares.
/// </remarks>
/// <param name="name">The section's key at the top level of the definition.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class SectionAttribute(string name) : Attribute
{
    /// <summary>The section's key at the top level of the definition.</summary>
    public string Name { get; } = name;
}
