using System.Text;

namespace ModelBuild.Verification.Tests;

/// <summary>JSON that two readers could understand differently, or that says more than verifying understands, is refused although signed.</summary>
public sealed class Signed_text : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("bundle.v0.3+json", "bundle.v0.2+json", "MB5013")]
    [InlineData("\"tlogEntries\":[]", "\"tlogEntries\":[{}]", "MB5013")]
    [InlineData("\"tlogEntries\":[]", "\"tlogEntries\":[],\"timestampVerificationData\":{}", "MB5013")]
    [InlineData("\"hint\":\"", "\"hint\":\"A", "MB5013")]
    [InlineData("application/vnd.in-toto+json", "application/json", "MB5013")]
    [InlineData("\"keyid\":\"\"", "\"keyid\":\"other\"", "MB5013")]
    [InlineData("\"keyid\":\"\"}", "\"keyid\":\"\"},{\"sig\":\"AAAA\"}", "MB5013")]
    [InlineData("\"signatures\":[{", "\"signatures\":[],\"x\":[{", "MB5013")]
    [InlineData("\"payload\":\"ey", "\"payload\":\" ey", "MB5013")]
    [InlineData("\"sig\":\"", "\"sig\":\"=", "MB5013")]
    [InlineData("\"sig\":", "\"sig\":1,\"x\":", "MB5013")]
    [InlineData("\"dsseEnvelope\":", "\"messageSignature\":{},\"dsseEnvelope\":", "MB5013")]
    [InlineData("\"dsseEnvelope\":", "\"dsseenvelope\":", "MB5013")]
    [InlineData("\"mediaType\":", "\"mediaType\":\"x\",\"mediaType\":", "MB5012")]
    [InlineData("\"payload\":", "\"payload\":\"e30=\",\"payload\":", "MB5012")]
    [InlineData("\"payload\":", "\"pay\\u006coad\":\"e30=\",\"payload\":", "MB5012")]
    [InlineData("{\"mediaType\"", "/**/{\"mediaType\"", "MB5012")]
    [InlineData("{\"mediaType\"", "\ufeff{\"mediaType\"", "MB5012")]
    [InlineData("\"keyid\":\"\"", "\"keyid\":\"\\ud800\"", "MB5012")]
    [InlineData("\"keyid\":\"\"", "\"\\ud800\":\"\"", "MB5012")]
    [InlineData("\"tlogEntries\":[]", "\"tlogEntries\":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]", "MB5012")]
    [InlineData("\"keyid\":\"\"}]}}", "\"keyid\":\"\"}]}", "MB5012")]
    public void Of_a_bundle_has_one_form(string old, string changed, string code)
    {
        var package = TestPackage.Good;
        var text = Encoding.UTF8.GetString(package[TestPackage.Signature]);
        text.ShouldContain(old);
        package[TestPackage.Signature] = Encoding.UTF8.GetBytes(text.Replace(old, changed, StringComparison.Ordinal));
        package.WriteArchive(folder).ShouldBeRefused(code);
    }

    [Fact]
    public void Of_a_bundle_is_UTF8()
    {
        var package = TestPackage.Good;
        package[TestPackage.Signature] = [.. package[TestPackage.Signature][..^1], 0xC3, 0x28];
        package.WriteArchive(folder).ShouldBeRefused("MB5012");
    }

    [Fact]
    public void Of_a_bundle_is_not_without_end()
    {
        var package = TestPackage.Good;
        package[TestPackage.Signature] = [.. package[TestPackage.Signature], .. Enumerable.Repeat((byte)' ', SigstoreBundle.Largest)];
        package.WriteFolder(folder).ShouldBeRefused("MB5006");
    }

    [Theory]
    [InlineData("in-toto.io/Statement/v1", "in-toto.io/Statement/v0.1", "MB5014")]
    [InlineData("model_signing/signature/v1.0", "model_signing/signature/v2.0", "MB5014")]
    [InlineData("\"predicateType\":", "\"extra\":1,\"predicateType\":", "MB5014")]
    [InlineData("\"subject\":[{", "\"subject\":[{\"uri\":\"x\",", "MB5014")]
    [InlineData("\"subject\":[{", "\"subject\":[],\"x\":[{", "MB5014")]
    [InlineData("\"digest\":{", "\"digest\":{\"sha512\":\"00\",", "MB5014")]
    [InlineData("\"digest\":{\"sha256\"", "\"digest\":{\"sha1\"", "MB5014")]
    [InlineData("\"method\":\"files\"", "\"method\":\"shards\"", "MB5014")]
    [InlineData("\"hash_type\":\"sha256\"", "\"hash_type\":\"blake2b\"", "MB5014")]
    [InlineData("\"allow_symlinks\":false", "\"allow_symlinks\":true", "MB5014")]
    [InlineData("\"ignore_paths\":[]", "\"ignore_paths\":[\"weights\"]", "MB5014")]
    [InlineData("\"algorithm\":\"sha256\"", "\"algorithm\":\"sha1\"", "MB5014")]
    [InlineData("\"name\":\"metrics.json\"", "\"name\":\"../metrics.json\"", "MB5014")]
    [InlineData("\"name\":\"metrics.json\"", "\"name\":\"readme.md\"", "MB5014")]
    [InlineData("\"name\":\"metrics.json\"", "\"name\":\"A.json\"", "MB5014")]
    [InlineData("\"resources\":[", "\"resources\":[{\"name\":\"A.json\",\"digest\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"algorithm\":\"sha256\"},", "MB5017")]
    [InlineData("\"serialization\":", "\"resources\":[],\"serialization\":", "MB5012")]
    [InlineData("\"resources\":[{", "\"resources\":[],\"x\":[{", "MB5014")]
    public void Of_a_model_signature_has_one_form(string old, string changed, string code) =>
        Edited(TestPackage.Signature, old, changed).ShouldBeRefused(code);

    [Fact]
    public void Without_any_resource_is_refused()
    {
        var text = Encoding.UTF8.GetString(Packaging.ModelSignatureWriter.Statement("x", TestPackage.Good.Resources()));
        var start = text.IndexOf("\"resources\":[", StringComparison.Ordinal);
        Refusal.ShouldBeRefused(() => ModelSignature.Read(Encoding.UTF8.GetBytes(text[..start] + "\"resources\":[]}}"), "x", "model.sig"), "MB5014").Message.ShouldContain("at least one");
    }

    [Theory]
    [InlineData("slsa.dev/provenance/v1", "slsa.dev/provenance/v0.2", "MB5014")]
    [InlineData("\"name\":\"metrics.json\"", "\"name\":\"other.json\"", "MB5025")]
    [InlineData("\"predicate\":{}", "\"predicate\":[]", "MB5014")]
    [InlineData("\"predicate\":{}", "\"predicate\":null", "MB5014")]
    [InlineData("\"predicate\":{}", "\"predicate\":{\"a\":1,\"a\":2}", "MB5012")]
    public void Of_the_provenance_has_one_form(string old, string changed, string code) =>
        Edited(TestPackage.Provenance, old, changed).ShouldBeRefused(code);

    [Theory]
    [InlineData(TestPackage.Provenance)]
    [InlineData(TestPackage.Gates)]
    public void Of_an_attestation_is_about_this_root(string name) =>
        Edited(name, RootDigest.Of(TestPackage.Good.Resources()), new string('0', 64)).ShouldBeRefused("MB5025");

    [Fact]
    public void Of_the_provenance_gives_each_file_its_own_digest()
    {
        var metrics = TestPackage.Good.Resources().Single(file => file.Path == "metrics.json").Sha256;
        Edited(TestPackage.Provenance, metrics, new string('0', 64)).ShouldBeRefused("MB5025");
    }

    [Theory]
    [InlineData("\"formatVersion\":1", "\"formatVersion\":2", "MB5022")]
    [InlineData("\"formatVersion\":1", "\"formatVersion\":\"1\"", "MB5021")]
    [InlineData("\"formatVersion\":1", "\"formatVersion\":1.5", "MB5021")]
    [InlineData("\"formatVersion\":1,", "", "MB5021")]
    [InlineData("\"packageId\":\"", "\"packageId\":\"../", "MB5021")]
    [InlineData("\"packageVersion\":\"1.2.0", "\"packageVersion\":\"1.2.x", "MB5021")]
    [InlineData("\"packageVersion\":\"1.2.0", "\"packageVersion\":\"1.3.0", "MB5024")]
    [InlineData("\"modelId\":\"breast-cancer\"", "\"modelId\":\"\"", "MB5021")]
    [InlineData("\"sequence\":7", "\"sequence\":-1", "MB5021")]
    [InlineData("\"sequence\":7", "\"sequence\":9223372036854775808", "MB5021")]
    [InlineData("\"sequence\":7", "\"sequence\":7,\"sequence\":8", "MB5012")]
    [InlineData("\"rows\":569", "\"rows\":569,\"rows\":570", "MB5012")]
    [InlineData("\"files\":[{", "\"files\":[],\"x\":[{", "MB5023")]
    [InlineData("\"files\":[{", "\"files\":{\"x\":1},\"x\":[{", "MB5021")]
    [InlineData("\"path\":\"metrics.json\"", "\"path\":\"metrics2.json\"", "MB5023")]
    [InlineData("\"path\":\"metrics.json\"", "\"path\":\"README.MD\"", "MB5021")]
    [InlineData("\"path\":\"metrics.json\"", "\"path\":\"modelbuild.manifest.json\"", "MB5021")]
    [InlineData("\"path\":\"metrics.json\"", "\"path\":\"a/../metrics.json\"", "MB5021")]
    [InlineData("\"bytes\":5000", "\"bytes\":4999", "MB5007")]
    [InlineData("\"bytes\":5000", "\"bytes\":-5000", "MB5021")]
    [InlineData("\"bytes\":5000", "\"bytes\":5000,\"url\":\"x\"", "MB5021")]
    [InlineData("\"files\":[", "\"files\":[{\"path\":\"x\",\"sha256\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"bytes\":0},", "MB5023")]
    public void Of_the_manifest_is_read_strictly_where_it_counts(string old, string changed, string code)
    {
        var edited = new TestPackage { ManifestEdit = text => Replaced(text, old, changed) }.Sign();
        edited.WriteArchive(folder).ShouldBeRefused(code);
    }

    [Fact]
    public void Of_the_manifest_agrees_with_the_signature_on_every_digest()
    {
        var metrics = TestPackage.Good.Resources().Single(file => file.Path == "metrics.json").Sha256;
        new TestPackage { ManifestEdit = text => Replaced(text, metrics, new string('0', 64)) }.Sign().WriteArchive(folder).ShouldBeRefused("MB5023");
    }

    [Fact]
    public void That_a_package_brings_along_cannot_forge_a_message()
    {
        var forged = new TestPackage { ManifestEdit = text => Replaced(text, "\"packageId\":\"", "\"packageId\":\"x\\n/etc/passwd: error MB9999: \\u001b[31m\\u202e") }.Sign();
        var message = forged.WriteArchive(folder).ShouldBeRefused("MB5021").Line;
        message.ShouldContain("x\\n/etc/passwd");
        message.ShouldContain("\\u001b[31m");
    }

    string Edited(string name, string old, string changed) =>
        new TestPackage { StatementEdit = (attestation, text) => attestation == name ? Replaced(text, old, changed) : text }.Sign().WriteArchive(folder);

    static string Replaced(string text, string old, string changed)
    {
        text.ShouldContain(old);
        return text.Replace(old, changed, StringComparison.Ordinal);
    }
}
