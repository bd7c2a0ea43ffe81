using System.Globalization;
using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;

namespace ModelBuild.Store.Inputs;

/// <summary>
/// What the file system says of files and folders without reading them, in one line: equal before and after means that nobody
/// changed them in between, not even to change them back.
/// </summary>
static class InputStamps
{
    /// <param name="paths">Each may be a symbolic link, and what is not there counts too.</param>
    public static string Of(IReadOnlyList<string> paths)
    {
        var stamps = new string[paths.Count];
        for (var i = 0; i < stamps.Length; i++)
            stamps[i] = Of(paths[i]);
        return Digest.OfText(string.Join('\n', stamps)).Hex;
    }

    static string Of(string path)
    {
        try
        {
            return FileFacts.Find(path, followLink: true) is not { } facts ? "nothing"
                : facts.Kind == FileKind.Folder ? FolderWalk.DigestOfStamps(path, facts.Stamp).Hex
                : Of(facts.Stamp).Hex;
        }
        catch (Exception e) when (e is ArtifactException or IOException or UnauthorizedAccessException)
        {
            return Guid.NewGuid().ToString(); // equal to nothing
        }
    }

    // Without the device, whose number may be another after a restart.
    internal static Digest Of(FileStamp stamp) => Digest.OfText(string.Create(CultureInfo.InvariantCulture, $"{stamp.Size} {stamp.Modified} {stamp.Changed} {stamp.Inode}"));
}
