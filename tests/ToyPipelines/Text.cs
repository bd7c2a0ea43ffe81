using ModelBuild;

namespace ToyPipelines;

/// <summary>The simplest artifact: one text.</summary>
public sealed class Text(string content) : IArtifact<Text>
{
    public string Content { get; } = content;

    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, "text.txt"), Content);

    public static Text Read(string folder) => new(File.ReadAllText(Path.Combine(folder, "text.txt")));
}
