using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Definitions;

/// <summary>Checks a definition against the pipeline that it names, and types every value.</summary>
public static class DefinitionBinder
{
    /// <summary>The environment facets that a definition may set a policy for.</summary>
    public static IReadOnlyList<string> Facets { get; } = ["globalization", "rid", "runtime"];

    /// <summary>The top-level keys that mean the same for every pipeline.</summary>
    internal static readonly string[] ReservedKeys = ["pipeline", "seed", "gates", "champion", "environment"];

    /// <summary>Binds a definition. What is wrong with it is reported, all of it, in the order of the file.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="path">Absolute path of the definition; data paths are relative to its folder.</param>
    /// <param name="root">The file, as <see cref="YamlReader"/> read it.</param>
    /// <param name="pipelines">The pipelines that the definition may name.</param>
    /// <returns>The definition, or null and at least one error.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is not absolute.</exception>
    public static (BoundDefinition? Definition, IReadOnlyList<Diagnostic> Errors) Bind(
        string name, string path, YamlMapping root, IReadOnlyList<PipelineDescription> pipelines)
    {
        if (!Path.IsPathFullyQualified(path))
            throw new ArgumentException($"The definition's path must be absolute, but is '{path}'.", nameof(path));
        var errors = new DefinitionErrors();
        var definition = new Binding(path, root, errors).Run(name, pipelines);
        return errors.Count > 0 ? (null, errors.InOrder()) : (definition, []);
    }

    sealed class Binding(string path, YamlMapping root, DefinitionErrors errors)
    {
        readonly Mark top = new(path, 1, 1);
        readonly ScalarReader scalars = new(errors);
        readonly SettingBinder settings = new(errors);
        readonly Dictionary<string, YamlEntry> sections = new(StringComparer.Ordinal);
        readonly Dictionary<string, StageResources> resources = new(StringComparer.Ordinal);
        readonly Dictionary<string, StageAccess> access = new(StringComparer.Ordinal);
        readonly HashSet<string> switchedOff = new(StringComparer.Ordinal);

        public BoundDefinition? Run(string name, IReadOnlyList<PipelineDescription> pipelines)
        {
            var seed = root.Find("seed") is { } seeded ? (long)(scalars.Integer(seeded.Value, "seed", 64, signed: true) ?? 0) : 0;
            var facets = root.Find("environment") is { } environment ? BindFacets(environment.Value) : [];
            var pipeline = FindPipeline(pipelines);
            var methods = pipeline?.Stages.Where(stage => stage.IsGate).ToDictionary(stage => stage.Name, stage => stage.SeesChampion);
            var gates = root.Find("gates") is { } gated ? new GatesBinder(errors, methods).Bind(gated.Value) : [];
            var champion = root.Find("champion") is { } sources ? new ChampionBinder(path, errors).Bind(sources.Value) : ChampionSource.Default(path);
            if (pipeline is null)
                return null;

            ReadSections(DefinitionSection.Of(pipeline));
            IReadOnlyList<BoundStage> stages = [.. pipeline.Stages.Select(BindStage)];
            return new BoundDefinition(name, path, root, pipeline, seed, stages, facets, [.. gates, .. OwnGates(stages, gates)])
            {
                Champion = champion,
                NamesChampion = root.Find("champion") is not null,
            };
        }

        /// <summary>The pipeline's own gates that the definition says nothing of: they are judged all the same.</summary>
        IEnumerable<GateDeclaration> OwnGates(IReadOnlyList<BoundStage> stages, IReadOnlyList<GateDeclaration> gates)
        {
            foreach (var stage in stages.Where(stage => stage.Enabled && stage.Description.IsGate).Select(stage => stage.Description))
            {
                if (gates.Any(gate => gate.Subject is MethodSubject method && method.Stage == stage.Name))
                    continue;
                if (gates.FirstOrDefault(gate => gate.Name == stage.Name) is { } other)
                    errors.Add("MB1026", other.Place, $"the gate {Wording.Quote(other.Name)} has the name of a gate of the pipeline. Give it another `name`.");
                yield return new(stage.Name, new MethodSubject(stage.Name, stage.SeesChampion), stage.Locate(top)) { Demands = [new("gate", CanonicalJson.Text(stage.Name))] };
            }
        }

        PipelineDescription? FindPipeline(IReadOnlyList<PipelineDescription> pipelines)
        {
            if (root.Find("pipeline") is not { } entry)
            {
                errors.Add("MB1014", root.PlaceWithout("pipeline", top), $"pipeline is required, but is not set. Add `pipeline: NAME`. {Choice(pipelines)}");
                return null;
            }
            if (scalars.Text(entry.Value, "pipeline") is not { } name)
                return null;
            foreach (var pipeline in pipelines)
                if (pipeline.Name == name)
                    return pipeline;
            errors.Add("MB1021", entry.Value.Place, $"there is no pipeline {Wording.Quote(name)}"
                + (NearestName.Find(name, pipelines.Select(pipeline => pipeline.Name)) is { } nearest ? $"; did you mean {Wording.Quote(nearest)}? " : ". ")
                + Choice(pipelines));
            return null;
        }

