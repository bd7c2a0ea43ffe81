using System.Text;

namespace ModelBuild.Verification.Tests;

/// <summary>Performed on the archive, on NuGet's folder and on a mere copy: what was signed once and changed since is refused.</summary>
public sealed class A_changed_package : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly TestPackage package = TestPackage.Good;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(TestPackage.Weights, "MB5020")]
    [InlineData(TestPackage.Metrics, "MB5020")]
    [InlineData("model/README.md", "MB5020")]
    public void Is_refused_for_one_bit_of_a_file(string name, string code)
    {
        package.Flip(name);
        Everywhere(code).Message.ShouldContain(Path.GetFileName(name));
    }

    [Fact]
    public void Is_refused_for_one_bit_of_the_manifest()
    {
        package[TestPackage.Manifest] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(package[TestPackage.Manifest]).Replace("0.9971", "0.9972", StringComparison.Ordinal));
        Everywhere("MB5020");
    }

    [Theory]
    [InlineData(TestPackage.Signature)]
    [InlineData(TestPackage.Provenance)]
    [InlineData(TestPackage.Gates)]
    [InlineData(TestPackage.GatesDetail)]
    public void Is_refused_for_one_bit_of_what_a_bundle_signs(string name)
    {
        var text = Encoding.UTF8.GetString(package[name]);
        var at = text.IndexOf("\"payload\":\"", StringComparison.Ordinal) + 11 + 40;
        package[name] = Encoding.UTF8.GetBytes(text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..]);
        Everywhere("MB5016");
    }

    [Theory]
    [InlineData(TestPackage.Signature)]
    [InlineData(TestPackage.Provenance)]
    [InlineData(TestPackage.Gates)]
    public void Is_refused_for_a_signature_over_something_else(string name)
    {
        var text = Encoding.UTF8.GetString(package[name]);
        package[name] = Encoding.UTF8.GetBytes(text[..text.IndexOf("\"sig\":", StringComparison.Ordinal)]
            + Encoding.UTF8.GetString(TestPackage.Good[name])[text.IndexOf("\"sig\":", StringComparison.Ordinal)..]);
        // ECDSA draws anew for each signature: this one is good for the same payload.
        ModelVerifier.Verify(package.WriteArchive(folder), Keys.Publisher).Sequence.ShouldBe(7);

        var other = Encoding.UTF8.GetString(new TestPackage { Sequence = 8 }.Sign()[name]);
        package[name] = Encoding.UTF8.GetBytes(text[..text.IndexOf("\"sig\":", StringComparison.Ordinal)] + other[other.IndexOf("\"sig\":", StringComparison.Ordinal)..]);
        Everywhere("MB5016");
    }

    [Fact]
    public void Is_refused_for_a_file_that_was_added()
    {
        package["model/more.json"] = "{}"u8.ToArray();
        Everywhere("MB5019").Message.ShouldContain("'more.json'");
    }

    [Theory]
    [InlineData(TestPackage.Weights, "MB5018")]
    [InlineData(TestPackage.Metrics, "MB5018")]
    [InlineData(TestPackage.Manifest, "MB5018")]
    [InlineData(TestPackage.Signature, "MB5011")]
    [InlineData(TestPackage.Provenance, "MB5011")]
    public void Is_refused_for_a_file_that_was_removed(string name, string code)
    {
        package.Files.Remove(name);
        Everywhere(code);
    }

    [Fact]
    public void Is_refused_without_a_nuspec()
    {
        package.Files.Remove("Contoso.BreastCancer.Model.nuspec");
        package.WriteArchive(folder).ShouldBeRefused("MB5011");
    }

    [Fact]
    public void Is_refused_for_a_file_that_was_renamed()
    {
        package["model/metrics2.json"] = package[TestPackage.Metrics];
        package.Files.Remove(TestPackage.Metrics);
        Everywhere("MB5019");
    }

    [Fact]
    public void Is_refused_for_two_files_that_were_exchanged()
    {
        (package[TestPackage.Weights], package[TestPackage.Metrics]) = (package[TestPackage.Metrics], package[TestPackage.Weights]);
        Everywhere("MB5007");
    }

    [Fact]
    public void Is_refused_with_the_signature_of_another_version()
    {
        package[TestPackage.Signature] = new TestPackage { Version = "1.1.0", Sequence = 6 }.Sign()[TestPackage.Signature];
        Everywhere("MB5020");
    }

    [Theory]
    [InlineData(TestPackage.Provenance)]
    [InlineData(TestPackage.Gates)]
    [InlineData(TestPackage.GatesDetail)]
    public void Is_refused_with_an_attestation_of_another_version(string name)
    {
        package[name] = new TestPackage { Version = "1.1.0" }.Sign()[name];
        Everywhere("MB5025");
    }

    [Fact]
    public void Is_refused_with_one_attestation_in_the_place_of_another()
    {
        package[TestPackage.Provenance] = package[TestPackage.Gates];
        Everywhere("MB5014");
    }

    [Fact]
    public void Is_refused_when_its_gates_failed()
    {
        var failed = new TestPackage { Verdict = "FAILED" }.Sign();
        failed.WriteArchive(folder).ShouldBeRefused("MB5027").Message.ShouldContain("'FAILED'");
        failed.Files.Remove(TestPackage.GatesDetail);
        failed.WriteArchive(folder).ShouldBeRefused("MB5027");
    }

    [Fact]
    public void Is_refused_under_the_name_of_another_package()
    {
        var path = package.WriteArchive(folder);
        foreach (var name in (string[])["Contoso.BreastCancer.Model.1.3.0.nupkg", "Contoso.Other.Model.1.2.0.nupkg", "renamed.zip"])
        {
            File.Copy(path, folder[name]);
            folder[name].ShouldBeRefused("MB5024").Message.ShouldContain(name);
        }
    }

    [Theory]
    [InlineData("<version>1.2.0<", "<version>1.3.0<")]
    [InlineData("<id>Contoso.BreastCancer.Model<", "<id>Contoso.Other.Model<")]
    public void Is_refused_when_its_nuspec_names_another(string old, string changed)
    {
        EditNuspec(text => text.Replace(old, changed, StringComparison.Ordinal));
        Everywhere("MB5024");
    }

    [Theory]
    [InlineData("<dependencies>", "<dependencies><dependency id='Evil.Targets' version='1.0.0'/>")]
    [InlineData("<authors>", "<contentFiles><files include='any/any/x.cs'/></contentFiles><authors>")]
    [InlineData("<authors>", "<frameworkReferences><group targetFramework='net10.0'><frameworkReference name='X'/></group></frameworkReferences><authors>")]
    public void Is_refused_when_its_nuspec_brings_something_along(string old, string changed)
    {
        EditNuspec(text => text.Replace(old, changed, StringComparison.Ordinal));
        Everywhere("MB5008");
    }

    [Theory]
    [InlineData("<version>1.2.0</version>", "")]
    [InlineData("<id>Contoso.BreastCancer.Model</id>", "")]
    [InlineData("<version>", "<version>9.9.9</version><version>")]
    [InlineData("<version>1.2.0<", "<version>1.2.0.0.0<")]
    [InlineData("<version>1.2.0<", "<version>1.2.0<b/><")]
    [InlineData("<id>Contoso.BreastCancer.Model<", "<id>../../x<")]
    [InlineData("</package>", "")]
    [InlineData("?>", "?><!DOCTYPE package [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>")]
    public void Is_refused_when_its_nuspec_cannot_be_used(string old, string changed)
    {
        EditNuspec(text => text.Replace(old, changed, StringComparison.Ordinal));
        Everywhere("MB5028");
    }

    void EditNuspec(Func<string, string> edit)
    {
        const string Name = "Contoso.BreastCancer.Model.nuspec";
        var text = Encoding.UTF8.GetString(package[Name]);
        var edited = edit(text);
        edited.ShouldNotBe(text);
        package[Name] = Encoding.UTF8.GetBytes(edited);
    }

    VerificationException Everywhere(string code)
    {
        package.WriteFolder(folder).ShouldBeRefused(code);
        return package.WriteArchive(folder).ShouldBeRefused(code);
    }
}
