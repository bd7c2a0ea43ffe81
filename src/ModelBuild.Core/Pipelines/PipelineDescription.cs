namespace ModelBuild.Core.Pipelines;

/// <summary>A pipeline class as its metadata describes it; nothing of it was loaded.</summary>
/// <param name="Name">What definitions call it.</param>
/// <param name="Assembly">Simple name of the assembly, for instance <c>ModelBuild.Tabular</c>.</param>
/// <param name="Type">Full name of the class, nested types with <c>+</c>.</param>
/// <param name="ModelStage">The stage whose output is the model.</param>
/// <param name="ValidationStage">The stage that validates data; a pipeline may have none of that name.</param>
/// <param name="Stages">In the order of their declaration.</param>
public sealed record PipelineDescription(
    string Name, string Assembly, string Type, string ModelStage, string ValidationStage, IReadOnlyList<StageDescription> Stages);

/// <summary>A stage method as its metadata describes it.</summary>
/// <param name="Name">Method name with a lower-case first letter.</param>
/// <param name="Method">The method's own name; unique in its class.</param>
/// <param name="AlgorithmVersion">0: keyed by its code.</param>
/// <param name="OutputType">Full name of the returned type.</param>
/// <param name="Parameters">In order.</param>
public sealed record StageDescription(
    string Name, string Method, int AlgorithmVersion, string OutputType, IReadOnlyList<StageParameter> Parameters)
{
    /// <summary>The method's metadata token (ECMA-335 II.22): where the runner finds it in the same assembly without a search.</summary>
    public int Token { get; init; }

    /// <summary>Whether the stage returns <c>ModelBuild.Evaluation</c>, which gates judge.</summary>
    public bool IsEvaluation => OutputType == "ModelBuild.Evaluation";
}

/// <summary>A parameter of a stage method, by what it is bound to.</summary>
public abstract record StageParameter(string Name);

/// <summary>The output of the stage with the parameter's name.</summary>
public sealed record ArtifactParameter(string Name, string Type) : StageParameter(Name);

/// <summary>Declared data: the <c>path</c> of the section with the parameter's name.</summary>
public sealed record DataParameter(string Name) : StageParameter(Name);

/// <summary>The stage context (seed, log, threads …).</summary>
public sealed record ContextParameter(string Name) : StageParameter(Name);

/// <summary>Settings: a section of the definition, bound to a record or to one plain value.</summary>
/// <param name="Section">Top-level key of the definition.</param>
/// <param name="Optional">The parameter has a default value.</param>
public sealed record SettingParameter(string Name, string Section, SettingType Type, bool Optional) : StageParameter(Name);
