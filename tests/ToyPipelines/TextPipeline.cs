using ModelBuild;

namespace ToyPipelines;

/// <summary>No stage can take a plain text.</summary>
[Pipeline("text")]
public static class TextPipeline
{
    [Stage]
    public static Json<int> Load(string text) => new(text.Length);
}
