using System.IO.Compression;

namespace ModelBuild.Verification.Tests;

public sealed class A_signed_package : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly TestPackage package = TestPackage.Good;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Is_verified_as_an_archive()
    {
        var model = ModelVerifier.Verify(package.WriteArchive(folder), Keys.Publisher);

        model.Identity.ToString().ShouldBe("Contoso.BreastCancer.Model 1.2.0");
        model.ModelId.ShouldBe("breast-cancer");
        model.Sequence.ShouldBe(7);
        model.Signer.Id.ShouldBe(Keys.Publisher.All.Single().Id);
        model.RootSha256.ShouldBe(RootDigest.Of(package.Resources()));
        model.Files.Select(file => file.Path).ShouldBe(["README.md", "metrics.json", "modelbuild.manifest.json", "weights/part-1.bin"]);
        model.Files.ShouldBe(RootDigest.InOrder(package.Resources()));
        model.Attestations.Select(attestation => attestation.Name).ShouldBe(["gates-detail.sigstore.json", "gates.sigstore.json", "provenance.sigstore.json"]);
    }

    [Fact]
    public void Is_verified_as_a_folder_of_NuGets() =>
        ModelVerifier.Verify(package.WriteFolder(folder), Keys.Publisher).RootSha256.ShouldBe(RootDigest.Of(package.Resources()));

    [Fact]
    public void Is_verified_where_only_model_and_attestations_were_copied()
    {
        foreach (var name in package.Files.Keys.Where(name => !name.StartsWith("model", StringComparison.Ordinal)).ToList())
            package.Files.Remove(name);
        foreach (var (name, content) in package.Files)
            folder.Write(Path.Combine("copied", name), content);

        ModelVerifier.Verify(folder["copied"], Keys.Publisher).Files.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Is_verified_as_the_library_of_NuGet_packs_it(CompressionLevel level) =>
        ModelVerifier.Verify(package.WriteWithLibrary(folder, level), Keys.Publisher).Files.Count.ShouldBe(4);

    [Fact]
    public void Is_verified_when_it_was_packed_into_a_stream_that_cannot_go_back()
    {
        using (var file = File.Create(folder[package.FileName]))
        using (var zip = new ZipArchive(new OneWay(file), ZipArchiveMode.Create))
            foreach (var (name, content) in package.Files)
                using (var stream = zip.CreateEntry(name).Open())
                    stream.Write(content);

        ModelVerifier.Verify(folder[package.FileName], Keys.Publisher).Files.Count.ShouldBe(4);
    }

    [Fact]
    public void Gives_the_very_bytes_that_were_verified()
    {
        var path = package.WriteFolder(folder);
        var model = ModelVerifier.Verify(path, Keys.Publisher, new() { Keep = file => file.Path != "README.md" });
        File.WriteAllText(Path.Combine(path, TestPackage.Weights), "changed after it was verified");

        model.Read("weights/part-1.bin").ToArray().ShouldBe(package[TestPackage.Weights]);
        model.Read("modelbuild.manifest.json").ToArray().ShouldBe(package[TestPackage.Manifest]);
        Should.Throw<KeyNotFoundException>(() => model.Read("README.md"));
    }

    [Fact]
    public void Tells_its_root_and_its_signers_hint_without_any_key()
    {
        var contents = PackageContents.ReadRoot(package.WriteArchive(folder));

        contents.RootSha256.ShouldBe(RootDigest.Of(package.Resources()));
        contents.Identity.ShouldBe(new PackageIdentity("contoso.breastcancer.model", "1.2"));
        contents.SignerKeyId.ShouldBe(Keys.Publisher.All.Single().Id);
        contents.Sequence.ShouldBe(7);
    }

    [Fact]
    public void Has_the_same_root_whenever_it_is_signed() =>
        RootDigest.Of(TestPackage.Good.Resources()).ShouldBe(RootDigest.Of(new TestPackage { KeyPem = Keys.AttackerPem }.Sign().Resources().Reverse()));

    [Theory]
    [InlineData("contoso.breastcancer.MODEL", "1.2")]
    [InlineData(null, "1.2.0.0")]
    public void Is_the_one_that_was_asked_for_as_NuGet_compares(string? id, string version) =>
        ModelVerifier.Verify(package.WriteArchive(folder), Keys.Publisher, new() { ExpectedId = id, ExpectedVersion = version }).Sequence.ShouldBe(7);

    [Theory]
    [InlineData("Contoso.Other.Model", null)]
    [InlineData(null, "1.2.1")]
    [InlineData(null, "1.2.0-rc")]
    public void Is_refused_when_another_was_asked_for(string? id, string? version) =>
        Refusal.ShouldBeRefused(() => ModelVerifier.Verify(package.WriteArchive(folder), Keys.Publisher, new() { ExpectedId = id, ExpectedVersion = version }), "MB5024");

    sealed class OneWay(Stream inner) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() => inner.Flush();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
