using System.Security.Cryptography;
using System.Text;
using ModelBuild.Verification;

namespace ModelBuild.Packaging.Tests;

public sealed class Signing_a_model : IDisposable
{
    static readonly ModelResource[] Resources = [new("b.bin", new string('b', 64), 2), new("a/x.json", new string('a', 64), 1), new("B.txt", new string('c', 64), 3)];

    readonly SigningKey key = NewKey();

    public void Dispose() => key.Dispose();

    [Fact]
    public void Says_exactly_what_the_specification_says() =>
        Encoding.UTF8.GetString(ModelSignatureWriter.Statement("model", Resources)).ShouldBe(
            """{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"model","digest":{"sha256":"ROOT"}}],"predicateType":"https://model_signing/signature/v1.0","predicate":{"serialization":{"method":"files","hash_type":"sha256","allow_symlinks":false,"ignore_paths":[]},"resources":[{"name":"B.txt","digest":"cc","algorithm":"sha256"},{"name":"a/x.json","digest":"aa","algorithm":"sha256"},{"name":"b.bin","digest":"bb","algorithm":"sha256"}]}}"""
                .Replace("ROOT", RootDigest.Of(Resources), StringComparison.Ordinal)
                .Replace("\"cc\"", $"\"{new string('c', 64)}\"", StringComparison.Ordinal)
                .Replace("\"aa\"", $"\"{new string('a', 64)}\"", StringComparison.Ordinal)
                .Replace("\"bb\"", $"\"{new string('b', 64)}\"", StringComparison.Ordinal));

    [Fact]
    public void Has_the_root_of_the_raw_digests_in_the_order_of_names() =>
        RootDigest.Of(Resources).ShouldBe(Convert.ToHexStringLower(SHA256.HashData([.. Repeat(0xcc), .. Repeat(0xaa), .. Repeat(0xbb)])));

    [Fact]
    public void Is_deterministic_but_for_the_signature()
    {
        var (one, other) = (Text(ModelSignatureWriter.Write("model", Resources, key)), Text(ModelSignatureWriter.Write("model", [.. Resources.Reverse()], key)));
        one.ShouldNotBe(other);
        one[..one.IndexOf("\"sig\"", StringComparison.Ordinal)].ShouldBe(other[..other.IndexOf("\"sig\"", StringComparison.Ordinal)]);
    }

    [Fact]
    public void Is_read_again_as_what_it_was()
    {
        var bundle = SigstoreBundle.Read(ModelSignatureWriter.Write("model \u00e9 \"quoted\"", Resources, key), "x", "model.sig");

        bundle.KeyId.ShouldBe(key.KeyId);
        bundle.IsSignedBy(key.Public).ShouldBeTrue();
        using (var other = NewKey())
            bundle.IsSignedBy(other.Public).ShouldBeFalse();
        var signature = ModelSignature.Read(bundle.Payload, "x", "model.sig");
        signature.ModelName.ShouldBe("model \u00e9 \"quoted\"");
        signature.RootSha256.ShouldBe(RootDigest.Of(Resources));
        signature.Files.Select(file => file.Path).ShouldBe(["B.txt", "a/x.json", "b.bin"]);
    }

    [Fact]
    public void Without_files_is_a_mistake() => Should.Throw<ArgumentException>(() => ModelSignatureWriter.Write("model", [], key));

    [Fact]
    public void Signs_any_statement_byte_for_byte()
    {
        var statement = AttestationWriter.Statement(InTotoStatement.Provenance, "model", Resources, json =>
        {
            json.WriteStartObject();
            json.WriteString("runDetails", "<&>+'");
            json.WriteEndObject();
        });
        var bundle = SigstoreBundle.Read(AttestationWriter.Sign(statement, key), "x", "y");

        bundle.Payload.ToArray().ShouldBe(statement);
        var read = InTotoStatement.Read(bundle.Payload, "x", "y");
        read.PredicateType.ShouldBe("https://slsa.dev/provenance/v1");
        read.Subjects.ShouldBe([new("model", RootDigest.Of(Resources)), .. RootDigest.InOrder(Resources).Select(file => new StatementSubject(file.Path, file.Sha256))]);
        read.Predicate.GetProperty("runDetails").GetString().ShouldBe("<&>+'");
    }

    static SigningKey NewKey()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = ecdsa.ExportPkcs8PrivateKeyPem();
        return SigningKey.Find(null, null, name => name == SigningKey.Variable ? pem : null, "/nowhere");
    }

    static byte[] Repeat(byte value) => [.. Enumerable.Repeat(value, 32)];

    static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
