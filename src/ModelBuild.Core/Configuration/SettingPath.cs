using ModelBuild.Core.Definitions;

namespace ModelBuild.Core.Configuration;

/// <summary>The path of a setting as messages and overrides write it.</summary>
static class SettingPath
{
    /// <summary>Keys with a dot in quotes: as two levels they would be another setting.</summary>
    public static string Of(IEnumerable<string> keys) => string.Join('.', keys.Select(SettingBinder.PathKey));
}
