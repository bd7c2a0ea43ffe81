using System.Globalization;

namespace ModelBuild.Testing;

/// <summary>What the stages of one run returned and reported. Its artifacts are readable until the <see cref="PipelineTest"/> is disposed.</summary>
public sealed class PipelineRun
{
    readonly PipelineClass pipeline;
    readonly PipelineExecution execution;

    internal PipelineRun(PipelineClass pipeline, PipelineExecution execution) => (this.pipeline, this.execution) = (pipeline, execution);

    /// <summary>What ran, in order; an instance of a repeated stage as <c>score[b.png]</c>.</summary>
    public IReadOnlyList<string> Ran => execution.Ran;

    /// <summary>What gates judge: the output of the one stage that returns an <see cref="ModelBuild.Evaluation"/> and is not repeated.</summary>
    public Evaluation Evaluation => pipeline.Stages.Where(stage => stage.Output == typeof(Evaluation) && !stage.IsRepeated).ToArray() switch
    {
        [var stage] => Output<Evaluation>(stage.Name),
        [] => throw new PipelineTestException("The pipeline has no stage that returns an Evaluation, once and for all."),
        var several => throw new PipelineTestException($"The pipeline has {several.Length} stages that return an Evaluation ({string.Join(", ", several.Select(stage => stage.Name))}); gates can judge one. Return another type from the others."),
    };

    /// <summary>What a stage returned, read anew.</summary>
    public T Output<T>(string stage) where T : IArtifact => Outputs<T>(stage) is [var only]
        ? only
        : throw new PipelineTestException($"The stage '{stage}' ran for {Find(stage).Count} items. Ask for Outputs.");

    /// <summary>What a stage returned for each item, in the order of the items.</summary>
    public IReadOnlyList<T> Outputs<T>(string stage) where T : IArtifact => [.. Find(stage).Select(output => output.Read() is T artifact
        ? artifact
        : throw new PipelineTestException($"The stage '{stage}' returned a {TypeName.Full(output.Type)}, not a {TypeName.Full(typeof(T))}."))];

    /// <summary>A metric of the evaluation.</summary>
    public double Metric(string name) => Metric(Evaluation.Metrics, name);

    /// <summary>A metric over the rows in which a column has a value.</summary>
    public double Metric(string name, string column, string value) => Metric(Slice(column, value).Metrics, name);

    /// <summary>The evaluation over the rows in which a column has a value.</summary>
    public EvaluationSlice Slice(string column, string value)
    {
        var slices = Evaluation.Slices;
        return slices.FirstOrDefault(slice => slice.Column == column && slice.Value == value)
            ?? throw new PipelineTestException($"The evaluation has no slice {column} = {value}.{Known(slices.Select(slice => $"{slice.Column} = {slice.Value}"), $"{column} = {value}", "slices")}");
    }

    /// <summary>Checks a metric's bounds, which pass themselves, as a gate does; NaN and infinities fail. The message shows all metrics.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="min">The least that it may be. Default: no bound.</param>
    /// <param name="max">The most that it may be. Default: no bound.</param>
    public void ShouldReach(string metric, double? min = null, double? max = null)
    {
        var value = Metric(metric);
        var wrong = !double.IsFinite(value) ? "is not finite"
            : value < min ? Text($"is below {min}")
            : value > max ? Text($"is above {max}")
            : null;
        if (wrong is not null)
            throw new PipelineTestException(Text($"{metric} is {value}, which {wrong}. All metrics: {string.Join(", ", Evaluation.Metrics.Select(each => Text($"{each.Key} {each.Value}")))}."));
    }

    /// <summary>The lines that a stage logged.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="instance">Of a stage that ran for each item, which. Default: the only one.</param>
    public IReadOnlyList<string> Log(string stage, string? instance = null) => Context(stage, instance).LoggedLines;

    /// <summary>What a stage reported: log, progress, metrics. Its folders are gone.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="instance">Of a stage that ran for each item, which. Default: the only one.</param>
    public TestStageContext Context(string stage, string? instance = null)
    {
        var all = Find(stage);
        var found = instance is null && all is [var only] ? only : all.FirstOrDefault(output => output.Instance == instance)
            ?? throw new PipelineTestException($"The stage '{stage}' did not run for '{instance}'.{Known(all.Select(output => output.Instance), instance ?? "", "items")}");
        return found.Context ?? throw new PipelineTestException($"The stage '{stage}' did not run: its output was given.");
    }

    IReadOnlyList<StageOutput> Find(string stage) => execution.Outputs.TryGetValue(pipeline.Find(stage).Name, out var outputs)
        ? outputs
        : throw new PipelineTestException($"The stage '{stage}' did not run. These did: {string.Join(", ", Ran)}.");

    static double Metric(IReadOnlyList<KeyValuePair<string, double>> metrics, string name)
    {
        foreach (var metric in metrics)
        {
            if (metric.Key == name)
                return metric.Value;
        }
        throw new PipelineTestException($"The evaluation has no metric '{name}'.{Known(metrics.Select(metric => metric.Key), name, "metrics")}");
    }

    static string Known(IEnumerable<string> names, string name, string plural) =>
        names.ToArray() is { Length: > 0 } known ? NearestName.Hint(name, known, plural) : $" It has no {plural}.";

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
