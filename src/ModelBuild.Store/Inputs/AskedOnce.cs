using ModelBuild.Core.Digests;

namespace ModelBuild.Store.Inputs;

/// <summary>Looks at each path once and then repeats the answer: for a decision that is made at one moment and asks for the same folder again and again.</summary>
/// <param name="digests">Who looks.</param>
public sealed class AskedOnce(IInputDigests digests) : IInputDigests
{
    readonly Dictionary<string, object?> answers = []; // boxed, since the runtime has that dictionary compiled

    /// <inheritdoc/>
    public ArtifactDigest? Find(string path)
    {
        if (answers.TryGetValue(path, out var known))
            return (ArtifactDigest?)known;
        var found = digests.Find(path);
        answers.Add(path, found);
        return found;
    }

    /// <inheritdoc/>
    public Digest? FindVariable(string name) => digests.FindVariable(name);

    /// <inheritdoc/>
    public Digest? FindCommitted(CommittedFile file)
    {
        StampOf(file); // before the answer: one that was taken later could be of another
        return (Digest?)Once($"committed {file.Revision}\n{file.Path}", () => digests.FindCommitted(file));
    }

    /// <inheritdoc/>
    public string StampOf(CommittedFile file) => (string)Once($"stamp {file.Revision}\n{file.Path}", () => digests.StampOf(file))!;

    object? Once(string question, Func<object?> answer)
    {
        if (!answers.TryGetValue(question, out var known))
            answers.Add(question, known = answer());
        return known;
    }
}
