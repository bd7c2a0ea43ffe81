using System.Text.Json;

namespace ModelBuild.Verification;

/// <summary>A file as the signature names it. How long it is, the manifest says.</summary>
public sealed record SignedFile(string Path, string Sha256);

/// <summary>
/// The statement of OpenSSF Model Signing v1.0: every file of the model by digest, the root digest as its one subject.
/// https://github.com/ossf/model-signing-spec
/// </summary>
public sealed class ModelSignature
{
    public const string PredicateType = "https://model_signing/signature/v1.0";

    ModelSignature(string name, string root, IReadOnlyList<SignedFile> files) => (ModelName, RootSha256, Files) = (name, root, files);

    /// <summary>The subject's name; a label without meaning.</summary>
    public string ModelName { get; }

    /// <summary>The root digest, which is that of <see cref="Files"/>.</summary>
    public string RootSha256 { get; }

    /// <summary>At least one, in the order of their names, all of them allowed ones.</summary>
    public IReadOnlyList<SignedFile> Files { get; }

    /// <summary>Reads the payload of <c>model.sig</c>.</summary>
    /// <param name="json">The payload.</param>
    /// <param name="place">The package, for messages.</param>
    /// <param name="name">The bundle's name in it.</param>
    /// <exception cref="VerificationException">It is not exactly such a statement, or contradicts itself.</exception>
    public static ModelSignature Read(ReadOnlyMemory<byte> json, string place, string name)
    {
        var reader = new StrictJson(place, name, Codes.BadStatement);
        var statement = InTotoStatement.Read(json, place, name);
        if (statement.PredicateType != PredicateType)
            throw reader.Wrong($"'predicateType' is {Wording.Quote(statement.PredicateType)} and must be '{PredicateType}'");
        if (statement.Subjects.Count != 1)
            throw reader.Wrong($"'subject' has {statement.Subjects.Count} entries and must have one, the root digest");

        var files = ReadFiles(reader, statement.Predicate);
        var root = statement.Subjects[0].Sha256;
        if (RootDigest.Of(files.Select(file => file.Sha256)) is var actual && actual != root)
            throw new VerificationException(Codes.WrongRoot, place,
                $"{name}: the root digest is {root}, but that of the listed files is {actual}. Do not use the package; make it again.");
        return new(statement.Subjects[0].Name, root, files);
    }

    static List<SignedFile> ReadFiles(StrictJson reader, JsonElement predicate)
    {
        reader.OnlyMembers(predicate, "the predicate", "serialization", "resources");
        var serialization = reader.Member(predicate, "serialization");
        reader.OnlyMembers(serialization, "serialization", "method", "hash_type", "allow_symlinks", "ignore_paths");
        reader.Constant(serialization, "method", "files");
        reader.Constant(serialization, "hash_type", "sha256");
        if (reader.Member(serialization, "allow_symlinks").ValueKind != JsonValueKind.False)
            throw reader.Wrong("'allow_symlinks' must be false");
        if (reader.List(serialization, "ignore_paths").Any())
            throw reader.Wrong("'ignore_paths' must be empty; every file is signed");

        var files = new List<SignedFile>();
        var seen = new HashSet<string>(ModelFileName.Comparer);
        foreach (var resource in reader.List(predicate, "resources"))
        {
            reader.OnlyMembers(resource, "a resource", "name", "digest", "algorithm");
            reader.Constant(resource, "algorithm", "sha256");
            var file = new SignedFile(reader.Text(resource, "name"), reader.Digest(resource, "digest"));
            if (ModelFileName.WhyRefused(file.Path) is { } reason)
                throw reader.Wrong($"the resource {Wording.Quote(file.Path)} cannot be a file's name: it {reason}");
            if (!seen.Add(file.Path))
                throw reader.Wrong($"the resource '{file.Path}' is listed twice, if case is ignored");
            if (files.Count > 0 && string.CompareOrdinal(files[^1].Path, file.Path) > 0)
                throw reader.Wrong($"the resource '{file.Path}' stands after '{files[^1].Path}'; resources are in the order of their names");
            files.Add(file);
        }
        return files.Count > 0 ? files : throw reader.Wrong("'resources' is empty; a model has at least one file");
    }
}