        static string Choice(IReadOnlyList<PipelineDescription> pipelines) => pipelines.Count == 0
            ? "There are no pipelines: declare one with [Pipeline]."
            : $"Known pipelines: {Wording.List(pipelines.Select(pipeline => pipeline.Name).Order(StringComparer.Ordinal))}.";

        Dictionary<string, FacetPolicy> BindFacets(YamlNode node)
        {
            var facets = new Dictionary<string, FacetPolicy>(StringComparer.Ordinal);
            if (CoreSchema.IsNull(node))
                return facets;
            if (node is not YamlMapping mapping)
            {
                errors.WrongType("environment", "a mapping of facets to strict, minor or ignore", node);
                return facets;
            }
            errors.CheckKeys(mapping, Facets, "environment");
            foreach (var entry in mapping.Entries.Where(entry => Facets.Contains(entry.Key)))
            {
                if (scalars.Name(entry.Value, $"environment.{entry.Key}", ["strict", "minor", "ignore"]) is { } policy)
                    facets.Add(entry.Key, policy switch { "strict" => FacetPolicy.Strict, "minor" => FacetPolicy.Minor, _ => FacetPolicy.Ignore });
            }
            return facets;
        }

        void ReadSections(IReadOnlyList<DefinitionSection> known)
        {
            errors.CheckKeys(root, [.. ReservedKeys.Union(known.Select(section => section.Name))], "");
            foreach (var section in known)
            {
                if (root.Find(section.Name) is not { } written)
                    continue;
                var entry = section.Normalise(written);
                if (section.IsNothing(entry.Value))
                    continue;
                if (section.IsMapping)
                {
                    if (entry.Value is not YamlMapping mapping)
                    {
                        errors.WrongType(section.Name, section.IsData ? "a mapping of keys to values, or a path" : "a mapping of keys to values", entry.Value);
                        continue;
                    }
                    settings.CheckKeys(section.Types, KeysOf(section, mapping), mapping, section.Name);
                    if (section.IsStage && mapping.Find(ResourcesBinder.Key) is { } needs)
                    {
                        resources[section.Name] = new ResourcesBinder(errors).Bind(needs.Value, $"{section.Name}.{ResourcesBinder.Key}");
                        // They are no setting: what a stage may use of a machine is not in its key.
                        mapping = Without(mapping, ResourcesBinder.Key);
                    }
                    if (section.IsStage && mapping.Find(AccessBinder.Key) is { } given)
                    {
                        access[section.Name] = new AccessBinder(errors).Bind(given.Value, $"{section.Name}.{AccessBinder.Key}");
                        mapping = Without(mapping, AccessBinder.Key);
                    }
                    if (section.IsOptional && mapping.Find(DefinitionSection.EnabledKey) is { } enabled)
                    {
                        if (scalars.Boolean(enabled.Value, $"{section.Name}.{DefinitionSection.EnabledKey}") == false)
                            switchedOff.Add(section.Name);
                        mapping = Without(mapping, DefinitionSection.EnabledKey);
                    }
                    entry = entry with { Value = mapping };
                }
                sections[section.Name] = entry;
            }
        }

        /// <summary>The section's own keys; <c>enabled</c> for a stage that always runs is an error with its own advice.</summary>
        IReadOnlyList<string> KeysOf(DefinitionSection section, YamlMapping mapping)
        {
            const string Enabled = DefinitionSection.EnabledKey;
            if (!section.IsStage || section.IsOptional || mapping.Find(Enabled) is not { } entry
                || section.Types.OfType<RecordSetting>().Any(record => record.Properties.Any(property => property.Name == Enabled)))
                return section.OwnKeys;
            errors.Add("MB1013", entry.KeyPlace,
                $"the stage {Wording.Quote(section.Name)} cannot be switched on and off, so its section has no key '{Enabled}'. Remove it, or mark the stage [Stage(Optional = true)].");
            return [.. section.OwnKeys, Enabled];
        }

        static YamlMapping Without(YamlMapping mapping, string key) => mapping with { Entries = [.. mapping.Entries.Where(member => member.Key != key)] };

