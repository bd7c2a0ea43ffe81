using System.Security.Cryptography;
using System.Text;
using ModelBuild.Packaging;

namespace ModelBuild.Verification.Tests;

/// <summary>Key confusion: whose signature counts is never learnt from the package.</summary>
public sealed class Who_signed : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Is_refused_where_it_is_a_stranger()
    {
        var message = new TestPackage { KeyPem = Keys.AttackerPem }.Sign().WriteArchive(folder).ShouldBeRefused("MB5015").Message;
        message.ShouldContain(Keys.Publisher.All.Single().Id);
        message.ShouldContain(Keys.Both.All.Last().Id);
    }

    [Fact]
    public void Is_refused_where_nobody_is_trusted() => TestPackage.Good.WriteArchive(folder).ShouldBeRefused("MB5015", new());

    [Fact]
    public void Is_not_who_the_hint_says()
    {
        var package = new TestPackage { KeyPem = Keys.AttackerPem }.Sign();
        foreach (var name in package.Files.Keys.Where(name => name.StartsWith("modelbuild/", StringComparison.Ordinal)).ToList())
            Edit(package, name, text => text.Replace(Keys.Both.All.Last().Id, Keys.Publisher.All.Single().Id, StringComparison.Ordinal));

        package.WriteArchive(folder).ShouldBeRefused("MB5016");
        package.WriteArchive(folder).ShouldBeRefused("MB5016", Keys.Both);
    }

    [Theory]
    [InlineData("\"certificate\":{\"rawBytes\":\"MIIB\"}")]
    [InlineData("\"x509CertificateChain\":{\"certificates\":[{\"rawBytes\":\"MIIB\"}]}")]
    [InlineData("\"publicKey\":{\"hint\":\"HINT\",\"rawBytes\":\"MIIB\"}")]
    public void Is_refused_where_a_bundle_brings_its_own_key(string material)
    {
        var package = new TestPackage { KeyPem = Keys.AttackerPem }.Sign();
        var id = Keys.Both.All.Last().Id;
        Edit(package, TestPackage.Signature, text => text.Replace($$"""
            "publicKey":{"hint":"{{id}}"}
            """, material.Replace("HINT", id, StringComparison.Ordinal), StringComparison.Ordinal));

        package.WriteArchive(folder).ShouldBeRefused("MB5013", Keys.Both);
    }

    [Theory]
    [InlineData(TestPackage.Provenance)]
    [InlineData(TestPackage.Gates)]
    public void Is_one_for_model_and_attestations_even_where_both_are_trusted(string name)
    {
        var package = TestPackage.Good;
        package[name] = new TestPackage { KeyPem = Keys.AttackerPem }.Sign()[name];
        package.WriteArchive(folder).ShouldBeRefused("MB5026", Keys.Both);
    }

    [Fact]
    public void Can_be_any_of_the_trusted_keys() =>
        ModelVerifier.Verify(new TestPackage { KeyPem = Keys.AttackerPem }.Sign().WriteArchive(folder), Keys.Both).Signer.Id.ShouldBe(Keys.Both.All.Last().Id);

    [Fact]
    public void Is_not_confused_by_a_signature_of_another_type_of_payload()
    {
        var package = TestPackage.Good;
        var payload = SigstoreBundle.Read(package[TestPackage.Signature], "x", "y").Payload;
        using var key = Keys.Open(Keys.PublisherPem);
        var other = Convert.ToBase64String(key.Sign(Dsse.PreAuthenticationEncoding("text/plain", payload.Span)));
        var own = Convert.ToBase64String(SigstoreBundle.Read(package[TestPackage.Signature], "x", "y").Signature.Span);
        Edit(package, TestPackage.Signature, text => text.Replace(own, other, StringComparison.Ordinal));

        package.WriteArchive(folder).ShouldBeRefused("MB5016");
    }

    [Fact]
    public void Is_told_by_a_key_whose_id_does_not_depend_on_how_its_file_is_written()
    {
        var pem = Keys.Publisher.All.Single().Pem;
        pem.ShouldEndWith("-----END PUBLIC KEY-----\n");
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(pem))).ShouldBe(Keys.Publisher.All.Single().Id);
        foreach (var written in (string[])[pem.TrimEnd(), pem.ReplaceLineEndings("\r\n"), "\n" + pem + "\n\n"])
            TrustedKey.FromPem(written).Id.ShouldBe(Keys.Publisher.All.Single().Id);
    }

    [Fact]
    public void Is_not_told_by_a_key_of_another_kind()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        var pem = Keys.Publisher.All.Single().Pem;
        foreach (var text in (string[])[p384.ExportSubjectPublicKeyInfoPem(), rsa.ExportSubjectPublicKeyInfoPem(), Keys.PublisherPem, pem + pem, "first: " + pem, pem.Replace("MFkw", "MFkx", StringComparison.Ordinal),
            "", "no key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
            Refusal.ShouldBeRefused(() => TrustedKey.FromPem(text), "MB5029").Message.ShouldNotContain("AAAA");
        Refusal.ShouldBeRefused(() => TrustedKey.FromFile(folder["none.pem"]), "MB5029");
        Refusal.ShouldBeRefused(() => TrustedKey.FromFile(""), "MB5029");
        Refusal.ShouldBeRefused(() => TrustedKey.FromFile(folder.Write("large.pem", new byte[70_000])), "MB5029");
        TrustedKey.FromFile(folder.Write("good.pem", Encoding.ASCII.GetBytes(pem)), "Contoso").ToString().ShouldBe($"Contoso {Keys.Publisher.All.Single().Id}");
    }

    static void Edit(TestPackage package, string name, Func<string, string> edit)
    {
        var text = Encoding.UTF8.GetString(package[name]);
        edit(text).ShouldNotBe(text);
        package[name] = Encoding.UTF8.GetBytes(edit(text));
    }
}
