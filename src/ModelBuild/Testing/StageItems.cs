namespace ModelBuild.Testing;

/// <summary>The items for which a stage is run, in order.</summary>
/// <param name="Source">What they come from: two lists with the same items are not the same list.</param>
/// <param name="Names">Names of the instances; part of their seeds.</param>
sealed record StageItems(string Source, IReadOnlyList<string> Names)
{
    /// <summary>The instances of a stage; of one that runs once, the empty name.</summary>
    public static IReadOnlyList<string> NamesOf(PipelineInputs inputs, StageMethod stage) => Of(inputs, stage, [])?.Names ?? [""];

    /// <summary>Null for a stage that runs once.</summary>
    /// <param name="inputs">What the test gave.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="open">The stages that ask for this one, to see a circle.</param>
    public static StageItems? Of(PipelineInputs inputs, StageMethod stage, IReadOnlyList<string> open)
    {
        if (open.Contains(stage.Name))
            throw new PipelineTestException($"The stages wait for each other: {string.Join(" ← ", open.SkipWhile(name => name != stage.Name))} ← {stage.Name}.");
        StageItems? items = null;
        foreach (var parameter in stage.Parameters.Where(parameter => parameter.ForEach))
        {
            var its = parameter.Kind switch
            {
                ParameterKind.Settings => new($"section {parameter.Source}", [.. inputs.Settings.ItemsOf(parameter).Select(StageSettings.NameOf)]),
                ParameterKind.Data => new($"data {parameter.Source}", [.. inputs.MembersOf(parameter).Select(member => Path.GetFileName(member)!)]),
                ParameterKind.Artifact => Of(inputs, inputs.Pipeline.Find(parameter.Source), [.. open, stage.Name])
                    ?? throw new PipelineTestException($"{parameter.Member} has [ForEach], but the stage '{parameter.Source}' runs once. Remove [ForEach]."),
                _ => throw new PipelineTestException($"{parameter.Member} has [ForEach], but a {TypeName.Short(parameter.Type)} has no items."),
            };
            if (items is not null && items.Source != its.Source)
                throw new PipelineTestException($"The stage {stage.Member} goes over {items.Source} and {its.Source}. A stage goes over one list.");
            if (its.Names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice)
                throw new PipelineTestException($"The {its.Source}, over which {stage.Member} goes, has '{twice.Key}' twice. Each item is an instance of its own.");
            items = its;
        }
        return items;
    }
}
