namespace ModelBuild;

/// <summary>Marks a class whose <see cref="StageAttribute">stages</see> form a pipeline that a model definition can name.</summary>
/// <param name="name">The name that definitions use: <c>pipeline: NAME</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PipelineAttribute(string name) : Attribute
{
    /// <summary>The name that definitions use: <c>pipeline: NAME</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The stage whose output is the model. Default: that of <see cref="Base"/>, or <c>train</c> without one.</summary>
    public string Model { get; set; } = "train";

    /// <summary>
    /// The stage that validates data, if there is one; <c>ValidateModel</c> runs it and what it needs. Default: that of
    /// <see cref="Base"/>, or <c>validate</c> without one.
    /// </summary>
    public string Validation { get; set; } = "validate";

    /// <summary>
    /// A pipeline class whose stages this one takes over, for instance <c>typeof(TabularPipeline)</c>. A stage of the same name
    /// here replaces the one there; others are added. Default: none.
    /// </summary>
    public Type? Base { get; set; }
}
