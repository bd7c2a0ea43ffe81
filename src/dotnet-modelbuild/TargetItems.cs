using System.Text.Json;

namespace ModelBuild.Tool;

/// <summary>What a target returned, from what <c>dotnet build -getTargetResult</c> writes.</summary>
static class TargetItems
{
    /// <summary>What there is for people to read in it: the errors of a target go elsewhere, and what it returned says nothing more.</summary>
    public static string Messages(string text) => text.StartsWith('{') ? "" : text;

    /// <summary>The items with their metadata; null where the target failed, and the text says why.</summary>
    public static List<JsonElement>? Read(string text, string target)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var result = document.RootElement.GetProperty("TargetResults").GetProperty(target);
            return result.GetProperty("Result").GetString() != "Success" ? null
                : [.. result.GetProperty("Items").EnumerateArray().Select(item => item.Clone())];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
