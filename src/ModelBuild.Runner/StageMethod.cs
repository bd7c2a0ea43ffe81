using System.Reflection;

namespace ModelBuild.Runner;

/// <summary>The stage's code: found by its token in the user's closure, checked against what was planned.</summary>
sealed class StageMethod
{
    readonly MethodInfo method;
    readonly StageFile stage;

    StageMethod(MethodInfo method, StageFile stage) => (this.method, this.stage) = (method, stage);

    /// <exception cref="StageException">MB3002: it is not there, or is not what was planned.</exception>
    public static StageMethod Find(StageFile stage)
    {
        Assembly assembly;
        try
        {
            assembly = Assembly.Load(new AssemblyName { Name = stage.Assembly });
        }
        catch (Exception exception) when (exception is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            throw Error(stage, $"the assembly {stage.Assembly} cannot be loaded ({exception.Message})");
        }
        // Not by name: that search alone takes as long as all else here.
        MethodBase? found = null;
        try
        {
            found = assembly.ManifestModule.ResolveMethod(stage.Token);
        }
        catch (ArgumentException)
        {
            // It has no such method any more.
        }
        if (found is not MethodInfo { IsStatic: true } method || method.Name != stage.Method || method.DeclaringType!.FullName != stage.Type)
            throw Error(stage, $"the assembly {stage.Assembly} has no static method {stage.Type}.{stage.Method} at token {stage.Token:x8}");
        var parameters = method.GetParameters();
        var names = string.Join(", ", Array.ConvertAll(parameters, parameter => parameter.Name));
        var planned = string.Join(", ", Array.ConvertAll(stage.Parameters, parameter => parameter.Name));
        return names == planned
            ? new(method, stage)
            : throw Error(stage, $"{stage.Type}.{stage.Method} takes ({names}), not ({planned}) as was planned");
    }

    /// <summary>Binds the settings, reads the inputs when they are ready, calls the method, waits for a task, and gives its artifact.</summary>
    public IArtifact Call(string folder, StageContext context, Action ready)
    {
        var options = new Lazy<JsonValue>(() => JsonReader.Read(File.ReadAllText(Path.Combine(folder, "options.json"))));
        var parameters = method.GetParameters();
        var arguments = new object?[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            var name = stage.Parameters[i].Name;
            arguments[i] = stage.Parameters[i].Kind switch
            {
                "data" => new DataSource(name, Path.Combine(folder, "inputs", name)),
                "artifact" or "artifacts" or "none" => null,
                "settings" => SettingsBinder.Bind(options.Value.Find(name), parameters[i], stage.Parameters[i].Section),
                "context" => context,
                var kind => throw Error(stage, $"the parameter {name} has the kind {kind}, which this runner does not know"),
            };
        }
        ready();
        for (var i = 0; i < parameters.Length; i++)
        {
            var input = Path.Combine(folder, "inputs", stage.Parameters[i].Name);
            if (stage.Parameters[i].Kind == "artifact")
                arguments[i] = Read(parameters[i].ParameterType, input);
            else if (stage.Parameters[i].Kind == "artifacts")
                arguments[i] = ReadAll(parameters[i].ParameterType, input, stage.Parameters[i].Count);
        }
        var result = method.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
        if (result?.GetType() is { IsGenericType: true } promised && promised.GetGenericTypeDefinition() == typeof(ValueTask<>))
            result = promised.GetMethod(nameof(ValueTask<>.AsTask))!.Invoke(result, BindingFlags.DoNotWrapExceptions, binder: null, [], culture: null);
        if (result is Task task)
        {
            task.GetAwaiter().GetResult();
            result = method.ReturnType.IsGenericType ? task.GetType().GetProperty(nameof(Task<>.Result))!.GetValue(task) : null;
        }
        return result as IArtifact ?? throw Error(stage, result is null
            ? $"{stage.Type}.{stage.Method} returned nothing; a stage returns its artifact"
            : $"{stage.Type}.{stage.Method} returned a {result.GetType().FullName}, which is no IArtifact");
    }

    static object Read(Type type, string folder)
    {
        // Of a structure that an optional stage returns.
        type = Nullable.GetUnderlyingType(type) ?? type;
        var read = typeof(StageMethod).GetMethod(nameof(ReadArtifact), BindingFlags.Static | BindingFlags.NonPublic)!;
        return read.MakeGenericMethod(type).Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, [folder], culture: null)!;
    }

    /// <summary>The artifacts in the folders 0, 1, … of a parameter that is an IReadOnlyList of them.</summary>
    static Array ReadAll(Type list, string folder, int count)
    {
        var type = list.GenericTypeArguments[0];
        var all = Array.CreateInstance(type, count);
        for (var i = 0; i < count; i++)
            all.SetValue(Read(type, Path.Combine(folder, i.ToString(System.Globalization.CultureInfo.InvariantCulture))), i);
        return all;
    }

    // Reached by its generic argument, since a static interface method has no other caller.
    static object ReadArtifact<T>(string folder) where T : IArtifact<T> => T.Read(folder);

    static StageException Error(StageFile stage, string problem) =>
        new([new StageError($"The stage {stage.Stage} cannot run: {problem}. Build the project again; its code and the plan do not match.") { Code = "MB3002" }]);
}
