using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Pipelines;

/// <summary>Finds what no definition could ever set: a property with the name of a section's own key, a section that must be two things at once.</summary>
sealed class SectionChecker(List<Diagnostic> diagnostics)
{
    /// <summary>A derived pipeline has the faults of its base's stages again.</summary>
    readonly HashSet<string> said = [];

    /// <summary>Who takes a section, and as what.</summary>
    sealed record Claim(StageDescription Stage, string By, string As);

    /// <returns>Whether there is nothing wrong.</returns>
    public bool Check(PipelineDescription pipeline)
    {
        var good = true;
        foreach (var section in DefinitionSection.Of(pipeline))
        {
            Claim? mapping = null, plain = null;
            foreach (var stage in pipeline.Stages)
            {
                if (section.IsOptional && stage.Name == section.Name)
                    mapping ??= new(stage, stage.Member, "a mapping with the key `enabled`");
                foreach (var parameter in stage.Parameters)
                {
                    var claim = new Claim(stage, $"{stage.Member}({parameter.Name})", "");
                    if (parameter is DataParameter data && data.Section == section.Name)
                        mapping ??= claim with { As = "data" };
                    else if (parameter is ItemParameter item && item.Section == section.Name)
                        plain ??= claim with { As = "a list" };
                    else if (parameter is SettingParameter setting && setting.Section == section.Name)
                    {
                        if (setting.Type is RecordSetting record)
                        {
                            good &= CheckNames(section, record, claim);
                            mapping ??= claim with { As = $"the record {record.TypeName}" };
                        }
                        else
                        {
                            plain ??= claim with { As = "one plain value" };
                        }
                    }
                }
            }
            if (mapping is not null && plain is not null)
                good &= Report("MB1061", plain.Stage,
                    $"The section '{section.Name}' is {plain.As} for {plain.By} and {mapping.As} for {mapping.By}, and a definition can write one of these. Give one of them another section.");
        }
        return good;
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
