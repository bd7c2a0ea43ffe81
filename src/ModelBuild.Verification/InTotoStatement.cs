using System.Text.Json;

namespace ModelBuild.Verification;

/// <summary>What something is claimed of: a name and the SHA-256 digest that counts.</summary>
public sealed record StatementSubject(string Name, string Sha256);

/// <summary>An in-toto Statement v1: a claim (the predicate) about subjects. https://in-toto.io/Statement/v1</summary>
public sealed class InTotoStatement
{
    public const string Type = "https://in-toto.io/Statement/v1";

    /// <summary>SLSA provenance v1: how the model was made.</summary>
    public const string Provenance = "https://slsa.dev/provenance/v1";

    /// <summary>SLSA verification summary v1: that the gates held, under which policy.</summary>
    public const string VerificationSummary = "https://slsa.dev/verification_summary/v1";

    /// <summary>in-toto test result v0.1: gate for gate.</summary>
    public const string TestResult = "https://in-toto.io/attestation/test-result/v0.1";

    const int Deepest = 64;

    InTotoStatement(string predicateType, IReadOnlyList<StatementSubject> subjects, JsonElement predicate) =>
        (PredicateType, Subjects, Predicate) = (predicateType, subjects, predicate);

    public string PredicateType { get; }

    /// <summary>At least one, each with a SHA-256 digest and no other.</summary>
    public IReadOnlyList<StatementSubject> Subjects { get; }

    /// <summary>Any object; its type says what it means.</summary>
    public JsonElement Predicate { get; }

    /// <summary>Reads the payload of a bundle.</summary>
    /// <param name="json">The payload.</param>
    /// <param name="place">The package, for messages.</param>
    /// <param name="name">The bundle's name in it.</param>
    /// <exception cref="VerificationException">It is not exactly such a statement.</exception>
    public static InTotoStatement Read(ReadOnlyMemory<byte> json, string place, string name)
    {
        var reader = new StrictJson(place, name, Codes.BadStatement);
        return reader.Read(json, Deepest, root =>
        {
            reader.OnlyMembers(root, "the statement", "_type", "subject", "predicateType", "predicate");
            reader.Constant(root, "_type", Type);
            var subjects = reader.List(root, "subject").Select(subject => ReadSubject(reader, subject)).ToList();
            if (subjects.Count == 0)
                throw reader.Wrong("'subject' is empty; a claim must be about something");
            var predicate = reader.Member(root, "predicate");
            return predicate.ValueKind == JsonValueKind.Object
                ? new InTotoStatement(reader.Text(root, "predicateType"), subjects, predicate.Clone())
                : throw reader.Wrong($"'predicate' is {predicate.ValueKind} and must be an object");
        });
    }

    static StatementSubject ReadSubject(StrictJson reader, JsonElement subject)
    {
        reader.OnlyMembers(subject, "a subject", "name", "digest");
        var digest = reader.Member(subject, "digest");
        reader.OnlyMembers(digest, "a subject's digest", "sha256");
        return new(reader.Text(subject, "name"), reader.Digest(digest, "sha256"));
    }
}
