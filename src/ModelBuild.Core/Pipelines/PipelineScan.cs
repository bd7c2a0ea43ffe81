using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using ModelBuild.Core.Code;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Pipelines;

/// <summary>Finds the [Pipeline] classes and the [Stage] and [Gate] methods of one assembly.</summary>
sealed class PipelineScan(ManagedAssembly assembly, AssemblySet assemblies, SettingReader settings, List<Diagnostic> diagnostics)
{
    /// <summary>Assembly and namespace of the attributes.</summary>
    public const string AuthorAssembly = "ModelBuild";

    readonly MetadataReader metadata = assembly.Metadata;
    readonly SignatureTypes signatures = new(assembly, assemblies);
    readonly List<Marked> stages = [];

    /// <summary>What has one of the attributes.</summary>
    /// <param name="IsGate">It has [Gate].</param>
    sealed record Marked(EntityHandle Parent, CustomAttribute Attribute, bool IsGate = false);

    public void Read(List<FoundPipeline> found)
    {
        TypeReferenceHandle pipelineAttribute = default, stageAttribute = default, gateAttribute = default;
        foreach (var handle in metadata.TypeReferences)
        {
            if (assembly.IsNamed(handle, AuthorAssembly, "PipelineAttribute"))
                pipelineAttribute = handle;
            else if (assembly.IsNamed(handle, AuthorAssembly, "StageAttribute"))
                stageAttribute = handle;
            else if (assembly.IsNamed(handle, AuthorAssembly, "GateAttribute"))
                gateAttribute = handle;
        }
        if (pipelineAttribute.IsNil && stageAttribute.IsNil && gateAttribute.IsNil)
            return;

        var pipelines = new List<Marked>();
        foreach (var handle in metadata.CustomAttributes)
        {
            var attribute = metadata.GetCustomAttribute(handle);
            if (attribute.Parent.Kind == HandleKind.TypeDefinition && assembly.TypeOf(attribute) == pipelineAttribute)
                pipelines.Add(new(attribute.Parent, attribute));
            else if (attribute.Parent.Kind == HandleKind.MethodDefinition && assembly.TypeOf(attribute) == stageAttribute)
                stages.Add(new(attribute.Parent, attribute));
            else if (attribute.Parent.Kind == HandleKind.MethodDefinition && !gateAttribute.IsNil && assembly.TypeOf(attribute) == gateAttribute)
                stages.Add(new(attribute.Parent, attribute, IsGate: true));
        }
        foreach (var pipeline in pipelines)
            found.Add(Read((TypeDefinitionHandle)pipeline.Parent, pipeline.Attribute));

        foreach (var stage in stages)
        {
            var method = (MethodDefinitionHandle)stage.Parent;
            var type = metadata.GetMethodDefinition(method).GetDeclaringType();
            if (!pipelines.Exists(pipeline => pipeline.Parent == type))
                diagnostics.Add(new("MB1055", Severity.Warning, assembly.PlaceOf(method),
                    $"{assembly.NameOf(type)}.{metadata.GetString(metadata.GetMethodDefinition(method).Name)} has {Mark(stage)}, but its class has no [Pipeline], so that it never runs. Add [Pipeline(\"…\")] to the class, or remove {Mark(stage)}."));
        }
    }

    static string Mark(Marked stage) => stage.IsGate ? "[Gate]" : "[Stage]";

