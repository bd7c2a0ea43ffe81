namespace ModelBuild;

/// <summary>
/// Marks a static method as a gate of the pipeline: a stage that returns a <see cref="GateVerdict"/> and judges the model as the gates of the definition do.
/// </summary>
/// <remarks>
/// Its parameters are bound as those of any stage (see <see cref="StageAttribute"/>), and one more: a parameter <c>Evaluation? champion</c> is the evaluation of
/// the accepted model, and null while there is none. No other stage takes what a gate returns. It says no more than
/// <c>[Stage]</c> on such a method, and has a reader know it by the first line.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GateAttribute : Attribute
{
    /// <summary>As <see cref="StageAttribute.AlgorithmVersion"/>. Default: 0.</summary>
    public int AlgorithmVersion { get; set; }
}
