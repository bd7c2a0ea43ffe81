using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Definitions;

/// <summary>A top-level key that the pipeline gives a meaning: who binds to it.</summary>
sealed class DefinitionSection(string name)
{
    public string Name { get; } = name;

    /// <summary>Of the parameters that take settings from it.</summary>
    public List<SettingType> Types { get; } = [];

    /// <summary>A data parameter has its name, so it has a <c>path</c>.</summary>
    public bool IsData { get; private set; }

    /// <summary>A stage has its name, so it may have <c>resources</c>.</summary>
    public bool IsStage { get; private set; }

    /// <summary>False where it is one plain value, such as an enum.</summary>
    public bool IsMapping => IsData || Types.Count == 0 || Types.Exists(type => type is RecordSetting or MapSetting);

    /// <summary>The keys that it has besides those of the options records.</summary>
    public IReadOnlyList<string> OwnKeys => (IsData, IsStage) switch
    {
        (true, true) => [DataKey, ResourcesBinder.Key],
        (true, false) => [DataKey],
        (false, true) => [ResourcesBinder.Key],
        _ => [],
    };

    /// <summary>The key of a data section that names the file or folder.</summary>
    public const string DataKey = "path";

    /// <summary>All sections of a pipeline, in the order of their first use.</summary>
    public static IReadOnlyList<DefinitionSection> Of(PipelineDescription pipeline)
    {
        var sections = new Dictionary<string, DefinitionSection>(StringComparer.Ordinal);
        DefinitionSection Section(string name) => sections.TryGetValue(name, out var known) ? known : sections[name] = new(name);

        foreach (var stage in pipeline.Stages)
        {
            Section(stage.Name).IsStage = true;
            foreach (var parameter in stage.Parameters)
            {
                if (parameter is DataParameter)
                    Section(parameter.Name).IsData = true;
                else if (parameter is SettingParameter setting)
                    Section(setting.Section).Types.Add(setting.Type);
            }
        }
        return [.. sections.Values];
    }

    /// <summary>
    /// The file's entry in its long form: nothing is an empty mapping, and a data section that is just text is its path.
    /// </summary>
    public YamlEntry Normalise(YamlEntry entry) => entry.Value switch
    {
        YamlScalar scalar when IsMapping && CoreSchema.IsNull(scalar) => entry with { Value = new YamlMapping(scalar.Place, []) },
        YamlScalar scalar when IsData => entry with { Value = new YamlMapping(scalar.Place, [new YamlEntry(DataKey, scalar.Place, scalar)]) },
        _ => entry,
    };
}
