using System.Reflection;

namespace ModelBuild.Testing;

/// <summary>The stages of a class with <see cref="PipelineAttribute"/>, with those of its base that it does not replace.</summary>
sealed class PipelineClass
{
    const BindingFlags AnyMethod = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    readonly Type type;

    public PipelineClass(Type type)
    {
        this.type = type;
        Stages = [.. Collect(type, []).Select(method => new StageMethod(method))];
        if (Stages.Count == 0)
            throw new PipelineTestException($"The pipeline {type.FullName} has no stages. Add [Stage] to its public static methods.");
    }

    public IReadOnlyList<StageMethod> Stages { get; }

    /// <exception cref="PipelineTestException">There is no such stage; the message has the nearest name.</exception>
    public StageMethod Find(string stage) => Stages.FirstOrDefault(candidate => candidate.Name == stage)
        ?? throw new PipelineTestException($"{type.FullName} has no stage '{stage}'.{NearestName.Hint(stage, [.. Stages.Select(known => known.Name)], "stages")}");

    /// <exception cref="PipelineTestException">Nothing is bound to that name.</exception>
    public void Check(string name, ParameterKind kind, string plural)
    {
        var known = Stages.SelectMany(stage => stage.Parameters).Where(parameter => parameter.Kind == kind).Select(parameter => parameter.Source).Distinct().ToArray();
        if (!known.Contains(name))
            throw new PipelineTestException($"No stage of {type.FullName} takes '{name}'.{(known.Length == 0 ? $" It takes no {plural}." : NearestName.Hint(name, known, plural))}");
    }

    /// <exception cref="PipelineTestException">No stage takes that type.</exception>
    public void CheckOptions(Type options)
    {
        var known = Stages.SelectMany(stage => stage.Parameters).Where(parameter => parameter.Kind == ParameterKind.Settings).ToArray();
        if (!known.Any(parameter => parameter.Type == options))
            throw new PipelineTestException($"No stage of {type.FullName} takes a {TypeName.Short(options)}.{NearestName.Hint(TypeName.Short(options), [.. known.Select(parameter => TypeName.Short(parameter.Type)).Distinct()], "types of settings")} Plain values are given with the name of their section.");
    }

    static List<MethodInfo> Collect(Type type, List<Type> open)
    {
        if (type.GetCustomAttribute<PipelineAttribute>() is not { } pipeline)
            throw new PipelineTestException($"{type.FullName} has no [Pipeline(\"…\")].");
        if (open.Contains(type))
            throw new PipelineTestException($"The pipeline {type.FullName} is its own base.");
        open.Add(type);
        var own = type.GetMethods(AnyMethod).Where(method => method.IsDefined(typeof(StageAttribute)) || method.IsDefined(typeof(GateAttribute))).OrderBy(method => method.MetadataToken).ToList();
        if (pipeline.Base is null)
            return own;
        var names = own.ConvertAll(StageMethod.NameOf);
        return [.. Collect(pipeline.Base, open).Where(method => !names.Contains(StageMethod.NameOf(method))), .. own];
    }
}
