using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Graph;

/// <summary>Checks that the stages of a pipeline fit together, and finds out what each is repeated over.</summary>
sealed class PipelineWiring(PipelineDescription pipeline, Mark definition, List<Diagnostic> diagnostics)
{
    readonly Dictionary<string, StageDescription> stages = ByName(pipeline);
    readonly Dictionary<string, StageLoop?> loops = [];
    readonly List<string> path = [];

    /// <summary>The stage that gates judge: the one that returns an Evaluation and is not repeated.</summary>
    public StageDescription? Evaluation { get; private set; }

    /// <summary>After a check without errors. Null: the stage runs once.</summary>
    public StageLoop? LoopOf(string stage) => loops[stage];

    /// <returns>Whether there is nothing wrong.</returns>
    public bool Check()
    {
        var before = diagnostics.Count;
        foreach (var stage in pipeline.Stages)
            foreach (var parameter in stage.Parameters)
            {
                if (parameter is ArtifactParameter { Stage: ArtifactParameter.Champion } champion)
                    CheckChampion(stage, champion);
                else if (parameter is ArtifactParameter artifact)
                    CheckSource(stage, artifact);
            }
        CheckRoles();
        if (diagnostics.Count > before)
            return false;
        foreach (var stage in pipeline.Stages)
            if (!FindLoop(stage))
                return false;
        foreach (var stage in pipeline.Stages)
            foreach (var parameter in stage.Parameters)
                if (parameter is ArtifactParameter { Stage: not ArtifactParameter.Champion } artifact)
                    CheckUse(stage, artifact);
        return diagnostics.Count == before;
    }

    /// <summary>The build itself gives a gate the evaluation of the accepted model; no stage makes it.</summary>
    void CheckChampion(StageDescription stage, ArtifactParameter parameter)
    {
        var member = $"{stage.Member}({parameter.Name})";
        if (!stage.IsGate)
            Report("MB1099", stage, $"{member} takes the champion, which only gates see: what a model is made from must not depend on the one before. Take another stage's output, or return a GateVerdict.");
        else if (parameter.Type != StageDescription.Evaluation || parameter.Use != ArtifactUse.One || !parameter.Nullable)
            Report("MB1099", stage, $"{member} takes the champion as {(parameter.Use == ArtifactUse.All ? "a list of " : "")}{parameter.Type}{(parameter.Nullable ? "?" : "")}, but the champion is an evaluation, and null while there is none. Declare it as Evaluation? {parameter.Name}.");
    }

    void CheckSource(StageDescription stage, ArtifactParameter parameter)
    {
        var member = $"{stage.Member}({parameter.Name})";
        if (!stages.TryGetValue(parameter.Stage, out var source))
        {
            Report("MB1070", stage, $"{member}: pipeline '{pipeline.Name}' has no stage '{parameter.Stage}'. {Nearest(parameter.Stage)}"
                + "A parameter is named like the stage whose output it takes, or says it with [Input(\"…\")].");
            return;
        }
        if (source.IsGate)
        {
            ReportNewer("MB1100", stage, source,
                $"{member} takes the verdict of the gate '{source.Name}', and gates are judged when the model is there. Take what the gate judges.",
                $"{source.Member} is a gate, but {member} takes what it returns. Return {Short(parameter.Type)}, or replace '{stage.Name}' as well.");
            return;
        }
        if (source.OutputType != parameter.Type)
            ReportNewer("MB1075", stage, source,
                $"{member} takes a {parameter.Type}, but stage '{source.Name}' returns a {source.OutputType}. Make the two types the same.",
                $"{source.Member} returns a {source.OutputType}, but {member} takes a {parameter.Type}. Return {Short(parameter.Type)}, or replace '{stage.Name}' as well.");
        if (source.Optional && !parameter.Nullable && parameter.Use != ArtifactUse.All)
            ReportNewer("MB1096", stage, source,
                $"{member} takes the output of the optional stage '{source.Name}', which is null when that is switched off. Make it nullable: {Short(parameter.Type)}? {parameter.Name}.",
                $"{source.Member} is optional, but {member} takes its output, which is null when the stage is switched off. Remove Optional = true, or replace '{stage.Name}' as well.");
    }

    void CheckRoles()
    {
        if (stages.TryGetValue(ArtifactParameter.Champion, out var champion))
            Report("MB1099", champion, $"the stage {champion.Member} is called '{champion.Name}', which is what gates call the evaluation of the accepted model. Rename the method.");
        foreach (var gate in pipeline.Stages)
            if (gate is { IsGate: true, IsRepeated: true })
                Report("MB1093", gate, $"{gate.Member} is a gate of pipeline '{pipeline.Name}', which judges once, but runs for each item of a list. Remove [ForEach], or take all of them as a list.");
        if (!stages.TryGetValue(pipeline.ModelStage, out var model))
            diagnostics.Add(Diagnostic.Error("MB1072", pipeline.Locate(definition),
                $"pipeline '{pipeline.Name}' says that its model is the output of stage '{pipeline.ModelStage}', which it does not have. {Nearest(pipeline.ModelStage)}"
                + "Name the stage in [Pipeline(…, Model = \"…\")]."));
        else if (model.IsRepeated)
            Report("MB1093", model, $"{model.Member} makes the model of pipeline '{pipeline.Name}', of which there is one, but runs for each item of a list. Remove [ForEach], or make the model of all in another stage and name that in [Pipeline(…, Model = \"…\")].");
        if (stages.TryGetValue(pipeline.ValidationStage, out var validation) && validation.IsRepeated)
            Report("MB1093", validation, $"{validation.Member} validates the data of pipeline '{pipeline.Name}', which is done once, but runs for each item of a list. Remove [ForEach], or name another stage in [Pipeline(…, Validation = \"…\")].");

        var evaluations = pipeline.Stages.Where(stage => stage is { IsEvaluation: true, IsRepeated: false }).ToArray();
        if (evaluations.Length > 1)
            Report("MB1073", evaluations[1], $"pipeline '{pipeline.Name}' has {evaluations.Length} stages that return an Evaluation ({Wording.List(evaluations.Select(stage => stage.Name))}); gates can judge one. Return another type from the others.");
        Evaluation = evaluations.Length > 0 ? evaluations[0] : null;
    }