        BoundStage BindStage(StageDescription stage)
        {
            var on = !switchedOff.Contains(stage.Name) && !(stage.Optional && LacksSetting(stage));
            var values = new Dictionary<string, SettingValue>(StringComparer.Ordinal);
            var data = new Dictionary<string, DataDeclaration>(StringComparer.Ordinal);
            var items = new Dictionary<string, IReadOnlyList<LoopItem>>(StringComparer.Ordinal);
            foreach (var parameter in stage.Parameters)
            {
                // A stage that is switched off needs nothing; another may be repeated over what it would be, if that is there.
                if (parameter is SettingParameter setting && on && BindSettings(setting) is { } value)
                    values.Add(setting.Name, value);
                else if (parameter is DataParameter { Section: var source, Optional: var optional } && (on || HasPath(source))
                    && !(optional && IsEmpty(source)) && BindData(source) is { } declaration)
                    data.Add(parameter.Name, declaration);
                else if (parameter is ItemParameter item && (on || sections.ContainsKey(item.Section)) && BindItems(item) is { } list)
                    items.Add(item.Name, list);
            }
            return new BoundStage(stage, values, data, resources.GetValueOrDefault(stage.Name) ?? new StageResources())
            {
                Enabled = on,
                Items = items,
                Access = access.GetValueOrDefault(stage.Name) ?? new StageAccess(),
            };
        }

        /// <summary>A stage that may be switched off is so where a list that it would be repeated over, or a plain value that it needs, is not set.</summary>
        bool LacksSetting(StageDescription stage)
        {
            foreach (var parameter in stage.Parameters)
                if ((parameter is ItemParameter item && IsUnset(item.Section))
                    || (parameter is SettingParameter { Optional: false, Type: not RecordSetting } setting && IsUnset(setting.Section)))
                    return true;
            return false;
        }

        bool IsUnset(string section) => !sections.ContainsKey(section) && (root.Find(section) is not { } written || CoreSchema.IsNull(written.Value));

        IReadOnlyList<LoopItem>? BindItems(ItemParameter parameter)
        {
            var section = parameter.Section;
            if (sections.TryGetValue(section, out var entry))
                return new ItemsBinder(errors, settings).Bind(parameter.Type, entry.Value, section);
            if (PlaceOfMissing(section) is { } place)
                errors.Add("MB1014", place, $"{section} is required, but is not set. Add `{section}:` with a list{(parameter.Type is IntegerSetting ? ", or a number n for 1 to n," : "")} at the top level.");
            return null;
        }

        SettingValue? BindSettings(SettingParameter parameter)
        {
            var section = parameter.Section;
            if (!sections.TryGetValue(section, out var entry))
            {
                if (parameter.Optional || PlaceOfMissing(section) is not { } place)
                    return null;
                if (parameter.Type is RecordSetting)
                    return settings.Bind(parameter.Type, new YamlMapping(top, []), section, place);
                errors.Add("MB1014", place, $"{section} is required, but is not set. Add `{section}:` with a value at the top level.");
                return null;
            }
            // The section may be there for another's sake (its path, resources, another stage's settings).
            if (parameter.Optional && parameter.Type is RecordSetting record && entry.Value is YamlMapping mapping
                && !record.Properties.Any(property => mapping.Find(property.Name) is not null))
                return null;
            return settings.Bind(parameter.Type, entry.Value, section, entry.KeyPlace);
        }

        /// <summary>Of a section that was not read; null where it is there and has its error already.</summary>
        Mark? PlaceOfMissing(string section) =>
            root.Find(section) is not { } entry ? root.PlaceWithout(section, top) : CoreSchema.IsNull(entry.Value) ? entry.KeyPlace : null;

        bool HasPath(string section) =>
            sections.TryGetValue(section, out var entry) && entry.Value is YamlMapping mapping && mapping.Find(DefinitionSection.DataKey) is not null;

        /// <summary>Settings without a path are a forgotten path, also where the data may be left out.</summary>
        bool IsEmpty(string section) => !sections.TryGetValue(section, out var entry) || entry.Value is YamlMapping { Entries.Count: 0 };

        DataDeclaration? BindData(string section)
        {
            var setting = $"{section}.{DefinitionSection.DataKey}";
            if (!sections.TryGetValue(section, out var entry))
            {
                if (PlaceOfMissing(section) is { } place)
                    errors.Add("MB1014", place, $"{setting} is required, but is not set. Add {Wording.Quote(DefinitionSection.DataKey)} to {Wording.Quote(section)}.");
                return null;
            }
            var mapping = entry.Value as YamlMapping;
            if (mapping?.Find(DefinitionSection.DataKey) is not { } written)
            {
                errors.Add("MB1014", mapping?.PlaceWithout(DefinitionSection.DataKey, entry.KeyPlace) ?? entry.KeyPlace, $"{setting} is required, but is not set. Add {Wording.Quote(DefinitionSection.DataKey)} to {Wording.Quote(section)}.");
                return null;
            }
            if (scalars.Text(written.Value, setting) is not { } relative)
                return null;
            if (string.IsNullOrWhiteSpace(relative) || relative.Contains('\0', StringComparison.Ordinal))
            {
                errors.Add("MB1022", written.Value.Place,
                    $"{setting} must be the path of a file or folder, but is {Wording.Quote(relative)}. Write it relative to the definition's folder.");
                return null;
            }
            var absolute = Path.GetFullPath(relative, Path.GetDirectoryName(path)!);
            return new DataDeclaration(Path.TrimEndingDirectorySeparator(absolute), written.Value.Place);
        }
    }
}
