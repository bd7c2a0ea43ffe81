using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ModelBuild.Packaging;

namespace ModelBuild.Verification.Tests;

/// <summary>A small model package, signed with the real API, and ways to change it afterwards.</summary>
sealed class TestPackage
{
    public const string Weights = "model/weights/part-1.bin";
    public const string Metrics = "model/metrics.json";
    public const string Manifest = "model/modelbuild.manifest.json";
    public const string Signature = "modelbuild/attestations/model.sig";
    public const string Provenance = "modelbuild/attestations/provenance.sigstore.json";
    public const string Gates = "modelbuild/attestations/gates.sigstore.json";
    public const string GatesDetail = "modelbuild/attestations/gates-detail.sigstore.json";

    /// <summary>Every file by its name, in the order that it is packed in.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public string Id { get; init; } = "Contoso.BreastCancer.Model";

    public string Version { get; init; } = "1.2.0";

    public long Sequence { get; init; } = 7;

    public string KeyPem { get; init; } = Keys.PublisherPem;

    public string Verdict { get; init; } = "PASSED";

    /// <summary>The name of the archive's file.</summary>
    public string FileName => $"{Id}.{Version}.nupkg";

    /// <summary>Signed, with nothing wrong.</summary>
    public static TestPackage Good => new TestPackage().Sign();

    public byte[] this[string name] { get => Files[name]; set => Files[name] = value; }

    /// <summary>The model's files but the manifest.</summary>
    public Dictionary<string, byte[]> Model { get; } = new(StringComparer.Ordinal)
    {
        ["weights/part-1.bin"] = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 31 ^ i >> 3))],
        ["metrics.json"] = """{"overall":{"auc":0.9971}}"""u8.ToArray(),
        ["README.md"] = "# A model\n"u8.ToArray(),
    };

    /// <summary>Changes the manifest's text before it is signed.</summary>
    public Func<string, string> ManifestEdit { get; init; } = text => text;

    /// <summary>Changes a statement's text before it is signed, by the attestation's name.</summary>
    public Func<string, string, string> StatementEdit { get; init; } = (_, text) => text;

    public TestPackage Sign()
    {
        Files.Clear();
        Files["[Content_Types].xml"] = "<Types/>"u8.ToArray();
        Files["_rels/.rels"] = "<Relationships/>"u8.ToArray();
        Files[$"{Id}.nuspec"] = Encoding.UTF8.GetBytes(Nuspec());
        Files["README.md"] = "# For nuget.org\n"u8.ToArray();
        Files["package/services/metadata/core-properties/0123456789abcdef.psmdcp"] = "<coreProperties/>"u8.ToArray();
        foreach (var (name, content) in Model)
            Files["model/" + name] = content;
        Files[Manifest] = Encoding.UTF8.GetBytes(ManifestEdit(ManifestText()));

        var resources = Resources();
        using var key = Keys.Open(KeyPem);
        Files[Signature] = Bundle(Signature, ModelSignatureWriter.Statement(Id, resources), key);
        Files[Provenance] = Bundle(Provenance, AttestationWriter.Statement(InTotoStatement.Provenance, Id, resources, Empty), key);
        Files[Gates] = Bundle(Gates, AttestationWriter.Statement(InTotoStatement.VerificationSummary, Id, resources, json => Result(json, "verificationResult")), key);
        Files[GatesDetail] = Bundle(GatesDetail, AttestationWriter.Statement(InTotoStatement.TestResult, Id, resources, json => Result(json, "result")), key);
        return this;

        byte[] Bundle(string name, byte[] statement, SigningKey key) =>
            AttestationWriter.Sign(Encoding.UTF8.GetBytes(StatementEdit(name, Encoding.UTF8.GetString(statement))), key);

        void Result(Utf8JsonWriter json, string member)
        {
            json.WriteStartObject();
            json.WriteString(member, Verdict);
            json.WriteEndObject();
        }
    }

    public IReadOnlyList<ModelResource> Resources() =>
        [.. Files.Where(file => file.Key.StartsWith("model/", StringComparison.Ordinal)).Select(file => Resource(file.Key["model/".Length..], file.Value))];

    /// <summary>Byte by byte, so that a test can have it lie.</summary>
    public string WriteArchive(TemporaryFolder folder, Func<RawEntry, RawEntry>? change = null, params IEnumerable<RawEntry> more) =>
        folder.Write(FileName, RawZip.Write(Entries(change).Concat(more)));

    /// <summary>By .NET's library for archives, which NuGet packs with.</summary>
    public string WriteWithLibrary(TemporaryFolder folder, CompressionLevel level = CompressionLevel.Optimal)
    {
        File.Delete(folder[FileName]);
        using var zip = ZipFile.Open(folder[FileName], ZipArchiveMode.Create);
        foreach (var (name, content) in Files)
            using (var stream = zip.CreateEntry(name, level).Open())
                stream.Write(content);
        return folder[FileName];
    }

    public IEnumerable<RawEntry> Entries(Func<RawEntry, RawEntry>? change = null) =>
        Files.Select(file => new RawEntry(file.Key, file.Value)).Select(change ?? (entry => entry));

    /// <summary>As NuGet unpacks it into its global folder.</summary>
    public string WriteFolder(TemporaryFolder folder)
    {
        foreach (var (name, content) in Files)
            if (name is not ("[Content_Types].xml" or "_rels/.rels") && !name.StartsWith("package/", StringComparison.Ordinal))
                folder.Write(Path.Combine("unpacked", name.EndsWith(".nuspec", StringComparison.Ordinal) ? name.ToLowerInvariant() : name), content);
        folder.Write("unpacked/.nupkg.metadata", "{}"u8.ToArray());
        folder.Write($"unpacked/{FileName.ToLowerInvariant()}", "not looked at"u8.ToArray());
        folder.Write($"unpacked/{FileName.ToLowerInvariant()}.sha512", "not looked at"u8.ToArray());
        return folder["unpacked"];
    }

    /// <summary>One bit of one byte in the middle.</summary>
    public TestPackage Flip(string name)
    {
        var bytes = (byte[])Files[name].Clone();
        bytes[bytes.Length / 2] ^= 1;
        Files[name] = bytes;
        return this;
    }

    string ManifestText() => $$$"""
        {"formatVersion":1,"packageId":"{{{Id}}}","packageVersion":"{{{Version}}}","modelId":"breast-cancer","sequence":{{{Sequence}}},
        "model":{"format":"tabular","task":"binary-classification","inputSchema":{},"files":[{{{string.Join(',', Model.Select(file => Listed(Resource(file.Key, file.Value))))}}}]},
        "inputs":[{"role":"data","rows":569}],"metrics":{"overall":{"auc":0.9971}},"stageKeys":{"train":"sha256:00"}}
        """;

    string Nuspec() => $"""
        <?xml version="1.0" encoding="utf-8"?>
        <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
          <metadata>
            <id>{Id}</id>
            <version>{Version}</version>
            <authors>Contoso</authors>
            <description>A model</description>
            <dependencies><group targetFramework="net10.0" /></dependencies>
          </metadata>
        </package>
        """;

    static string Listed(ModelResource file) => $$"""{"path":"{{file.Path}}","sha256":"{{file.Sha256}}","bytes":{{file.Bytes}} }""";

    static ModelResource Resource(string path, byte[] content) =>
        new(path, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)), content.Length);

    static void Empty(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteEndObject();
    }
}