    /// <summary>Those of the stages that it takes something of come first, so this finds circles, too.</summary>
    bool FindLoop(StageDescription stage)
    {
        if (loops.ContainsKey(stage.Name))
            return true;
        if (path.IndexOf(stage.Name) is >= 0 and var start)
        {
            var circle = path.Skip(start).Append(stage.Name);
            Report("MB1071", stage, $"the stages of pipeline '{pipeline.Name}' wait for each other: {string.Join(" ← ", circle)}. Remove one of these parameters.");
            return false;
        }
        path.Add(stage.Name);
        foreach (var parameter in stage.Parameters)
            if (parameter is ArtifactParameter { Stage: not ArtifactParameter.Champion } artifact && !FindLoop(stages[artifact.Stage]))
                return false;
        path.RemoveAt(path.Count - 1);

        StageLoop? loop = null;
        var by = "";
        foreach (var parameter in stage.Parameters)
        {
            var own = parameter switch
            {
                ItemParameter item => new StageLoop(OverData: false, item.Section),
                DataParameter { Each: true } data => new StageLoop(OverData: true, data.Section),
                ArtifactParameter { Use: ArtifactUse.Each, Stage: not ArtifactParameter.Champion } artifact => loops[artifact.Stage],
                _ => null,
            };
            if (own is null)
                continue;
            if (loop is not null && loop != own)
            {
                Report("MB1090", stage, $"{stage.Member} is repeated over two lists: {loop} by its parameter '{by}' and {own} by '{parameter.Name}'. A stage goes over one list; take the other as a whole, or make the pairs in a stage of its own.");
                return false;
            }
            (loop, by) = (own, parameter.Name);
        }
        loops[stage.Name] = loop;
        return true;
    }

    void CheckUse(StageDescription stage, ArtifactParameter parameter)
    {
        var member = $"{stage.Member}({parameter.Name})";
        var source = stages[parameter.Stage];
        var loop = loops[source.Name];
        if (loop is null && parameter.Use == ArtifactUse.Each)
            ReportNewer("MB1092", stage, source,
                $"{member} has [ForEach], but stage '{source.Name}' runs once. Remove [ForEach], or repeat that stage.",
                $"{source.Member} runs once, but {member} has [ForEach]. Repeat the stage with [ForEach], or replace '{stage.Name}' as well.");
        else if (loop is null && parameter.Use == ArtifactUse.All)
            ReportNewer("MB1092", stage, source,
                $"{member} collects the outputs of a repeated stage, but stage '{source.Name}' runs once. Take {Short(parameter.Type)}, or repeat that stage with [ForEach].",
                $"{source.Member} runs once, but {member} collects the outputs of a repeated stage. Repeat the stage with [ForEach], or replace '{stage.Name}' as well.");
        else if (loop is not null && parameter.Use == ArtifactUse.One)
            ReportNewer("MB1091", stage, source,
                $"{member} takes one {parameter.Type}, but stage '{source.Name}' returns one for each of {loop}. Take each of them with [ForEach], which repeats '{stage.Name}', or all of them as IReadOnlyList<{Short(parameter.Type)}>.",
                $"{source.Member} returns one {source.OutputType} for each of {loop}, but {member} takes one. Remove [ForEach], or replace '{stage.Name}' as well.");
    }

    string Nearest(string name) => NearestName.Find(name, stages.Keys) is { } near ? $"Did you mean '{near}'? " : "";

    void Report(string code, StageDescription stage, string message) => diagnostics.Add(Diagnostic.Error(code, stage.Locate(definition), message));

    static string Short(string type) => SignatureType.WithoutNamespaces(type);

    /// <summary>What a stage and its source disagree about is the doing of the one that came later: a base fitted together before.</summary>
    void ReportNewer(string code, StageDescription stage, StageDescription source, string ofStage, string ofSource)
    {
        if (Distance(source) < Distance(stage))
            Report(code, source, ofSource);
        else
            Report(code, stage, ofStage);
    }

    /// <summary>How many bases away a stage is declared.</summary>
    int Distance(StageDescription stage)
    {
        for (var i = 0; i < pipeline.Bases.Count; i++)
            if (pipeline.Bases[i] == stage.Type)
                return i + 1;
        return 0;
    }

    static Dictionary<string, StageDescription> ByName(PipelineDescription pipeline)
    {
        var byName = new Dictionary<string, StageDescription>(StringComparer.Ordinal);
        foreach (var stage in pipeline.Stages)
            byName[stage.Name] = stage;
        return byName;
    }
}
