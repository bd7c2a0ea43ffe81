using ModelBuild.Core.Digests;
using ModelBuild.Execution.Remote;
using ModelBuild.Store;
using ModelBuild.Store.Remote;

namespace ModelBuild.Execution.Tests;

public sealed class WhenADownloadBreaksOff() : WhenADownload(size: 4_000_000);

/// <summary>A thread waits for it.</summary>
public sealed class WhenADownloadOfALargeObjectBreaksOff() : WhenADownload(size: 5_000_000);

public abstract class WhenADownload : IDisposable
{
    readonly CacheServer server = new();
    readonly string root = Directory.CreateTempSubdirectory("modelbuild tests ").FullName;
    readonly byte[] content;
    readonly Digest digest;
    readonly HttpPlace place;
    readonly ContentStore store;

    /// <param name="size">Of the object, in bytes.</param>
    protected WhenADownload(int size)
    {
        content = new byte[size];
        new Random(7).NextBytes(content);
        digest = Digest.Of(content);
        server.Files[RemotePath.OfObject(digest)] = content;
        place = new(server.Address, authorization: null, TimeSpan.FromSeconds(2));
        store = new(Path.Combine(root, "store"));
    }

    public void Dispose()
    {
        place.Dispose();
        server.Dispose();
        Directory.Delete(root, recursive: true);
        GC.SuppressFinalize(this);
    }

    async Task<bool> DownloadAsync()
    {
        using var target = store.Receive(digest, content.Length);
        return await Retries.RunAsync(new ObjectDownload(place, RemotePath.OfObject(digest), target).TryFinishAsync, TestContext.Current.CancellationToken);
    }

    /// <summary>The first answers break off after each of these numbers of bytes.</summary>
    void BreakAfter(bool stalls, params int[] bytes)
    {
        var left = new Queue<int>(bytes);
        server.Lie = (_, truth) => !left.TryDequeue(out var after) ? null : stalls ? truth with { StallsAfter = after } : truth with { BreaksAfter = after };
    }

    string?[] Ranges => [.. server.Requests.Select(request => request.Headers.GetValueOrDefault("Range"))];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_goes_on_where_it_stopped(bool stalls)
    {
        BreakAfter(stalls, 3_000_000, 1_500_000);

        (await DownloadAsync()).ShouldBeTrue();

        store.ReadBytes(digest).ShouldBe(content);
        // What of a piece had not arrived in full is asked for again.
        Ranges.Length.ShouldBe(3);
        Ranges[0].ShouldBeNull();
        foreach (var range in Ranges[1..])
            int.Parse(range!["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(1 << 20);
    }

    [Fact]
    public async Task From_a_server_that_sends_no_parts_it_begins_anew()
    {
        var first = true;
        server.Lie = (_, _) => first && !(first = false) ? new(200, content) { BreaksAfter = 3_000_000, Headers = "ETag: \"x\"\r\n" } : new(200, content);

        (await DownloadAsync()).ShouldBeTrue();

        store.ReadBytes(digest).ShouldBe(content);
        Ranges[1].ShouldNotBeNull();
    }

    [Fact]
    public async Task From_a_server_without_versions_it_begins_anew()
    {
        var first = true;
        server.Lie = (_, truth) => truth with { Headers = "", BreaksAfter = first && !(first = false) ? 3_000_000 : null };

        (await DownloadAsync()).ShouldBeTrue();

        Ranges.ShouldBe([null, null]);
    }

    [Fact]
    public async Task Another_content_meanwhile_is_taken_from_its_beginning()
    {
        var path = RemotePath.OfObject(digest);
        server.Files[path] = [.. content.Select(b => (byte)(b ^ 1))];
        server.Lie = (request, truth) =>
        {
            if (request.Headers.ContainsKey("Range"))
                return null;
            server.Files[path] = content;
            return truth with { BreaksAfter = 3_000_000 };
        };

        (await DownloadAsync()).ShouldBeTrue();

        store.ReadBytes(digest).ShouldBe(content);
    }

    [Fact]
    public async Task Another_part_than_was_asked_for_is_refused()
    {
        var first = true;
        server.Lie = (_, truth) => first && !(first = false)
            ? truth with { BreaksAfter = 3_000_000 }
            : new(206, content[1_000_000..]) { Headers = $"Content-Range: bytes 1000000-{content.Length - 1}/{content.Length}\r\n" };

        (await Should.ThrowAsync<RemoteException>(DownloadAsync)).Message.ShouldContain("another part");
        store.Contains(digest).ShouldBeFalse();
    }

    [Fact]
    public async Task Too_often_it_is_given_up()
    {
        server.Lie = (_, truth) => truth with { BreaksAfter = 0 };

        (await Should.ThrowAsync<RemoteException>(DownloadAsync)).Message.ShouldContain("broke off");
        Directory.GetFiles(Path.Combine(root, "store", "tmp")).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_ends_at_once_when_nobody_waits_for_it()
    {
        using var patient = new HttpPlace(server.Address, authorization: null, TimeSpan.FromMinutes(10));
        using var nobodyWaits = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var target = store.Receive(digest, content.Length);
        server.Lie = (_, truth) => truth with { StallsAfter = 1_500_000 };

        var download = new ObjectDownload(patient, RemotePath.OfObject(digest), target).TryFinishAsync(nobodyWaits.Token);
        while (target.Received == 0 && !download.IsCompleted)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        nobodyWaits.Cancel();

        await Should.ThrowAsync<OperationCanceledException>(() => download.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_answer_in_an_encoding_is_refused()
    {
        server.Lie = (_, truth) => truth with { Headers = "Content-Encoding: gzip\r\n" };

        (await Should.ThrowAsync<RemoteException>(DownloadAsync)).Message.ShouldContain("gzip");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_redirection_is_followed_without_the_token(bool waits)
    {
        using var other = new CacheServer();
        other.Files[RemotePath.OfObject(digest)] = content;
        server.Lie = (request, _) => new(307, []) { Headers = $"Location: {other.Address}/{request.Path}\r\n" };
        using var authorized = new HttpPlace(server.Address, "Bearer a-token");

        var path = RemotePath.OfObject(digest);
        var stop = TestContext.Current.CancellationToken;
        using (var opened = waits ? authorized.Open(path, 0, null, stop) : await authorized.OpenAsync(path, 0, null, stop))
            opened.ShouldNotBeNull();

        server.Requests.ShouldHaveSingleItem().Headers["Authorization"].ShouldBe("Bearer a-token");
        other.Requests.ShouldHaveSingleItem().Headers.ContainsKey("Authorization").ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_uploaded_arrives_with_its_length_and_the_token()
    {
        using var authorized = new HttpPlace(server.Address, "Basic dTpw");
        await authorized.PutAsync("cas/x", new MemoryStream(content), content.Length, TestContext.Current.CancellationToken);

        server.Files["cas/x"].ShouldBe(content);
        var request = server.Requests.ShouldHaveSingleItem();
        request.Headers["Content-Length"].ShouldBe(content.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        request.Headers["Authorization"].ShouldBe("Basic dTpw");
    }
}
