using System.Text;
using ModelBuild.Core.Code;
using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;

namespace ModelBuild.Store.State;

/// <summary>The listings of the code that a model's stages last ran with: a file each, named by its digest. They only explain, so losing one costs words.</summary>
sealed class CodeListingFiles(string folder)
{
    /// <summary>Null where there is none of this digest, or what is there is not it.</summary>
    public CodeListing? Find(Digest digest)
    {
        try
        {
            return CodeListing.Parse(File.ReadAllText(PathOf(digest))) is { } listing && listing.Digest == digest ? listing : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps these and no others; the folder is the model's own while its lock is held.</summary>
    public void Keep(IEnumerable<CodeListing> listings)
    {
        Directory.CreateDirectory(folder);
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var listing in listings)
        {
            var path = PathOf(listing.Digest);
            if (!kept.Add(path) || Find(listing.Digest) is not null)
                continue;
            TemporaryFiles.Discard(path); // whatever is there instead
            File.WriteAllText(path, listing.Text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)); // a torn one is not what its name says
        }
        foreach (var path in Directory.GetFiles(folder))
            if (!kept.Contains(path))
                File.Delete(path);
    }

    string PathOf(Digest digest) => Path.Combine(folder, digest.Hex);
}
