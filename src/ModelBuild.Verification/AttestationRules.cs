using System.Text.Json;

namespace ModelBuild.Verification;

/// <summary>What an attestation must say to count for a model.</summary>
static class AttestationRules
{
    public static void Check(string place, string file, string predicateType, InTotoStatement statement, ModelSignature model)
    {
        if (statement.PredicateType != predicateType)
            throw new VerificationException(Codes.BadStatement, place,
                $"{file}: 'predicateType' is {Wording.Quote(statement.PredicateType)} and must be '{predicateType}'. Do not use the package.");
        CheckSubjects(place, file, statement, model);
        if (predicateType == InTotoStatement.VerificationSummary)
            MustPass(place, file, statement, "verificationResult");
        if (predicateType == InTotoStatement.TestResult)
            MustPass(place, file, statement, "result");
    }

    // The root first; after it at most the model's own files, each with its own digest.
    static void CheckSubjects(string place, string file, InTotoStatement statement, ModelSignature model)
    {
        if (statement.Subjects[0].Sha256 != model.RootSha256)
            throw new VerificationException(Codes.WrongSubject, place,
                $"{file} is about {statement.Subjects[0].Sha256}, and this model is {model.RootSha256}. Do not use the package.");
        var files = model.Files.ToDictionary(resource => resource.Path, resource => resource.Sha256, StringComparer.Ordinal);
        foreach (var subject in statement.Subjects.Skip(1))
            if (files.GetValueOrDefault(subject.Name) is not { } sha256)
                throw new VerificationException(Codes.WrongSubject, place,
                    $"{file} is also about {Wording.Quote(subject.Name)}, which is not a file of this model. Do not use the package.");
            else if (sha256 != subject.Sha256)
                throw new VerificationException(Codes.WrongSubject, place,
                    $"{file} is about {subject.Name} with the digest {subject.Sha256}, and this model's has {sha256}. Do not use the package.");
    }

    static void MustPass(string place, string file, InTotoStatement statement, string member)
    {
        var result = statement.Predicate.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "missing";
        if (result != "PASSED")
            throw new VerificationException(Codes.NotPassed, place, $"{file}: '{member}' is {Wording.Quote(result)} and must be 'PASSED'. Do not use the package.");
    }
}
