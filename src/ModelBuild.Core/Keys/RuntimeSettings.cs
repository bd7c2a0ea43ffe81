using System.Text.Json;

namespace ModelBuild.Core.Keys;

/// <summary>The runtime settings that a project's stages run with: AppContext switches, the garbage collector's, globalization.</summary>
static class RuntimeSettings
{
    /// <summary>The <c>configProperties</c> of a <c>*.runtimeconfig.json</c>, one part each. Versions are a facet of the environment.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="JsonException">It is not a runtime configuration.</exception>
    public static IEnumerable<KeyPart> Of(string runtimeConfig)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(runtimeConfig));
        try
        {
            return Settings(document);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("'runtimeOptions' and 'configProperties' must be objects.", e);
        }
    }

    static KeyPart[] Settings(JsonDocument document) => document.RootElement.TryGetProperty("runtimeOptions", out var options) && options.TryGetProperty("configProperties", out var settings)
            ? [.. settings.EnumerateObject()
                .Select(setting => new KeyPart("runtime setting", setting.Name, setting.Value.GetRawText()))
                .OrderBy(part => part.Name, StringComparer.Ordinal)]
            : [];
}
