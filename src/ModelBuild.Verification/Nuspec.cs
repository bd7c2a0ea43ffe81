using System.Xml;

namespace ModelBuild.Verification;

/// <summary>What verifying needs of a package's nuspec, which nobody signs: id and version, and that it brings no other package along.</summary>
static class Nuspec
{
    /// <summary>In bytes.</summary>
    public const int Largest = 1 << 20;

    const int Deepest = 16;

    // What makes NuGet or a build do something with, or because of, the package.
    static readonly HashSet<string> Forbidden = new(["dependency", "frameworkAssembly", "frameworkReference", "reference", "files", "file"], StringComparer.OrdinalIgnoreCase);

    public static PackageIdentity Read(byte[] xml, string place, string name)
    {
        string? id = null, version = null;
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(xml), new()
            {
                DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = Largest, IgnoreComments = true, IgnoreProcessingInstructions = true,
            });
            var parents = new Stack<string>();
            while (!reader.EOF)
            {
                if (reader.NodeType == XmlNodeType.EndElement)
                    parents.Pop();
                if (reader.NodeType != XmlNodeType.Element)
                {
                    reader.Read();
                    continue;
                }
                if (parents.Count == Deepest)
                    throw Wrong($"it is nested more than {Deepest} deep");
                var element = reader.LocalName;
                if (Forbidden.Contains(element))
                    throw new VerificationException(Codes.BringsCode, place,
                        $"{name} has a '{element}', and a model package brings nothing along: it is data. Do not use the package.");
                if (parents.Count == 2 && parents.Peek() == "metadata" && element is "id" or "version")
                {
                    var text = reader.ReadElementContentAsString().Trim(); // leaves the reader behind the element
                    if ((element == "id" ? id : version) is not null)
                        throw Wrong($"'{element}' is there twice");
                    _ = element == "id" ? id = text : version = text;
                    continue;
                }
                if (!reader.IsEmptyElement)
                    parents.Push(element);
                reader.Read();
            }
        }
        catch (XmlException exception)
        {
            throw Wrong($"it is not XML: {exception.Message}");
        }
        if (id is null || !PackageIdentity.IsId(id))
            throw Wrong($"'id' is {(id is null ? "missing" : Wording.Quote(id))} and must be a package id");
        return version is not null && PackageIdentity.IsVersion(version)
            ? new(id, version)
            : throw Wrong($"'version' is {(version is null ? "missing" : Wording.Quote(version))} and must be a package version");

        VerificationException Wrong(string what) => new(Codes.BadNuspec, place, $"{name}: {what}. Make the package again.");
    }
}
