using ModelBuild.Core.Configuration;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Planning;

namespace ModelBuild.Core.Explaining;

/// <summary>What a model is configured with, who says so, and what a build would do and why; as lines of text. Starts and writes nothing.</summary>
public static class ModelExplanation
{
    /// <summary>The lines, none of which holds a control character, whatever values and names are.</summary>
    /// <param name="state">What the last good build left, if anything.</param>
    /// <param name="diagnostics">Receives errors that no work can mend: data that is not there. Then nothing is said of stages.</param>
    public static IReadOnlyList<string> Of(
        ModelPlan plan, ModelState? state, IInputDigests digests, IStageResults cache, ModelProject project, List<Diagnostic> diagnostics)
    {
        var definition = plan.Definition;
        var folder = Path.GetDirectoryName(definition.File)!;
        var lines = new List<string>
        {
            definition.Environment is { } environment ? $"configuration of {plan.Name} in the environment {environment}:" : $"configuration of {plan.Name}:",
        };
        foreach (var value in EffectiveConfiguration.Of(definition))
            lines.Add($"  {value.Path} = {value.Json}   ({Origin(value.Origin, folder)})");
        if (DeclaredData.Check(plan.Graph, digests, diagnostics))
        {
            lines.Add($"stages of {plan.Name}:");
            var rest = UpToDateCheck.FirstReason(plan, state, digests, project, []);
            var forecasts = StageForecast.Of(plan.Graph, state, digests, cache, isUpToDate: rest is null);
            foreach (var (node, outlook, reason) in forecasts)
                lines.Add($"  {node}: {Words(outlook)}{(reason.Length == 0 ? "" : $": {reason}")}");
            if (forecasts.All(forecast => forecast.Outlook == Outlook.UpToDate) && rest is not null)
                lines.Add($"  but {rest}, so the model would be judged and put into its folder again");
        }
        return [.. lines.Select(Wording.OneLine)];
    }

    static string Words(Outlook outlook) => outlook switch
    {
        Outlook.UpToDate => "up to date",
        Outlook.Cached => "is in the cache",
        Outlook.Runs => "would run",
        _ => "may run",
    };

    /// <summary>A file as it is seen from the definition's folder; what is no file by its name.</summary>
    static string Origin(Mark origin, string folder)
    {
        var place = Path.IsPathFullyQualified(origin.File) ? Path.GetRelativePath(folder, origin.File).Replace('\\', '/') : origin.File;
        return origin.Line == 0 ? place : $"{place}:{origin.Line}";
    }
}
