using System.Reflection;

namespace ModelBuild.Testing;

/// <summary>A method with <see cref="StageAttribute"/> or <see cref="GateAttribute"/>.</summary>
sealed class StageMethod
{
    readonly MethodInfo method;

    public StageMethod(MethodInfo method)
    {
        this.method = method;
        if (!method.IsStatic || !method.IsPublic)
            throw new PipelineTestException($"The stage {Member} is not public and static. A stage is a public static method: what it needs, it takes as parameters.");
        Optional = method.GetCustomAttribute<StageAttribute>() is { Optional: true };
        Output = method.ReturnType is { IsGenericType: true } task && IsTask(task) ? task.GenericTypeArguments[0] : method.ReturnType;
        if (!StageParameter.IsArtifact(Output))
            throw new PipelineTestException($"The stage {Member} returns {TypeName.Full(method.ReturnType)}. Return a type that implements IArtifact<T> of itself, or a Task of one.");
        if (method.IsDefined(typeof(GateAttribute)) && Output != typeof(GateVerdict))
            throw new PipelineTestException($"The gate {Member} returns {TypeName.Full(method.ReturnType)}. Return a GateVerdict, or a Task of one.");
        Parameters = [.. method.GetParameters().Select(parameter => new StageParameter(parameter, Name))];
    }

    public string Name => NameOf(method);

    public string Member => $"{method.DeclaringType!.FullName}.{method.Name}";

    public bool Optional { get; }

    public Type Output { get; }

    public IReadOnlyList<StageParameter> Parameters { get; }

    /// <summary>Whether it is run for each item of a list.</summary>
    public bool IsRepeated => Parameters.Any(parameter => parameter.ForEach);

    public static string NameOf(MethodInfo method) => char.ToLowerInvariant(method.Name[0]) + method.Name[1..];

    /// <summary>What it throws comes as it was thrown.</summary>
    public async Task<IArtifact> CallAsync(object?[] arguments)
    {
        var result = method.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
        if (result?.GetType() is { IsGenericType: true } promised && promised.GetGenericTypeDefinition() == typeof(ValueTask<>))
            result = promised.GetMethod(nameof(ValueTask<>.AsTask))!.Invoke(result, null);
        if (result is Task task)
        {
            await task;
            result = method.ReturnType.IsGenericType ? task.GetType().GetProperty(nameof(Task<>.Result))!.GetValue(task) : null;
        }
        return result as IArtifact ?? throw new PipelineTestException($"The stage {Member} returned nothing. A stage returns its artifact.");
    }

    static bool IsTask(Type type) => type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>);
}
