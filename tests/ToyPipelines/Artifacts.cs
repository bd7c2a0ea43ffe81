using System.Globalization;
using ModelBuild;

namespace ToyPipelines;

public sealed record Word(string Text, double Weight);

/// <summary>A generic artifact of one's own.</summary>
public sealed record Boxed<T>(string Content) : IArtifact<Boxed<T>>
{
    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, typeof(T).Name), Content);

    public static Boxed<T> Read(string folder) => new(File.ReadAllText(Path.Combine(folder, typeof(T).Name)));
}

/// <summary>An artifact that is a structure.</summary>
public readonly record struct Number(int Value) : IArtifact<Number>
{
    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, "number"), $"{Value}");

    public static Number Read(string folder) => new(int.Parse(File.ReadAllText(Path.Combine(folder, "number")), CultureInfo.InvariantCulture));
}

/// <summary>Stages that hand on every ready-made type of artifact.</summary>
[Pipeline("artifacts")]
public static class ArtifactPipeline
{
    [Stage]
    public static JsonLines<Word> Load(DataSource data) => new(File.ReadLines(data.Path).Select((text, i) => new Word(text, i / 3.0)));

    [Stage]
    public static Json<Dictionary<string, Word[]>> Group(JsonLines<Word> load) =>
        new(load.Concat(load).GroupBy(word => word.Text).OrderBy(words => words.Key, StringComparer.Ordinal).ToDictionary(words => words.Key, words => words.ToArray()));

    [Stage]
    public static FileArtifact Pack(Json<Dictionary<string, Word[]>> group, StageContext context)
    {
        var path = Path.Combine(context.TemporaryFolder, "packed.txt");
        File.WriteAllText(path, string.Join(" ", group.Value.Select(words => $"{words.Key}*{words.Value.Length}")));
        return FileArtifact.Move(path);
    }

    /// <summary>The user's data are not the stage's to move.</summary>
    [Stage]
    public static FolderArtifact MovesData(DataSource data) => FolderArtifact.Move(data.Path);

    [Stage]
    public static FileArtifact MovesMember(DataSource data) => FileArtifact.Move(Path.Combine(data.Path, "a.txt"));

    [Stage]
    public static FileArtifact MovesLink(DataSource data, StageContext context) =>
        FileArtifact.Move(File.CreateSymbolicLink(Path.Combine(context.TemporaryFolder, "link"), Path.Combine(data.Path, "a.txt")).FullName);

    [Stage]
    public static FolderArtifact Unpack(FileArtifact pack) => FolderArtifact.Create(folder =>
    {
        foreach (var word in File.ReadAllText(pack.Path).Split(' '))
            File.WriteAllText(Path.Combine(folder, word.Replace('*', '-')), word);
    });

    [Stage]
    public static Boxed<Word> Box(FolderArtifact unpack) => new(string.Join(" ", unpack.Files));

    [Stage]
    public static Number Adds(Number? one, Number two, IReadOnlyList<Number> others) => new((one?.Value ?? 100) + two.Value + others.Sum(other => other.Value));

    [Stage]
    public static Text Train(Boxed<Word> box) => new(box.Content);
}
