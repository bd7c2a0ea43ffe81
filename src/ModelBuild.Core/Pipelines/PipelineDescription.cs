using ModelBuild.Core.Code;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Pipelines;

/// <summary>A pipeline class as its metadata describes it; nothing of it was loaded.</summary>
/// <param name="Name">What definitions call it.</param>
/// <param name="Assembly">Simple name of the assembly, for instance <c>ModelBuild.Tabular</c>.</param>
/// <param name="Type">Full name of the class, nested types with <c>+</c>.</param>
/// <param name="ModelStage">The stage whose output is the model.</param>
/// <param name="ValidationStage">The stage that validates data; a pipeline may have none of that name.</param>
/// <param name="Stages">Those of the base pipeline first, replaced ones in their place; then in the order of their declaration.</param>
public sealed record PipelineDescription(
    string Name, string Assembly, string Type, string ModelStage, string ValidationStage, IReadOnlyList<StageDescription> Stages)
{
    /// <summary>The assembly's file.</summary>
    public string File { get; init; } = "";

    /// <summary>Full names of the classes whose stages it takes over, the nearest first.</summary>
    public IReadOnlyList<string> Bases { get; init; } = [];

    /// <summary>Where the class is in the source; the given place where that is not known.</summary>
    public Mark Locate(Mark otherwise) => SourcePlace.OfType(File, Type, otherwise);
}

/// <summary>A stage method as its metadata describes it.</summary>
/// <param name="Name">Method name with a lower-case first letter.</param>
/// <param name="Method">The method's own name; unique in its class.</param>
/// <param name="AlgorithmVersion">0: keyed by its code.</param>
/// <param name="OutputType">The returned type as C# writes it, with namespaces.</param>
/// <param name="Parameters">In order.</param>
public sealed record StageDescription(
    string Name, string Method, int AlgorithmVersion, string OutputType, IReadOnlyList<StageParameter> Parameters)
{
    /// <summary>Simple name of the assembly that has the method: not the pipeline's, where the stage is a base pipeline's.</summary>
    public required string Assembly { get; init; }

    /// <summary>Full name of the class that declares the method.</summary>
    public required string Type { get; init; }

    /// <summary>The assembly's file.</summary>
    public string File { get; init; } = "";

    /// <summary>The method's metadata token (ECMA-335 II.22): where the runner finds it in the same assembly without a search.</summary>
    public int Token { get; init; }

    /// <summary>Simple names of the assemblies whose types <c>[DependsOn]</c> names; of a stage with an algorithm version alone, which counts nothing else of packages.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];

    /// <summary>A definition may switch it off.</summary>
    public bool Optional { get; init; }

    /// <summary>It looks at what no key knows, and runs in every build.</summary>
    public bool Volatile { get; init; }

    /// <summary>Whether the stage returns <c>ModelBuild.Evaluation</c>.</summary>
    public bool IsEvaluation => OutputType == Evaluation;

    /// <summary>The type of what gates judge.</summary>
    internal const string Evaluation = "ModelBuild.Evaluation";

    /// <summary>Whether the stage returns <c>ModelBuild.GateVerdict</c>: it judges, and nothing is made of what it returns.</summary>
    public bool IsGate => OutputType == "ModelBuild.GateVerdict";

    /// <summary>Whether it takes the champion's evaluation.</summary>
    public bool SeesChampion => Parameters.Any(parameter => parameter is ArtifactParameter { Stage: ArtifactParameter.Champion });

    /// <summary>Whether it runs once for each item of a list.</summary>
    public bool IsRepeated
    {
        get
        {
            foreach (var parameter in Parameters)
                if (parameter is ItemParameter or DataParameter { Each: true } or ArtifactParameter { Use: ArtifactUse.Each })
                    return true;
            return false;
        }
    }

    /// <summary>For messages: <c>Space.Pipeline.Train</c>.</summary>
    public string Member => $"{Type}.{Method}";

    /// <summary>Where the method is in the source; the given place where that is not known.</summary>
    public Mark Locate(Mark otherwise) => SourcePlace.OfMethod(File, Token, otherwise);
}

/// <summary>A parameter of a stage method, by what it is bound to.</summary>
public abstract record StageParameter(string Name);

/// <summary>The output of a stage.</summary>
/// <param name="Type">The artifact's type as C# writes it, with namespaces; of a collection, its items'.</param>
public sealed record ArtifactParameter(string Name, string Type) : StageParameter(Name)
{
    /// <summary>The stage: the one with the parameter's name, unless <c>[Input]</c> names another.</summary>
    public string Stage { get; init; } = Name;

    /// <summary>What a gate calls the evaluation of the champion; no stage has this name.</summary>
    public const string Champion = "champion";

    public ArtifactUse Use { get; init; }

    /// <summary>Null may be given: the stage may be switched off.</summary>
    public bool Nullable { get; init; }
}

/// <summary>Which outputs of a stage a parameter takes.</summary>
public enum ArtifactUse
{
    /// <summary>The one that there is.</summary>
    One,

    /// <summary>One of a repeated stage: the taker runs for each (<c>[ForEach]</c>).</summary>
    Each,

    /// <summary>Those of all instances of a repeated stage, in order (<c>IReadOnlyList&lt;T&gt;</c>).</summary>
    All,
}

/// <summary>Declared data: the <c>path</c> of a section.</summary>
public sealed record DataParameter(string Name) : StageParameter(Name)
{
    /// <summary>The section: the one with the parameter's name, unless <c>[Input]</c> names another.</summary>
    public string Section { get; init; } = Name;

    /// <summary>One member of the folder: the stage runs for each (<c>[ForEach]</c>).</summary>
    public bool Each { get; init; }

    /// <summary>Null is given where the definition declares no such data. Not together with <see cref="Each"/>.</summary>
    public bool Optional { get; init; }
}

/// <summary>The stage context (seed, log, threads …).</summary>
public sealed record ContextParameter(string Name) : StageParameter(Name);

/// <summary>Settings: a section of the definition, bound to a record or to one plain value.</summary>
/// <param name="Section">Top-level key of the definition.</param>
/// <param name="Optional">The parameter has a default value.</param>
public sealed record SettingParameter(string Name, string Section, SettingType Type, bool Optional) : StageParameter(Name);

/// <summary>An item of a section that is a list: the stage runs for each (<c>[ForEach("folds")]</c>).</summary>
/// <param name="Section">Top-level key of the definition.</param>
/// <param name="Type">A plain value.</param>
public sealed record ItemParameter(string Name, string Section, SettingType Type) : StageParameter(Name);
