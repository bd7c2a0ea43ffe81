using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Definitions;

/// <summary>A top-level key that the pipeline gives a meaning: who binds to it.</summary>
sealed class DefinitionSection(string name)
{
    /// <summary>Who binds to a section: a stage by its name, or by one of its parameters.</summary>
    /// <param name="Parameter">Null for the stage itself.</param>
    public sealed record Use(StageDescription Stage, StageParameter? Parameter);

    public string Name { get; } = name;

    /// <summary>In the order of the stages.</summary>
    public List<Use> Uses { get; } = [];

    /// <summary>Of the parameters that take settings from it.</summary>
    public List<SettingType> Types { get; } = [];

    /// <summary>A data parameter has its name, so it has a <c>path</c>.</summary>
    public bool IsData { get; private set; }

    /// <summary>A stage has its name, so it may have <c>resources</c> and <c>access</c>.</summary>
    public bool IsStage { get; private set; }

    /// <summary>That stage may be switched off, so it may have <c>enabled</c>.</summary>
    public bool IsOptional { get; private set; }

    /// <summary>A stage runs for each of its items.</summary>
    public bool IsList { get; private set; }

    /// <summary>False where it is one plain value, such as an enum, or a list.</summary>
    public bool IsMapping => IsData || (Types.Count == 0 && !IsList) || Types.Exists(type => type is RecordSetting or MapSetting);

    /// <summary>The keys that it has besides those of the options records.</summary>
    public IReadOnlyList<string> OwnKeys
    {
        get
        {
            var keys = new List<string>();
            if (IsData)
                keys.Add(DataKey);
            if (IsStage)
                keys.AddRange([ResourcesBinder.Key, AccessBinder.Key]);
            if (IsOptional)
                keys.Add(EnabledKey);
            return keys;
        }
    }

    /// <summary>The key of a data section that names the file or folder.</summary>
    public const string DataKey = "path";

    /// <summary>The key of an optional stage's section that switches it on or off.</summary>
    public const string EnabledKey = "enabled";

    /// <summary>What a section's own key is, for messages.</summary>
    public static string MeaningOf(string ownKey) => ownKey switch
    {
        DataKey => "the path of the data",
        EnabledKey => "the switch of the optional stage",
        AccessBinder.Key => "what the stage is given besides its inputs",
        _ => "what the stage may use of the machine",
    };

    /// <summary>All sections of a pipeline, in the order of their first use.</summary>
    public static IReadOnlyList<DefinitionSection> Of(PipelineDescription pipeline)
    {
        var sections = new Dictionary<string, DefinitionSection>(StringComparer.Ordinal);
        DefinitionSection Section(string name) => sections.TryGetValue(name, out var known) ? known : sections[name] = new(name);

        foreach (var stage in pipeline.Stages)
        {
            var own = Section(stage.Name);
            own.IsStage = true;
            own.IsOptional = stage.Optional;
            own.Uses.Add(new(stage, null));
            foreach (var parameter in stage.Parameters)
            {
                if (SectionOf(parameter) is not { } name)
                    continue;
                var section = Section(name);
                section.Uses.Add(new(stage, parameter));
                if (parameter is DataParameter)
                    section.IsData = true;
                else if (parameter is ItemParameter)
                    section.IsList = true;
                else if (parameter is SettingParameter setting)
                    section.Types.Add(setting.Type);
            }
        }
        return [.. sections.Values];
    }

    static string? SectionOf(StageParameter parameter) => parameter switch
    {
        DataParameter data => data.Section,
        ItemParameter item => item.Section,
        SettingParameter setting => setting.Section,
        _ => null,
    };

    /// <summary>Whether there is no value, which is the same as no section. (A mapping is then an empty one; an enum may have the name <c>null</c>.)</summary>
    public bool IsNothing(YamlNode value) =>
        !IsMapping && CoreSchema.IsNull(value) && !Types.Exists(type => SettingBinder.IsName(type, value));

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
