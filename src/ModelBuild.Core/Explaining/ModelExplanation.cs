using System.Globalization;
using System.Text.Json;
using ModelBuild.Core.Configuration;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Files;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Locking;
using ModelBuild.Core.Planning;

namespace ModelBuild.Core.Explaining;

/// <summary>What a model is configured with, who says so, and what a build would do and why. Starts and writes nothing.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Environment">The environment whose overlay counts; null where none does.</param>
/// <param name="Values">Everything that is set, with the place that has the last word.</param>
/// <param name="Stages">Empty where declared data is missing.</param>
/// <param name="Rest">Why there is work though all stages are up to date; null where there is none.</param>
public sealed record ModelExplanation(
    string Model, string? Environment, IReadOnlyList<ExplainedValue> Values, IReadOnlyList<StageForecast> Stages, string? Rest)
{
    const double Noticeable = 0.05; // seconds

    /// <summary>Whether a build would run a stage, as far as can be known now.</summary>
    public bool WouldRun => Stages.Any(stage => stage.Outlook is Outlook.Runs or Outlook.MayRun);

    /// <param name="state">What the last good build left, if anything.</param>
    /// <param name="shared">Results of other machines; null for none.</param>
    /// <param name="locked">What the outputs must be; null where nothing says so.</param>
    /// <param name="diagnostics">Receives errors that no work can mend: data that is not there. Then nothing is said of stages.</param>
    /// <param name="today">In UTC.</param>
    public static ModelExplanation Of(
        ModelPlan plan, ModelState? state, IInputDigests digests, IStageResults cache, ISharedResults? shared, LockFile? locked, ModelProject project, List<Diagnostic> diagnostics, DateOnly today)
    {
        var definition = plan.Definition;
        var folder = Path.GetDirectoryName(definition.File)!;
        var explanation = new ModelExplanation(
            plan.Name, definition.Environment,
            [.. EffectiveConfiguration.Of(definition).Select(value => new ExplainedValue(value.Path, value.Json, Origin(value.Origin, folder)))], [], null);
        if (!DeclaredData.Check(plan.Graph, digests, diagnostics))
            return explanation;
        var rest = UpToDateCheck.FirstReason(plan, state, digests, project, [], today) ?? UpToDateCheck.LooksOutside(plan, state, project);
        var forecasts = StageForecast.Of(plan.Graph, state, digests, cache, shared, locked, isUpToDate: rest is null);
        return explanation with { Stages = forecasts, Rest = forecasts.All(forecast => forecast.Outlook == Outlook.UpToDate) ? rest : null };
    }

    /// <summary>For people, none of the lines with a control character, whatever values and names are.</summary>
    public IReadOnlyList<string> ToLines()
    {
        var lines = new List<string> { Environment is null ? $"configuration of {Model}:" : $"configuration of {Model} in the environment {Environment}:" };
        foreach (var (path, json, origin) in Values)
            lines.Add($"  {path} = {json}   ({origin})");
        if (Stages.Count > 0)
            lines.Add($"stages of {Model}:");
        foreach (var stage in Stages)
            lines.Add($"  {stage.Node}: {Words(stage)}{(stage.Reason.Length == 0 ? "" : $": {stage.Reason}")}{LastTime(stage.LastTime)}");
        if (Rest is not null)
            lines.Add($"  but {Rest}, so the model would be judged and put into its folder again");
        return [.. lines.Select(Wording.OneLine)];
    }

    /// <summary><see cref="ToLines"/>, each with its end.</summary>
    public string ToText() => string.Concat(ToLines().Select(line => line + "\n"));

    /// <summary>For programs: docs/targets.md has the members.</summary>
    public string ToJson() => JsonFile.Text(json =>
    {
        json.WriteStartObject();
        json.WriteString("model", Model);
        json.WriteString("environment", Environment);
        json.WriteBoolean("wouldRun", WouldRun);
        json.WriteStartArray("values");
        foreach (var (path, value, origin) in Values)
        {
            json.WriteStartObject();
            json.WriteString("path", path);
            json.WritePropertyName("value");
            json.WriteRawValue(value);
            json.WriteString("origin", origin);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("stages");
        foreach (var stage in Stages)
        {
            json.WriteStartObject();
            json.WriteString("stage", stage.Node.Stage);
            if (stage.Node.Instance.Length > 0)
                json.WriteString("instance", stage.Node.Instance);
            json.WriteString("outlook", Name(stage.Outlook));
            if (stage.Origin is { } origin)
                json.WriteString("origin", origin);
            if (stage.Reason.Length > 0)
                json.WriteString("reason", stage.Reason);
            if (stage.LastTime is { } time)
                json.WriteNumber("lastSeconds", Math.Round(time.TotalSeconds, 3));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (Rest is not null)
            json.WriteString("rest", Rest);
        json.WriteEndObject();
    });

    static string Name(Outlook outlook) => outlook switch
    {
        Outlook.UpToDate => "up-to-date",
        Outlook.Restored => "restored",
        Outlook.Runs => "would-run",
        _ => "may-run",
    };

    static string Words(StageForecast stage) => stage.Outlook switch
    {
        Outlook.UpToDate => "up to date",
        Outlook.Restored => $"restored from {stage.Origin ?? "the cache"}",
        Outlook.Runs => "would run",
        _ => "may run",
    };

    static string LastTime(TimeSpan? time) =>
        time is { TotalSeconds: >= Noticeable and var seconds } ? $" ({seconds.ToString("0.0", CultureInfo.InvariantCulture)} s last time)" : "";

    /// <summary>A file as it is seen from the definition's folder; what is no file by its name.</summary>
    static string Origin(Mark origin, string folder)
    {
        var place = Path.IsPathFullyQualified(origin.File) ? Path.GetRelativePath(folder, origin.File).Replace('\\', '/') : origin.File;
        return origin.Line == 0 ? place : $"{place}:{origin.Line}";
    }
}

/// <summary>A value that is set.</summary>
/// <param name="Path">For instance <c>train.l2</c>.</param>
/// <param name="Json">Canonical JSON.</param>
/// <param name="Origin">The file and line, the property or the variable.</param>
public sealed record ExplainedValue(string Path, string Json, string Origin);
