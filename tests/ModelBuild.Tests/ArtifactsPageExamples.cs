using System.Collections;

namespace ModelBuild.Tests.Docs;

// The code of docs/artifacts.md, word for word; ArtifactsPage compares them.
[Pipeline("spam")]
public static class SpamPipeline
{
    /// <summary>Streams: no more than one message is in memory.</summary>
    [Stage]
    public static JsonLines<Message> Load(DataSource data) => new(File.ReadLines(data.Path).Select(Message.Parse));

    /// <summary>A file that another library writes is moved to its place.</summary>
    [Stage]
    public static FileArtifact Train(JsonLines<Message> load, StageContext context)
    {
        var path = Path.Combine(context.TemporaryFolder, "words.txt");
        File.WriteAllLines(path, load.Where(message => message.IsSpam).Select(message => message.Text).Distinct().Order(StringComparer.Ordinal));
        return FileArtifact.Move(path);
    }

    [Stage]
    public static Json<Summary> Summarize(FileArtifact train) => new(new(train.Name, File.ReadLines(train.Path).Count()));
}

public sealed record Message(bool IsSpam, string Text)
{
    public static Message Parse(string line) => new(line.StartsWith('!'), line.TrimStart('!'));
}

public sealed record Summary(string File, int Words);

/// <summary>Points in a plane, as pairs of little-endian doubles.</summary>
public sealed class Points(IEnumerable<(double X, double Y)> points) : IArtifact<Points>, IEnumerable<(double X, double Y)>
{
    const string FileName = "points.bin";

    public void Write(string folder)
    {
        using var file = new BinaryWriter(File.Create(Path.Combine(folder, FileName)));
        foreach (var (x, y) in points)
        {
            file.Write(x);
            file.Write(y);
        }
    }

    // The folder stays until the stage that reads it has ended, so reading may wait until somebody asks.
    public static Points Read(string folder) => new(Stream(Path.Combine(folder, FileName)));

    public IEnumerator<(double X, double Y)> GetEnumerator() => points.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    static IEnumerable<(double X, double Y)> Stream(string path)
    {
        using var file = new BinaryReader(File.OpenRead(path));
        for (var left = file.BaseStream.Length / 16; left > 0; left--)
            yield return (file.ReadDouble(), file.ReadDouble());
    }
}
