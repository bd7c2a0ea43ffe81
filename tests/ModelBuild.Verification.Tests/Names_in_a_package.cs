namespace ModelBuild.Verification.Tests;

public sealed class Names_in_a_package : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("model/../evil.json")]
    [InlineData("../evil.json")]
    [InlineData("..")]
    [InlineData("model/..\\..\\evil.json")]
    [InlineData("..\\evil.json")]
    [InlineData("model/%2e%2e/evil.json")]
    [InlineData("model/%2E%2E%2Fevil.json")]
    [InlineData("model/%252e%252e/evil.json")]
    [InlineData("model/.%2e/evil.json")]
    [InlineData("/etc/passwd")]
    [InlineData("\\evil.json")]
    [InlineData("C:/evil.json")]
    [InlineData("C:evil.json")]
    [InlineData("model/x.json:stream")]
    [InlineData("\\\\server\\share\\evil.json")]
    [InlineData("//server/share/evil.json")]
    [InlineData("\\\\?\\C:\\evil.json")]
    [InlineData("model//x.json")]
    [InlineData("model/./x.json")]
    [InlineData("./model/x.json")]
    [InlineData("model/.hidden")]
    [InlineData("model/x.json.")]
    [InlineData("model/x.json ")]
    [InlineData("model/ x.json")]
    [InlineData("model/x\0.json")]
    [InlineData("model/x\n: error MB9999: forged.json")]
    [InlineData("model/\u001b[31mx.json")]
    [InlineData("model/\u00e9.json")]
    [InlineData("model/NUL")]
    [InlineData("model/nul.json")]
    [InlineData("model/con.tar.gz")]
    [InlineData("model/COM1")]
    [InlineData("model/lpt0.txt")]
    [InlineData("model/aux/x.json")]
    [InlineData("model/$(MSBuildThisFile)")]
    [InlineData("model/a;b")]
    [InlineData("")]
    [InlineData("~/x.json")]
    public void That_lead_elsewhere_are_refused_before_anything_is_read(string name)
    {
        // Nothing else is in it, and no key is trusted: the name is what is refused first.
        folder.Write("x.nupkg", RawZip.Write([new RawEntry(name, [1])])).ShouldBeRefused("MB5003", new());
        Directory.GetFileSystemEntries(folder.Root).Length.ShouldBe(1);
    }

    [Fact]
    public void Of_more_than_200_characters_are_refused()
    {
        folder.Write("x.nupkg", RawZip.Write([new RawEntry("model/" + new string('x', 195), [1])])).ShouldBeRefused("MB5003");
        ModelFileName.WhyRefused("model/" + new string('x', 194)).ShouldBeNull();
    }

    [Theory]
    [InlineData("model/x.json", "model/x.json")]
    [InlineData("model/x.json", "model/X.json")]
    [InlineData("model/a/x", "MODEL/A/X")]
    [InlineData("model/x", "model/x/y")]
    [InlineData("model/x/y", "model/X")]
    [InlineData("README.md", "readme.MD")]
    public void That_are_one_on_some_system_are_refused(string one, string other) =>
        folder.Write("x.nupkg", RawZip.Write([new RawEntry(one, [1]), new RawEntry(other, [2])])).ShouldBeRefused("MB5004");

    [Theory]
    [InlineData("model/x.json", "model/Weights/PART-1.bin")]
    [InlineData("model/weights", "model/weights")]
    public void Added_as_a_twin_to_a_signed_package_are_refused(string harmless, string twin)
    {
        harmless.ShouldNotBeEmpty();
        TestPackage.Good.WriteArchive(folder, null, new RawEntry(twin, [1])).ShouldBeRefused("MB5004");
    }

    [Theory]
    [InlineData("build/Contoso.BreastCancer.Model.targets")]
    [InlineData("build/net10.0/x.props")]
    [InlineData("buildTransitive/x.targets")]
    [InlineData("buildMultiTargeting/x.targets")]
    [InlineData("lib/net10.0/x.dll")]
    [InlineData("tools/install.ps1")]
    [InlineData("analyzers/dotnet/cs/x.dll")]
    [InlineData("contentFiles/any/any/x.cs")]
    [InlineData("content/x.cs")]
    [InlineData("runtimes/linux-x64/native/x.so")]
    [InlineData("ref/net10.0/x.dll")]
    [InlineData("Directory.Build.props")]
    [InlineData("x.cs")]
    [InlineData("modelbuild/x.json")]
    [InlineData("Model/x.json")]
    [InlineData("MODEL.json")]
    [InlineData("docs/README.md")]
    [InlineData("package/x.psmdcp")]
    [InlineData(".nupkg.metadata")]
    [InlineData("Contoso.BreastCancer.Model.1.2.0.nupkg")]
    public void That_have_no_place_in_a_model_package_are_refused(string name)
    {
        var path = TestPackage.Good.WriteArchive(folder, null, new RawEntry(name, "<Project/>"u8.ToArray()));

        path.ShouldBeRefused("MB5008").Message.ShouldContain(name);
        Refusal.ShouldBeRefused(() => PackageContents.ReadRoot(path), "MB5008");
    }

    [Theory]
    [InlineData("build/x.targets")]
    [InlineData("lib/net10.0/x.dll")]
    [InlineData("x.cs")]
    public void That_have_no_place_in_an_unpacked_one_are_refused(string name)
    {
        var path = TestPackage.Good.WriteFolder(folder);
        folder.Write(Path.Combine("unpacked", name), [1]);
        path.ShouldBeRefused("MB5008");
    }

    [Theory]
    [InlineData("modelbuild/attestations/approval.sigstore.json")]
    [InlineData("modelbuild/attestations/Provenance.sigstore.jsonx")]
    [InlineData("modelbuild/attestations/x/model.sig")]
    public void Of_attestations_that_are_not_known_are_refused(string name) =>
        TestPackage.Good.WriteArchive(folder, null, new RawEntry(name, [1])).ShouldBeRefused("MB5010");

    [Fact]
    public void Of_two_nuspecs_are_refused() =>
        TestPackage.Good.WriteArchive(folder, null, new RawEntry("Other.nuspec", TestPackage.Good["Contoso.BreastCancer.Model.nuspec"])).ShouldBeRefused("MB5011");

    [Theory]
    [InlineData("model.json")]
    [InlineData("a/b/c-d_e.0.bin")]
    [InlineData("console.txt")]
    [InlineData("com10")]
    [InlineData("-")]
    public void That_mean_one_file_everywhere_are_allowed(string name) => ModelFileName.WhyRefused(name).ShouldBeNull();
}
