namespace ModelBuild;

/// <summary>
/// Marks a static method as a stage: its parameters are its inputs, its return value is its output, and
/// the options record that it takes is the only configuration it can see.
/// </summary>
/// <remarks>
/// A parameter is bound by what it is:
/// <list type="bullet">
/// <item><see cref="DataSource"/>: the data declared in the definition's section of the parameter's name; a nullable one is null where there is no such section;</item>
/// <item><see cref="StageContext"/>: seed, log, progress, cancellation;</item>
/// <item>a type whose name ends in <c>Options</c>: the definition's section with the stage's name;</item>
/// <item>any parameter with a <see cref="SectionAttribute"/>: the section that it names;</item>
/// <item>anything else: the output of the stage with the parameter's name, an <see cref="IArtifact{TSelf}"/>.</item>
/// <item><see cref="InputAttribute"/> names the stage or the data where the parameter has a name of its own;</item>
/// <item><see cref="ForEachAttribute"/> runs the stage once for each item; <c>IReadOnlyList&lt;T&gt;</c> collects what such a stage returned.</item>
/// </list>
/// A stage that returns a <see cref="GateVerdict"/> is a gate of the pipeline (<see cref="GateAttribute"/>).
/// The stage's name is the method's name with a lower-case first letter: <c>Train</c> is <c>train</c>.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StageAttribute : Attribute
{
    /// <summary>
    /// The version of the stage's algorithm. Default 0: the compiled code itself is part of the stage's key.
    /// Any other number replaces the code in the key: whoever declares it vouches that the output bytes for
    /// given inputs and options change only together with this number (ModelBuild's own stages do, and golden bytes
    /// in its tests hold them to it). Where others decide of them, too, <see cref="DependsOnAttribute"/> names types of the packages
    /// whose content is to count beside the number: a database driver, say.
    /// </summary>
    public int AlgorithmVersion { get; set; }

    /// <summary>
    /// Whether a definition may switch the stage off with <c>enabled: false</c> in its section; the default is <c>true</c>. It is off, too,
    /// where a list that it is repeated over, or a plain setting that it needs, is not set.
    /// Parameters that take the output of such a stage are nullable, and null when it is off. Default: the stage always runs.
    /// </summary>
    public bool Optional { get; set; }

    /// <summary>
    /// Whether the stage looks at something outside the build that its key cannot know: the time of a table's last change, say. It then runs in every build,
    /// and no build is without work; what reads its output runs only where that is another than before, so let it leave little. A locked build takes
    /// the accepted output instead. Default: false, the result is kept by the key.
    /// </summary>
    public bool Volatile { get; set; }
}