    FoundPipeline Read(TypeDefinitionHandle handle, CustomAttribute attribute)
    {
        var type = metadata.GetTypeDefinition(handle);
        var fullName = assembly.NameOf(handle);
        var failed = false;

        var arguments = signatures.Decode(attribute);
        var name = arguments.FixedArguments[0].Value as string ?? "";
        string? model = null, validation = null;
        SignatureType? @base = null;
        foreach (var named in arguments.NamedArguments)
        {
            if (named is { Name: "Model", Value: string chosenModel })
                model = chosenModel;
            else if (named is { Name: "Validation", Value: string chosenValidation })
                validation = chosenValidation;
            else if (named is { Name: "Base", Value: SignatureType chosenBase })
                @base = chosenBase;
        }

        if (string.IsNullOrWhiteSpace(name))
            Report("MB1043", Place(), $"The pipeline {fullName} has the empty name '{name}'. Name it as definitions shall: [Pipeline(\"digits\")].");
        if (type.GetGenericParameters().Count > 0)
            Report("MB1043", Place(), $"The pipeline {fullName} is generic, and nothing says what its type parameters are. Make it a class without type parameters.");

        var declared = 0;
        var read = new List<StageDescription>();
        var known = new Dictionary<string, StageDescription>();
        var byMethod = new Dictionary<int, Marked>();
        foreach (var stage in stages)
            if (!stage.IsGate || !byMethod.ContainsKey(MetadataTokens.GetToken(stage.Parent)))
                byMethod[MetadataTokens.GetToken(stage.Parent)] = stage;
        var gates = stages.Where(stage => stage.IsGate).Select(stage => MetadataTokens.GetToken(stage.Parent)).ToHashSet();
        var overloads = new Dictionary<string, int>();
        foreach (var method in type.GetMethods())
            if (metadata.GetString(metadata.GetMethodDefinition(method).Name) is var methodName)
                overloads[methodName] = overloads.GetValueOrDefault(methodName) + 1;
        foreach (var method in type.GetMethods())
        {
            if (!byMethod.TryGetValue(MetadataTokens.GetToken(method), out var stage))
                continue;
            declared++;
            var isOverloaded = overloads[metadata.GetString(metadata.GetMethodDefinition(method).Name)] > 1;
            if (new StageReader(assembly, assemblies, settings, diagnostics, fullName, method).Read(isOverloaded, SettingsOf(stage.Attribute)) is not { } description)
            {
                failed = true;
                continue;
            }
            if (gates.Contains(MetadataTokens.GetToken(method)) && !description.IsGate)
                Report("MB1064", assembly.PlaceOf(method),
                    $"The gate {fullName}.{description.Method} returns {description.OutputType}, which is no verdict. Return a GateVerdict, or mark the method with [Stage].");
            // Train and train are two methods, and one stage; overloads are the stage reader's.
            if (!known.TryAdd(description.Name, description) && known[description.Name] is var same && same.Method != description.Method)
                Report("MB1046", assembly.PlaceOf(method),
                    $"The stages {fullName}.{description.Method} and {fullName}.{same.Method} are both called '{description.Name}'. Rename one of them.");
            read.Add(description);
        }
        if (declared == 0 && @base is null)
            Report("MB1041", Place(), $"The pipeline {fullName} ('{name}') has no stages. Add [Stage] to its public static methods.");

        return new(name, new(assembly, handle), Place, failed ? null : read) { Model = model, Validation = validation, Base = @base };

        Mark Place() => assembly.PlaceOf([.. type.GetMethods()]);

        void Report(string code, Mark where, string message)
        {
            failed = true;
            diagnostics.Add(Diagnostic.Error(code, where, message));
        }
    }

    StageSettings SettingsOf(CustomAttribute stage)
    {
        var said = new StageSettings(AlgorithmVersion: 0, Optional: false, Volatile: false);
        foreach (var named in signatures.Decode(stage).NamedArguments)
        {
            if (named is { Name: "AlgorithmVersion", Value: int version })
                said = said with { AlgorithmVersion = version };
            else if (named is { Name: "Optional", Value: bool optional })
                said = said with { Optional = optional };
            else if (named is { Name: "Volatile", Value: bool isVolatile })
                said = said with { Volatile = isVolatile };
        }
        return said;
    }
}

/// <summary>What [Stage] says.</summary>
sealed record StageSettings(int AlgorithmVersion, bool Optional, bool Volatile);

/// <summary>A [Pipeline] class as it is declared; <see cref="PipelineBases"/> adds what it takes over.</summary>
/// <param name="Place">Asked only for an error, because it opens the PDB.</param>
/// <param name="Stages">Its own; null where there was an error.</param>
sealed record FoundPipeline(string Name, ManagedType Type, Func<Mark> Place, IReadOnlyList<StageDescription>? Stages)
{
    public string? Model { get; init; }
    public string? Validation { get; init; }
    public SignatureType? Base { get; init; }
}
