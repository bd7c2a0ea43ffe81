using System.Text;
using ModelBuild.Store.Remote;

namespace ModelBuild.Store.Tests;

public sealed class A_shared_folder : IDisposable
{
    static readonly byte[] Content = Encoding.UTF8.GetBytes("content");
    readonly TemporaryFolder temp = new();
    readonly FolderPlace folder;

    public A_shared_folder()
    {
        Directory.CreateDirectory(temp["shared"]);
        folder = new(temp["shared"]);
    }

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        folder.Dispose();
        temp.Dispose();
    }

    async Task<byte[]?> ReadAsync(string path, long offset = 0)
    {
        using var content = await folder.OpenAsync(path, offset, null, Stop);
        if (content is null)
            return null;
        content.Offset.ShouldBe(offset);
        var buffer = new byte[100];
        return buffer[..await content.ReadAsync(buffer, Stop)];
    }

    [Fact]
    public async Task Gives_what_was_put_there()
    {
        await folder.PutAsync("cas/a", new MemoryStream(Content), Content.Length, Stop);

        (await ReadAsync("cas/a")).ShouldBe(Content);
        (await ReadAsync("cas/a", 3)).ShouldBe(Content[3..]);
        using (var content = folder.Open("cas/a", 3, null, Stop).ShouldNotBeNull())
        {
            var buffer = new byte[100];
            buffer[..content.Read(buffer, Stop)].ShouldBe(Content[3..]);
        }
        folder.Open("cas/b", 0, null, Stop).ShouldBeNull();
        (await folder.ContainsAsync("cas/a", Content.Length, Stop)).ShouldBeTrue();
        (await folder.ContainsAsync("cas/a", Content.Length + 1, Stop)).ShouldBeFalse();
        File.ReadAllBytes(temp["shared/cas/a"]).ShouldBe(Content); // as a server would keep it
        Directory.GetFiles(temp["shared/tmp"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Has_what_was_put_there_last()
    {
        await folder.PutAsync("ac/a", new MemoryStream(Content), Content.Length, Stop);
        await folder.PutAsync("ac/a", new MemoryStream([1]), 1, Stop);

        (await ReadAsync("ac/a")).ShouldBe([1]);
    }

    [Fact]
    public async Task Has_nothing_else()
    {
        (await ReadAsync("cas/b")).ShouldBeNull();
        (await folder.ContainsAsync("cas/b", 0, Stop)).ShouldBeFalse();
    }

    [Fact]
    public async Task That_is_not_there_is_never_made()
    {
        using var gone = new FolderPlace(temp["not mounted"]);

        (await Should.ThrowAsync<RemoteException>(() => gone.OpenAsync("ac/a", 0, null, Stop))).Message.ShouldContain("is no folder that is there");
        await Should.ThrowAsync<RemoteException>(() => gone.ContainsAsync("ac/a", 0, Stop));
        await Should.ThrowAsync<RemoteException>(() => gone.PutAsync("ac/a", new MemoryStream(Content), Content.Length, Stop));
        Directory.Exists(temp["not mounted"]).ShouldBeFalse();
    }

    [Fact]
    public async Task With_a_folder_or_a_link_in_the_place_of_a_file_says_so()
    {
        Directory.CreateDirectory(temp["shared/cas/folder"]);
        (await Should.ThrowAsync<RemoteException>(() => folder.OpenAsync("cas/folder", 0, null, Stop))).IsTransient.ShouldBeFalse();
        await Should.ThrowAsync<RemoteException>(() => folder.PutAsync("cas/folder", new MemoryStream(Content), Content.Length, Stop));
        Directory.GetFiles(temp["shared/tmp"]).ShouldBeEmpty();
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        File.CreateSymbolicLink(temp["shared/cas/link"], temp.Write("secret", "x"));
        await Should.ThrowAsync<RemoteException>(() => folder.OpenAsync("cas/link", 0, null, Stop));
    }
}
