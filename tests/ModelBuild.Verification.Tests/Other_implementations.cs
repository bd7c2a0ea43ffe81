using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ModelBuild.Verification.Tests;

/// <summary>Whoever does not trust ModelBuild can verify with OpenSSL, or with Sigstore's own library; docs/packages.md says how.</summary>
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

    [Fact]
    public void Follow_the_commands_of_the_documentation()
    {
        foreach (var program in (string[])["bash", "unzip", "jq", "openssl", "node"])
            OtherProgram.Need(program);
        NeedSigstore();
        package.WriteWithLibrary(folder);
        var page = File.ReadAllText(Path.Combine(OtherProgram.Repository, "docs", "packages.md"));
        var scripts = Regex.Matches(page, "```bash\n(?<script>(unzip|node).*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture);
        scripts.Count.ShouldBe(2);
        var script = string.Concat(scripts.Select(found => found.Groups["script"].Value))
            .Replace("PACKAGE.nupkg", package.FileName, StringComparison.Ordinal)
            .Replace("tests/interop", Path.Combine(OtherProgram.Repository, "tests", "interop"), StringComparison.Ordinal);

        Script(script).ShouldBe((0, "Verified OK\nverified\n"));
        package.Flip(TestPackage.Signature).WriteWithLibrary(folder);
        Script(script).ExitCode.ShouldNotBe(0);

        (int ExitCode, string Text) Script(string commands) => OtherProgram.Run("bash", "-c", $"set -euo pipefail; cd {folder.Root}; rm -rf package\n{commands}");
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
