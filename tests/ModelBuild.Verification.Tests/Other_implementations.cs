using System.Text;
using System.Text.Json;

namespace ModelBuild.Verification.Tests;

/// <summary>Whoever does not trust ModelBuild can verify with OpenSSL, or with Sigstore's own library. End to end, on built packages: A_package_that_others_verify.</summary>
public sealed class Other_implementations : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly TestPackage package = TestPackage.Good;

    public Other_implementations() => folder.Write("PUBLIC.pem", Encoding.ASCII.GetBytes(Keys.Publisher.All.Single().Pem));

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Bundles => [TestPackage.Signature, TestPackage.Provenance];

    [Theory]
    [MemberData(nameof(Bundles))]
    public void OpenSSL_accepts_a_bundle_and_refuses_it_after_one_bit(string name)
    {
        OtherProgram.Need("openssl");
        using var bundle = JsonDocument.Parse(package[name]);
        var envelope = bundle.RootElement.GetProperty("dsseEnvelope");
        var payload = envelope.GetProperty("payload").GetBytesFromBase64();
        folder.Write("signature", envelope.GetProperty("signatures")[0].GetProperty("sig").GetBytesFromBase64());

        OpenSsl(payload).ShouldBe((0, "Verified OK\n"));
        payload[payload.Length / 2] ^= 1;
        OpenSsl(payload).ExitCode.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Bundles))]
    public void Sigstores_verifier_accepts_a_bundle_and_refuses_it_after_one_bit(string name)
    {
        NeedSigstore();
        Sigstore(package[name]).ShouldBe((0, "verified\n"));

        var text = Encoding.UTF8.GetString(package[name]);
        var at = text.IndexOf("\"payload\":\"", StringComparison.Ordinal) + 11 + 40;
        Sigstore(Encoding.UTF8.GetBytes(text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..])).ExitCode.ShouldBe(1);
    }

    [Fact]
    public void Sigstores_verifier_refuses_another_key()
    {
        NeedSigstore();
        folder.Write("PUBLIC.pem", Encoding.ASCII.GetBytes(Keys.Both.All.Last().Pem));
        var (code, text) = Sigstore(package[TestPackage.Signature]);
        code.ShouldBe(1);
        text.ShouldContain("signature verification failed");
    }

    (int ExitCode, string Text) OpenSsl(byte[] payload)
    {
        // As the protocol writes it, not as our own code does.
        folder.Write("signed", [.. Encoding.ASCII.GetBytes($"DSSEv1 28 application/vnd.in-toto+json {payload.Length} "), .. payload]);
        return OtherProgram.Run("openssl", "dgst", "-sha256", "-verify", folder["PUBLIC.pem"], "-signature", folder["signature"], folder["signed"]);
    }

    (int ExitCode, string Text) Sigstore(byte[] bundle) => OtherProgram.Run("node",
        Path.Combine(OtherProgram.Repository, "tests", "interop", "sigstore", "verify.mjs"), folder["PUBLIC.pem"], folder.Write("bundle.json", bundle));

    static void NeedSigstore()
    {
        OtherProgram.Need("node");
        Assert.SkipUnless(Directory.Exists(Path.Combine(OtherProgram.Repository, "tests", "interop", "sigstore", "node_modules")), "Run tests/interop/install first.");
    }
}
