using System.Reflection;

namespace ModelBuild.Testing;

enum ParameterKind { Context, Data, Settings, Artifact }

/// <summary>A stage's parameter, and what it is bound to by the rules of <see cref="StageAttribute"/>.</summary>
sealed class StageParameter
{
    readonly ParameterInfo parameter;

    public StageParameter(ParameterInfo parameter, string stage)
    {
        this.parameter = parameter;
        var section = parameter.GetCustomAttribute<SectionAttribute>();
        var forEach = parameter.GetCustomAttribute<ForEachAttribute>();
        var input = parameter.GetCustomAttribute<InputAttribute>();
        ForEach = forEach is not null;
        Source = input?.Name ?? section?.Name ?? forEach?.Section ?? Name;
        if (Type == typeof(StageContext))
            Kind = ParameterKind.Context;
        else if (Type == typeof(DataSource))
            Kind = ParameterKind.Data;
        else if (section is not null || forEach?.Section is not null)
            Kind = ParameterKind.Settings;
        else if (input is null && !ForEach && SimpleName(Type).EndsWith("Options", StringComparison.Ordinal))
            (Kind, Source) = (ParameterKind.Settings, stage);
        else if (Collected(Type) is { } item && IsArtifact(item))
            (Kind, Artifact, Collects) = (ParameterKind.Artifact, item, true);
        else if (IsArtifact(Nullable.GetUnderlyingType(Type) ?? Type))
            (Kind, Artifact) = (ParameterKind.Artifact, Nullable.GetUnderlyingType(Type) ?? Type);
        else
            throw new PipelineTestException($"{Member} is a {TypeName.Full(Type)}, which no stage can take. A parameter is an artifact, a DataSource, the StageContext, an …Options record, or a setting with [Section(\"…\")].");
    }

    public string Name => parameter.Name!;

    public Type Type => parameter.ParameterType;

    public ParameterKind Kind { get; }

    /// <summary>The stage, the data or the section that it is bound to.</summary>
    public string Source { get; }

    public bool ForEach { get; }

    /// <summary>Of an artifact its type; of a collecting list, that of its items.</summary>
    public Type Artifact { get; } = typeof(void);

    public bool Collects { get; }

    public bool HasDefault => parameter.HasDefaultValue;

    /// <summary>The default of a nullable enum comes as its number.</summary>
    public object? Default => parameter.DefaultValue is { } value && Nullable.GetUnderlyingType(Type) is { IsEnum: true } type
        ? Enum.ToObject(type, value)
        : parameter.DefaultValue;

    public bool MayBeNull => new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;

    public string Member => $"{parameter.Member.DeclaringType!.FullName}.{parameter.Member.Name}({Name})";

    public static bool IsArtifact(Type type) => type.GetInterfaces().Any(one =>
        one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IArtifact<>) && one.GenericTypeArguments[0] == type);

    static Type? Collected(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GenericTypeArguments[0] : null;

    static string SimpleName(Type type) => type.Name.Split('`')[0];
}
