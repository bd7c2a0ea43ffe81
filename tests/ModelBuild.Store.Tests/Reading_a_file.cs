using ModelBuild.Core.Digests;
using ModelBuild.Store.Files;

namespace ModelBuild.Store.Tests;

public sealed class Reading_a_file : IDisposable
{
    readonly TemporaryFolder temp = new();

    public void Dispose() => temp.Dispose();

    public static TheoryData<int> Sizes =>
    [
        0, 1, 4095, 4096, (1 << 16) - 1, 1 << 16, (1 << 16) + 1, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, 1 << 19, (3 << 20) + 5,
    ];

    byte[] Write(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        temp.Write("file", bytes);
        return bytes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Gives_the_digest_of_all_its_bytes(int size)
    {
        var expected = (Digest.Of(Write(size)), (long)size);

        FileHash.Of(temp["file"]).ShouldBe(expected);
        FileHash.Of(temp["file"], size).ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Does_not_count_on_the_size_that_it_should_have(int size)
    {
        var expected = (Digest.Of(Write(size)), (long)size);

        foreach (var smaller in new[] { 0, size / 2, size - 1 })
            FileHash.Of(temp["file"], Math.Max(smaller, 0)).Size.ShouldBeInRange(Math.Max(smaller, 0), size);
        foreach (var larger in new[] { size + 1, 2 * size + 100 })
            FileHash.Of(temp["file"], larger).ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Copies_what_it_hashes(int size)
    {
        var bytes = Write(size);
        using var copy = new MemoryStream();
        using (var source = File.OpenRead(temp["file"]))
            FileHash.Of(source, copy).ShouldBe((Digest.Of(bytes), (long)size));
        copy.ToArray().ShouldBe(bytes);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Begins_where_the_stream_is(int size)
    {
        var bytes = Write(size + 7);
        using var source = File.OpenRead(temp["file"]);
        source.Position = 7;

        FileHash.Of(source, copy: null).ShouldBe((Digest.Of(bytes.AsSpan(7)), (long)size));
    }

    [Fact]
    public void Says_what_dotnet_says_of_a_file_that_is_not_there()
    {
        Should.Throw<FileNotFoundException>(() => FileHash.Of(temp["nothing"], 5));
        Should.Throw<UnauthorizedAccessException>(() => FileHash.Of(temp.Root, 5));
    }

    [Fact]
    public void Reads_what_says_that_it_is_empty()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "has such files");

        FileHash.Of("/proc/version").ShouldBe((Digest.Of(File.ReadAllBytes("/proc/version")), File.ReadAllBytes("/proc/version").Length));
        FileHash.Of("/proc/version", 0).ShouldBe(FileHash.Of("/proc/version"));
    }

    [Fact]
    public void Takes_paths_of_any_length_and_name()
    {
        var path = temp.Write(Path.Combine([.. Enumerable.Repeat("ä 模 \U0001F600", OperatingSystem.IsWindows() ? 3 : 100), "file"]), "deep");

        FileHash.Of(path, 4).ShouldBe((Digest.OfText("deep"), 4));
    }
}
