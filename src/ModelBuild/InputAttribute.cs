namespace ModelBuild;

/// <summary>Binds a stage's parameter to a stage or to declared data by name, where the parameter itself has another name.</summary>
/// <remarks>On a <see cref="DataSource"/> it names the section of the definition that declares the data, on an artifact the stage that returns it.</remarks>
/// <param name="name">The stage (<c>train</c>) or the section (<c>data</c>).</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class InputAttribute(string name) : Attribute
{
    /// <summary>The stage (<c>train</c>) or the section (<c>data</c>).</summary>
    public string Name { get; } = name;
}
