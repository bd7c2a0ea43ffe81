namespace ModelBuild.Testing;

/// <summary>
/// Runs stages of a pipeline in the test's own process: one of them, some that follow each other, or all. What a definition would say,
/// the test says; what it leaves out has the defaults of the code.
/// </summary>
/// <remarks>
/// <para>Parameters are bound as <see cref="StageAttribute"/> specifies, seeds are those that a build derives, and each artifact is written to a folder and
/// read anew by each stage that takes it, so that a mistake in either shows. What a stage throws arrives as it was thrown.</para>
/// <para>Unlike in a build, constraints on settings (<c>[Range]</c> and the like) are not checked, and all stages share the test's process.</para>
/// <code>
/// using var test = new PipelineTest(typeof(DigitsPipeline)).WithData("data", "digits.csv").With(new TrainOptions { Epochs = 5 });
/// var run = await test.RunAsync();
/// run.ShouldReach("accuracy", min: 0.9);
/// </code>
/// </remarks>
public sealed class PipelineTest : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("modelbuild-test-").FullName;
    readonly PipelineClass pipeline;
    readonly PipelineInputs inputs;
    bool inMemory;
    int runs;

    /// <summary>Throws <see cref="PipelineTestException"/> for a class that is no pipeline.</summary>
    /// <param name="pipeline">The class with <see cref="PipelineAttribute"/>.</param>
    public PipelineTest(Type pipeline)
    {
        try
        {
            this.pipeline = new(pipeline);
        }
        catch
        {
            Dispose();
            throw;
        }
        inputs = new(this.pipeline, root);
    }

    /// <summary>Gives declared data.</summary>
    /// <param name="name">The section that declares it: the parameter's name, unless <see cref="InputAttribute"/> gives another.</param>
    /// <param name="path">A file or a folder; relative to the current folder.</param>
    public PipelineTest WithData(string name, string path) => Change(() => inputs.SetData(name, path));

    /// <summary>Gives declared data that is one file with this text, as UTF-8.</summary>
    /// <param name="name">See <see cref="WithData"/>.</param>
    /// <param name="text">The file's content.</param>
    public PipelineTest WithDataText(string name, string text) => Change(() => inputs.SetDataText(name, text));

    /// <summary>Gives settings to every stage that takes a record of this type.</summary>
    public PipelineTest With(object options) => Change(() =>
    {
        pipeline.CheckOptions(options.GetType());
        inputs.Settings.Set(options);
    });

    /// <summary>Gives a section: a plain value, a record, or for <see cref="ForEachAttribute"/> a list or the number of items.</summary>
    /// <param name="section">The section's name.</param>
    /// <param name="value">Records of several types may be given to one section.</param>
    public PipelineTest With(string section, object value) => Change(() =>
    {
        pipeline.Check(section, ParameterKind.Settings, "sections");
        inputs.Settings.Set(section, value);
    });

    /// <summary>The definition's seed, from which those of the stages are derived. Default: 0.</summary>
    public PipelineTest WithSeed(long seed) => Change(() => inputs.Seed = seed);

    /// <summary>How many threads each stage may use. Default: 1.</summary>
    public PipelineTest WithThreads(int threads) => Change(() => inputs.Threads = threads);

    /// <summary>Gives the output of a stage that shall not run.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="outputs">Its output; of a stage that is run for each item, one for each, in their order.</param>
    public PipelineTest WithOutput(string stage, params IReadOnlyList<IArtifact> outputs) => Change(() =>
    {
        var method = pipeline.Find(stage);
        if (outputs.FirstOrDefault(output => output.GetType() != method.Output) is { } other)
            throw new PipelineTestException($"The stage '{stage}' returns a {TypeName.Full(method.Output)}, not a {TypeName.Full(other.GetType())}.");
        var instances = StageItems.NamesOf(inputs, method);
        if (instances.Count != outputs.Count)
            throw new PipelineTestException($"The stage '{stage}' has {instances.Count} outputs, and {outputs.Count} are given.");
        var folder = Path.Combine(root, $"given-{stage}-{runs++}");
        inputs.Outputs[stage] = [.. outputs.Select((output, i) => StageOutput.Keep(instances[i], output, Path.Combine(folder, $"{i}"), inMemory, null))];
    });

    /// <summary>Switches an optional stage off, as <c>enabled: false</c> does.</summary>
    public PipelineTest Without(string stage) => Change(() => inputs.Off.Add(pipeline.Find(stage) is { Optional: true }
        ? stage
        : throw new PipelineTestException($"The stage '{stage}' cannot be switched off. Declare it with [Stage(Optional = true)].")));

    /// <summary>Hands artifacts on as they are, without Write and Read; those that are files are written all the same. Faster, and finds less.</summary>
    public PipelineTest InMemory() => Change(() => inMemory = true);

    /// <summary>Runs all stages, or one and what it needs, except those whose output was given.</summary>
    /// <param name="stage">The stage. Default: all.</param>
    /// <param name="cancellation">What stages see as <see cref="StageContext.Cancellation"/>. Checkpoints of a stage that did not succeed are there in the next run.</param>
    public async Task<PipelineRun> RunAsync(string? stage = null, CancellationToken cancellation = default)
    {
        IReadOnlyList<StageMethod> wanted = stage is null ? pipeline.Stages : [pipeline.Find(stage)];
        if (stage is not null && inputs.IsOff(wanted[0]))
            throw new PipelineTestException($"The stage '{stage}' is switched off, so it cannot run.");
        var execution = Start(cancellation);
        foreach (var method in wanted)
            await execution.RunAsync(method);
        return new(pipeline, execution);
    }

    /// <summary>
    /// Runs a stage twice on the same inputs, with one thread and with several, in different folders, and compares the bytes that it writes.
    /// Throws <see cref="PipelineTestException"/> with the first file and offset that differ.
    /// </summary>
    /// <param name="stage">The stage; of one that is run for each item, all.</param>
    /// <param name="threads">How many threads the second time. Default: 4.</param>
    /// <param name="cancellation">What stages see as <see cref="StageContext.Cancellation"/>.</param>
    public async Task ShouldBeDeterministicAsync(string stage, int threads = 4, CancellationToken cancellation = default)
    {
        var method = pipeline.Find(stage);
        var execution = Start(cancellation);
        var instances = execution.InstancesOf(method);
        for (var i = 0; i < instances.Count; i++)
        {
            var first = await execution.TryAsync(method, i, threads: 1);
            var second = await execution.TryAsync(method, i, threads);
            var (one, several) = ("the run with 1 thread", $"the run with {threads} threads");
            if (FolderComparison.Find(first.Folder!, second.Folder!, (one, several)) is { } difference)
                throw new PipelineTestException($"The stage '{stage}'{(instances[i].Length == 0 ? "" : $" ({instances[i]})")} does not write the same bytes twice: of {one} and {several}, {difference}. "
                    + "Draw from context.Seed only, add numbers in a fixed order, and write no times, paths or unordered collections.");
        }
    }

    /// <summary>Removes the folders of all runs.</summary>
    public void Dispose()
    {
        if (Directory.Exists(root))
            Directory.Delete(root, recursive: true);
    }

    PipelineExecution Start(CancellationToken cancellation)
    {
        inputs.CheckOutputs();
        return new(inputs, Path.Combine(root, $"run-{runs++}"), Path.Combine(root, "checkpoints"), inMemory, cancellation);
    }

    /// <summary>A stage that is given something else begins anew.</summary>
    PipelineTest Change(Action change)
    {
        change();
        if (Directory.Exists(Path.Combine(root, "checkpoints")))
            Directory.Delete(Path.Combine(root, "checkpoints"), recursive: true);
        return this;
    }
}
