namespace ModelBuild.Verification;

/// <summary>What a file of a package is there for.</summary>
enum PackagePart { Model, Attestation, Nuspec, Document, NuGet }

/// <summary>Which files a model package may have. Everything else is refused by its name, before anything is opened: data is never code.</summary>
static class PackageLayout
{
    public const string Model = "model/";
    public const string Manifest = Model + ModelManifest.FileName;
    public const string Signature = AttestationFolder + "model.sig";
    public const string Provenance = "provenance.sigstore.json";
    public const string AttestationFolder = "modelbuild/attestations/";

    const string NuspecExtension = ".nuspec";
    const string CoreProperties = "package/services/metadata/core-properties/";

    /// <summary>The attestations that there may be, with the predicate type of each.</summary>
    public static IReadOnlyDictionary<string, string> Attestations { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        [Provenance] = InTotoStatement.Provenance,
        ["gates.sigstore.json"] = InTotoStatement.VerificationSummary,
        ["gates-detail.sigstore.json"] = InTotoStatement.TestResult,
    };

    /// <summary>Refuses names that are unsafe, names that are one on some system, and files that do not belong into a model package.</summary>
    /// <param name="names">As they stand in the archive or on disk.</param>
    /// <param name="inFolder">Whether NuGet's global folder may be what is looked at, where it puts files of its own beside a package's.</param>
    public static void Check(string place, IEnumerable<string> names, bool inFolder)
    {
        var all = names.ToList();
        foreach (var name in all)
            if (!IsFixed(name) && ModelFileName.WhyRefused(name) is { } reason)
                throw new VerificationException(Codes.BadName, place,
                    $"the file {Wording.Quote(name)} is refused: its name {reason}. Do not use the package; make it again with other names.");

        var seen = new Dictionary<string, string>(ModelFileName.Comparer);
        foreach (var name in all)
            if (!seen.TryAdd(name, name))
                throw new VerificationException(Codes.TwoOfOneName, place, seen[name] == name
                    ? $"the file '{name}' is there twice. Do not use the package."
                    : $"the files '{seen[name]}' and '{name}' are one on systems that ignore case. Rename one and make the package again.");
        foreach (var name in all)
            for (var slash = name.IndexOf('/'); slash > 0; slash = name.IndexOf('/', slash + 1))
                if (seen.TryGetValue(name[..slash], out var file))
                    throw new VerificationException(Codes.TwoOfOneName, place,
                        $"'{file}' is a file, and the folder of '{name}'. Do not use the package; make it again with other names.");

        foreach (var name in all)
            _ = Find(name, inFolder) ?? throw (name.StartsWith(AttestationFolder, StringComparison.Ordinal)
                ? new VerificationException(Codes.UnknownAttestation, place,
                    $"the attestation '{name}' is not one of {Wording.List([Signature, .. Attestations.Keys.Select(known => AttestationFolder + known)])}. Update ModelBuild, or do not use the package.")
                : new VerificationException(Codes.BringsCode, place,
                    $"'{name}' does not belong into a model package, which holds data and never code (model/, modelbuild/attestations/, the nuspec and documents). Do not use the package."));
    }

    /// <summary>What a file is there for, or null where it must not be.</summary>
    public static PackagePart? Find(string name, bool inFolder) => name switch
    {
        _ when name.StartsWith(Model, StringComparison.Ordinal) => PackagePart.Model,
        Signature => PackagePart.Attestation,
        _ when name.StartsWith(AttestationFolder, StringComparison.Ordinal) =>
            Attestations.ContainsKey(name[AttestationFolder.Length..]) ? PackagePart.Attestation : null,
        _ when IsFixed(name) => name != ".nupkg.metadata" || inFolder ? PackagePart.NuGet : null,
        _ when name.StartsWith(CoreProperties, StringComparison.Ordinal) =>
            name.EndsWith(".psmdcp", StringComparison.Ordinal) && !name.AsSpan(CoreProperties.Length).Contains('/') ? PackagePart.NuGet : null,
        _ when name.Contains('/', StringComparison.Ordinal) => null,
        _ when name.EndsWith(NuspecExtension, StringComparison.Ordinal) => PackagePart.Nuspec,
        _ when IsDocument(name) => PackagePart.Document,
        _ when inFolder && (name.EndsWith(".nupkg", StringComparison.Ordinal) || name.EndsWith(".nupkg.sha512", StringComparison.Ordinal)) => PackagePart.NuGet,
        _ => null,
    };

    /// <summary>The id that the nuspec's name tells.</summary>
    public static string IdOf(string nuspec) => nuspec[..^NuspecExtension.Length];

    // Names that NuGet gives, each the only one of its kind that the rules for names would refuse.
    static bool IsFixed(string name) => name is "[Content_Types].xml" or "_rels/.rels" or ".signature.p7s" or ".nupkg.metadata";

    // A licence file and an icon are what NuGet lets a package bring; the icon is .png, .jpg or .jpeg, and licences often have no extension.
    static bool IsDocument(string name) => Path.GetExtension(name).ToLowerInvariant() is ".md" or ".txt" or ".png" or ".jpg" or ".jpeg"
        || name.ToUpperInvariant() is "LICENSE" or "LICENCE" or "COPYING";
}
