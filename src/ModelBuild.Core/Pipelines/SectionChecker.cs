using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Pipelines;

/// <summary>Finds what no definition could ever set: a property or section with the name of a key that has a meaning, a section that must be two things at once.</summary>
sealed class SectionChecker(List<Diagnostic> diagnostics)
{
    /// <summary>A derived pipeline has the faults of its base's stages again.</summary>
    readonly HashSet<string> said = [];

    /// <summary>Who takes a section, and as what.</summary>
    sealed record Claim(StageDescription Stage, string By, string As);

    /// <summary>Who takes a section, or each item of it, as a value of a type.</summary>
    sealed record PlainClaim(StageDescription Stage, string By, SettingType Type, bool IsList)
    {
        public string As => IsList ? $"a list of {Kind}s{Names}" : $"one {Kind}{Names}";

        string Kind => Type switch
        {
            BooleanSetting => "boolean",
            IntegerSetting => "whole number",
            NumberSetting => "number",
            EnumSetting => "name",
            _ => "text",
        };

        string Names => Type is EnumSetting(var names) ? $" ({Wording.List(names)})" : "";

        /// <summary>Whether there is a value that both could take: for a list of whole numbers a number n may stand.</summary>
        public bool Fits(PlainClaim other) =>
            Fits(Type, other.Type) && (IsList == other.IsList || (IsList ? Type : other.Type) is IntegerSetting);

        static bool Fits(SettingType one, SettingType other) => (one, other) switch
        {
            (IntegerSetting or NumberSetting, IntegerSetting or NumberSetting) => true,
            (EnumSetting, StringSetting) or (StringSetting, EnumSetting) => true,
            (EnumSetting(var names), EnumSetting(var others)) => names.Any(others.Contains),
            _ => one.GetType() == other.GetType(),
        };
    }

    /// <returns>Whether there is nothing wrong.</returns>
    public bool Check(PipelineDescription pipeline)
    {
        var good = true;
        foreach (var section in DefinitionSection.Of(pipeline))
            good &= Array.IndexOf(DefinitionBinder.ReservedKeys, section.Name) < 0 ? Check(section) : Refuse(section);
        return good;
    }

    bool Check(DefinitionSection section)
    {
        var good = true;
        Claim? mapping = null;
        var plain = new List<PlainClaim>();
        foreach (var (stage, parameter) in section.Uses)
        {
            if (parameter is null)
            {
                if (section.IsOptional)
                    mapping ??= new(stage, stage.Member, "a mapping with the key `enabled`");
                continue;
            }
            var by = $"{stage.Member}({parameter.Name})";
            if (parameter is DataParameter)
                mapping ??= new(stage, by, "data");
            else if (parameter is ItemParameter item)
                Add(new(stage, by, item.Type, IsList: true));
            else if (parameter is SettingParameter { Type: RecordSetting record })
            {
                var claim = new Claim(stage, by, $"the record {record.TypeName}");
                good &= CheckNames(section, record, claim);
                mapping ??= claim;
            }
            else if (parameter is SettingParameter setting)
                Add(new(stage, by, setting.Type, IsList: false));
        }
        if (mapping is not null && plain is [var first, ..])
            Both(first.Stage, first.IsList ? "a list" : "one plain value", first.By, mapping.As, mapping.By);
        return good;

        void Add(PlainClaim claim)
        {
            if (plain.Find(other => !other.Fits(claim)) is { } other)
                Both(claim.Stage, claim.As, claim.By, other.As, other.By);
            plain.Add(claim);
        }

        void Both(StageDescription stage, string one, string by, string other, string otherBy) => good = Report("MB1061", stage,
            $"The section '{section.Name}' is {one} for {by} and {other} for {otherBy}, and a definition can write one of these. Give one of them another section.");
    }

    /// <summary>A section that is a key of the definition itself is refused to all who take it.</summary>
    bool Refuse(DefinitionSection section)
    {
        var key = section.Name;
        foreach (var (stage, parameter) in section.Uses)
            if (parameter is null)
                Report("MB1062", stage, $"The stage {stage.Member} has the section '{key}', but the key `{key}` means the same in every definition. Rename the method.");
            else if (stage.Name != key)
                Report("MB1062", stage, $"{stage.Member}({parameter.Name}) takes the section '{key}', but the key `{key}` means the same in every definition. Give it another section.");
        return false;
    }

    bool CheckNames(DefinitionSection section, RecordSetting record, Claim claim)
    {
        var good = true;
        foreach (var property in record.Properties)
            foreach (var key in section.OwnKeys)
                if (property.Name == key)
                    good &= Report("MB1060", claim.Stage,
                        $"The setting '{key}' of {record.TypeName} can never be set by {claim.By}: in the section '{section.Name}' the key `{key}` is {DefinitionSection.MeaningOf(key)}. Rename the property.");
        return good;
    }

    /// <returns>False.</returns>
    bool Report(string code, StageDescription stage, string message)
    {
        if (said.Add(message))
            diagnostics.Add(Diagnostic.Error(code, stage.Locate(new(stage.File, 0, 0)), message));
        return false;
    }
}
