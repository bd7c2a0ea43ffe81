namespace ModelBuild.Testing;

/// <summary>One run: each stage after those whose outputs it takes, once for each of its items.</summary>
/// <param name="inputs">What the test gave.</param>
/// <param name="root">An empty folder.</param>
/// <param name="checkpoints">A folder that outlives the run.</param>
/// <param name="inMemory">Whether artifacts that can stay in memory do.</param>
/// <param name="cancellation">What the stages see.</param>
sealed class PipelineExecution(PipelineInputs inputs, string root, string checkpoints, bool inMemory, CancellationToken cancellation)
{
    readonly Dictionary<string, IReadOnlyList<StageOutput>> outputs = new(inputs.Outputs);
    readonly List<string> ran = [];
    int folders;

    /// <summary>The instances that ran, in order, for instance <c>train</c> and <c>score[b.png]</c>.</summary>
    public IReadOnlyList<string> Ran => ran;

    public IReadOnlyDictionary<string, IReadOnlyList<StageOutput>> Outputs => outputs;

    /// <summary>Runs a stage and what it needs, unless it ran or its output was given.</summary>
    public Task RunAsync(StageMethod stage) => RunAsync(stage, []);

    /// <summary>Runs what a stage needs, then the stage itself, for one item, without keeping the result.</summary>
    public async Task<StageOutput> TryAsync(StageMethod stage, int index, int threads)
    {
        await RunSourcesAsync(stage, [stage.Name]);
        return await RunAsync(stage, InstancesOf(stage), index, threads, keepInMemory: false);
    }

    public IReadOnlyList<string> InstancesOf(StageMethod stage) => StageItems.NamesOf(inputs, stage);

    async Task RunAsync(StageMethod stage, IReadOnlyList<string> open)
    {
        if (outputs.ContainsKey(stage.Name) || inputs.IsOff(stage))
            return;
        if (open.Contains(stage.Name))
            throw new PipelineTestException($"The stages wait for each other: {string.Join(" ← ", open.SkipWhile(name => name != stage.Name))} ← {stage.Name}.");
        await RunSourcesAsync(stage, [.. open, stage.Name]);
        var instances = InstancesOf(stage);
        var results = new List<StageOutput>();
        for (var i = 0; i < instances.Count; i++)
            results.Add(await RunAsync(stage, instances, i, inputs.Threads, inMemory));
        outputs[stage.Name] = results;
    }

    async Task RunSourcesAsync(StageMethod stage, IReadOnlyList<string> open)
    {
        foreach (var parameter in stage.Parameters.Where(parameter => parameter.Kind == ParameterKind.Artifact))
        {
            if (IsChampion(stage, parameter))
                continue;
            var source = inputs.Pipeline.Find(parameter.Source);
            if (source.Output != parameter.Artifact)
                throw new PipelineTestException($"{parameter.Member} takes a {TypeName.Full(parameter.Artifact)}, but the stage '{source.Name}' returns a {TypeName.Full(source.Output)}. Make the two types the same.");
            await RunAsync(source, open);
        }
    }

    async Task<StageOutput> RunAsync(StageMethod stage, IReadOnlyList<string> instances, int index, int threads, bool keepInMemory)
    {
        using var culture = new BuildCulture();
        var folder = Path.Combine(root, $"{stage.Name}-{folders++}");
        var checkpoint = Path.Combine(checkpoints, $"{stage.Name}-{index}");
        using var context = new TestStageContext(
            StageSeed.Of(inputs.Seed, stage.Name, instances[index]), threads, checkpointFolder: checkpoint, cancellation: cancellation);
        var arguments = stage.Parameters.Select(parameter => IsChampion(stage, parameter) ? null : Argument(parameter, index, context, Path.Combine(folder, "inputs"))).ToArray();
        var artifact = await stage.CallAsync(arguments);
        // A process of tests shares its temporary folder with everybody: here the stage's own is the context's.
        if (artifact is IFileBacked { Moved: { } moved })
            TemporaryPath.Check(moved, context.TemporaryFolder);
        var output = StageOutput.Keep(instances[index], artifact, Path.Combine(folder, "output"), keepInMemory, context);
        if (Directory.Exists(checkpoint))
            Directory.Delete(checkpoint, recursive: true);
        ran.Add(instances[index].Length == 0 ? stage.Name : $"{stage.Name}[{instances[index]}]");
        return output;
    }

    object? Argument(StageParameter parameter, int index, TestStageContext context, string folder) => parameter.Kind switch
    {
        ParameterKind.Context => context,
        ParameterKind.Settings => parameter.ForEach ? inputs.Settings.ItemsOf(parameter)[index] : inputs.Settings.ValueOf(parameter),
        ParameterKind.Data => inputs.IsLeftOut(parameter) ? null : PipelineInputs.Link(
            parameter.Name, parameter.ForEach ? inputs.MembersOf(parameter)[index] : inputs.PathOf(parameter), folder),
        _ => Artifact(parameter, index),
    };

    /// <summary>No stage makes the accepted model's evaluation: a test of a gate that looks at it calls the method itself, and here there is none yet.</summary>
    static bool IsChampion(StageMethod stage, StageParameter parameter) =>
        stage.Output == typeof(GateVerdict) && parameter is { Source: "champion", MayBeNull: true } && parameter.Artifact == typeof(Evaluation);

    object? Artifact(StageParameter parameter, int index)
    {
        var repeats = inputs.Pipeline.Find(parameter.Source).IsRepeated;
        var isOn = outputs.TryGetValue(parameter.Source, out var all);
        if (parameter.Collects)
        {
            if (!repeats)
                throw new PipelineTestException($"{parameter.Member} collects what '{parameter.Source}' returned for each item, but that stage runs once. Take a {TypeName.Short(parameter.Artifact)}.");
            var list = Array.CreateInstance(parameter.Artifact, all?.Count ?? 0);
            for (var i = 0; i < list.Length; i++)
                list.SetValue(all![i].Read(), i);
            return list;
        }
        if (repeats && !parameter.ForEach)
            throw new PipelineTestException($"{parameter.Member} takes one {TypeName.Short(parameter.Artifact)}, but the stage '{parameter.Source}' is run for each item. Take them with [ForEach], or all of them as IReadOnlyList<{TypeName.Short(parameter.Artifact)}>.");
        if (!isOn)
            return parameter.MayBeNull
                ? null
                : throw new PipelineTestException($"The stage '{parameter.Source}' is off, and {parameter.Member} cannot be null. Declare it as {TypeName.Short(parameter.Artifact)}?.");
        return all![parameter.ForEach ? index : 0].Read();
    }
}
