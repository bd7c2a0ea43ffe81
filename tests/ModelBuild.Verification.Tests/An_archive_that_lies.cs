using System.IO.Compression;

namespace ModelBuild.Verification.Tests;

/// <summary>Archives that no library writes; most of them would be read in two ways by two readers.</summary>
public sealed class An_archive_that_lies : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly TestPackage package = TestPackage.Good;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Is_refused_for_a_symbolic_link() =>
        package.WriteArchive(folder, null, new RawEntry("model/link", "/etc/passwd"u8.ToArray()) { Attributes = 0xA1FFu << 16 })
            .ShouldBeRefused("MB5005").Message.ShouldContain("symbolic link");

    [Theory]
    [InlineData(0x1000u)]
    [InlineData(0x2000u)]
    [InlineData(0x4000u)]
    [InlineData(0x6000u)]
    [InlineData(0xC000u)]
    public void Is_refused_for_a_pipe_socket_device_or_folder(uint type) =>
        package.WriteArchive(folder, null, new RawEntry("model/other", []) { Attributes = type << 16 }).ShouldBeRefused("MB5005");

    [Theory]
    [InlineData("model/folder/")]
    [InlineData("model/")]
    public void Is_refused_for_a_name_of_a_folder(string name) =>
        package.WriteArchive(folder, null, new RawEntry(name, [])).ShouldBeRefused("MB5005");

    [Fact]
    public void Is_refused_for_an_encrypted_file() =>
        package.WriteArchive(folder, entry => entry.Name == TestPackage.Weights ? entry with { Flags = 1 } : entry).ShouldBeRefused("MB5002");

    [Theory]
    [InlineData(12)]
    [InlineData(14)]
    [InlineData(93)]
    public void Is_refused_for_a_method_that_NuGet_never_uses(int method) =>
        package.WriteArchive(folder, entry => entry.Name == TestPackage.Weights ? entry with { Method = (ushort)method } : entry).ShouldBeRefused("MB5002");

    [Theory]
    [InlineData(4999u)]
    [InlineData(5001u)]
    [InlineData(1u)]
    [InlineData(0u)]
    [InlineData(50_000_000u)]
    public void Is_refused_for_a_length_that_is_not_the_manifests(uint length) =>
        package.WriteArchive(folder, entry => entry.Name == TestPackage.Weights ? entry with { Length = length } : entry)
            .ShouldBeRefused(length > 10_000_000 ? "MB5006" : "MB5007");

    [Fact]
    public void Is_refused_for_a_length_that_differs_in_the_files_own_header() =>
        package.WriteArchive(folder, entry => entry.Name == TestPackage.Weights ? entry with { LocalLength = 1 } : entry).ShouldBeRefused("MB5007");

    [Theory]
    [InlineData(4000)]
    [InlineData(6000)]
    public void Is_refused_for_content_that_is_not_as_long_as_signed(int actual) =>
        package.WriteArchive(folder, entry => entry.Name == TestPackage.Weights ? entry with { Content = new byte[actual], Length = 5000 } : entry).ShouldBeRefused("MB5007");

    [Theory]
    [InlineData("README.md")]
    [InlineData("[Content_Types].xml")]
    [InlineData("Contoso.BreastCancer.Model.nuspec")]
    [InlineData(TestPackage.Manifest)]
    [InlineData(TestPackage.Signature)]
    public void Is_refused_for_a_wrong_length_of_what_nobody_signs(string name) =>
        package.WriteArchive(folder, entry => entry.Name == name ? entry with { Length = (uint)entry.Content.Length - 1 } : entry).ShouldBeRefused("MB5007");

    [Fact]
    public void Is_refused_for_a_bomb()
    {
        var path = package.WriteArchive(folder, null, new RawEntry("model/zeros.bin", new byte[64 << 20]));
        new FileInfo(path).Length.ShouldBeLessThan(200_000);

        path.ShouldBeRefused("MB5006").Message.ShouldContain("67108864");
    }

    [Fact]
    public void Is_refused_for_a_bomb_that_claims_to_be_small() =>
        package.WriteArchive(folder, entry => entry.Name == TestPackage.Weights ? entry with { Content = new byte[64 << 20], Length = 5000 } : entry).ShouldBeRefused("MB5007");

    [Fact]
    public void Is_refused_for_more_than_the_limit_altogether() =>
        Refusal.ShouldBeRefused(() => ModelVerifier.Verify(package.WriteArchive(folder), Keys.Publisher, new() { MaxTotalBytes = 10_000 }), "MB5006");

    [Fact]
    public void Is_refused_for_lengths_that_overflow_their_sum() =>
        folder.Write("x.nupkg", RawZip.Write(Enumerable.Range(0, 4).Select(i => new RawEntry($"model/{i}", new byte[9])
        {
            Flags = 8, Length = uint.MaxValue, LocalLength = 0, Extra = [1, 0, 8, 0, .. BitConverter.GetBytes(long.MaxValue)],
        }))).ShouldBeRefused("MB5006");

    [Theory]
    [InlineData(10_001)]
    [InlineData(100_000)]
    public void Is_refused_for_too_many_files(int count) =>
        folder.Write("x.nupkg", RawZip.Write(Enumerable.Range(0, count).Select(i => new RawEntry($"model/{i}", []) { Deflate = false }))).ShouldBeRefused("MB5006");

    [Fact]
    public void Is_refused_for_a_file_count_that_is_not_true()
    {
        folder.Write("x.nupkg", RawZip.Write(package.Entries(), count: 3)).ShouldBeRefused("MB5002");
        folder.Write("x.nupkg", RawZip.Write(package.Entries(), count: 9999)).ShouldBeRefused("MB5002");
    }

    [Fact]
    public void Is_refused_for_another_name_in_the_files_own_header() =>
        package.WriteArchive(folder, entry => entry.Name == TestPackage.Weights ? entry with { LocalName = "model/../evil.json" } : entry).ShouldBeRefused("MB5002");

    [Theory]
    [InlineData(0x7075)] // another name, which unzip believes
    [InlineData(0x6375)]
    [InlineData(0x000A)]
    [InlineData(0x5455)]
    [InlineData(0x9901)]
    [InlineData(0xCAFE)]
    [InlineData(0)]
    public void Is_refused_for_an_extra_field_that_NuGet_never_writes(int id)
    {
        var field = Field(id, [1, .. BitConverter.GetBytes(0x12345678), .. "build/X.targets"u8]);
        var notes = new RawEntry("notes.txt", "<Project/>"u8.ToArray());
        package.WriteArchive(folder, null, notes with { Extra = field }).ShouldBeRefused("MB5002").Message.ShouldContain($"(0x{id:x4})");
        package.WriteArchive(folder, null, notes with { LocalExtra = field }).ShouldBeRefused("MB5002").Message.ShouldContain($"(0x{id:x4})");
        package.WriteArchive(folder, null, notes with { Extra = [.. Field(1, []), .. field] }).ShouldBeRefused("MB5002");
        ModelVerifier.Verify(package.WriteArchive(folder, null, notes), Keys.Publisher).Files.Count.ShouldBe(4);
    }

    [Fact]
    public void Is_refused_for_large_sizes_that_others_read_at_another_place()
    {
        var content = "some notes"u8.ToArray();
        var exact = BitConverter.GetBytes((long)content.Length);
        RawEntry Notes(byte[] numbers) => new("notes.txt", content) { Deflate = false, Packed = uint.MaxValue, Extra = Field(1, numbers) };
        ModelVerifier.Verify(package.WriteArchive(folder, null, Notes(exact)), Keys.Publisher).Files.Count.ShouldBe(4);

        // The specification's packed length is the first number here, and .NET's the second.
        var path = package.WriteArchive(folder, null, Notes([.. exact, .. BitConverter.GetBytes(4L), .. new byte[12]]));
        using (var others = ZipFile.OpenRead(path))
            others.GetEntry("notes.txt")!.CompressedLength.ShouldBe(4);
        path.ShouldBeRefused("MB5002");
        package.WriteArchive(folder, null, Notes([.. exact, 0])).ShouldBeRefused("MB5002");
    }

    [Fact]
    public void Is_refused_for_bytes_that_belong_to_no_file()
    {
        package.WriteArchive(folder, entry => entry.Name == TestPackage.Weights ? entry with { Before = "hidden"u8.ToArray() } : entry).ShouldBeRefused("MB5002");
        folder.Write(package.FileName, RawZip.Write(package.Entries(), beforeDirectory: "hidden"u8.ToArray())).ShouldBeRefused("MB5002");
        folder.Write(package.FileName, [.. "#!/bin/sh\n"u8, .. RawZip.Write(package.Entries())]).ShouldBeRefused("MB5002");
        folder.Write(package.FileName, [.. RawZip.Write(package.Entries()), 0]).ShouldBeRefused("MB5002");
        folder.Write(package.FileName, RawZip.Write(package.Entries(), comment: "a comment")).ShouldBeRefused("MB5002");
    }

    [Fact]
    public void Is_refused_wherever_it_is_cut_off()
    {
        var whole = RawZip.Write(package.Entries());
        for (var length = 0; length < whole.Length; length += 1 + (length / 50))
            folder.Write(package.FileName, whole[..length]).ShouldBeRefused("MB5002");
    }

    [Fact]
    public void Is_refused_for_damaged_compressed_data()
    {
        var whole = RawZip.Write([.. package.Entries()]);
        var at = whole.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(TestPackage.Weights)) + TestPackage.Weights.Length;
        whole[at] = 0xFF; // no such kind of block
        folder.Write(package.FileName, whole).ShouldBeRefused("MB5002");
    }

    [Fact]
    public void Is_refused_when_it_is_not_there()
    {
        folder["none.nupkg"].ShouldBeRefused("MB5001");
        "".ShouldBeRefused("MB5001");
        Refusal.ShouldBeRefused(() => PackageContents.ReadRoot(""), "MB5001");
    }

    [Fact]
    public void Is_refused_when_it_is_something_else()
    {
        folder.Write("x.nupkg", "this is a text and no archive at all"u8.ToArray()).ShouldBeRefused("MB5002");
        folder.Write("x.nupkg", RawZip.Write([])).ShouldBeRefused("MB5011");
    }

    static byte[] Field(int id, byte[] content) => [.. BitConverter.GetBytes((ushort)id), .. BitConverter.GetBytes((ushort)content.Length), .. content];
}
