using System.Security.Cryptography;
using System.Text;
using ModelBuild.Core.Protocol;
using ModelBuild.Execution.Remote;
using ModelBuild.Store.Remote;

namespace ModelBuild.Execution.Tests;

/// <summary>Whatever a server says, the build is correct, and one warning tells.</summary>
public sealed class WhenARemoteCacheLies : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    static readonly string ModelPath = "cas/" + NameOf("ONE\n{}"u8);
    readonly CacheServer server = new();
    readonly ToyModel toy = new ToyModel().WithThreeStages();
    readonly List<IRemotePlace> places = [];

    public WhenARemoteCacheLies() => toy.Remote = Access();

    public void Dispose()
    {
        places.ForEach(place => place.Dispose());
        server.Dispose();
        toy.Dispose();
    }

    RemoteAccess Access(string? address = null, string secret = "a secret of enough characters")
    {
        var place = new HttpPlace(address ?? server.Address, authorization: null, Patience);
        places.Add(place);
        var shared = new SharedSecret(secret);
        return new(place, [shared], shared);
    }

    static string NameOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Everything was made somewhere else, and lies on the server.</summary>
    async Task MadeElsewhereAsync()
    {
        (await toy.BuildAsync()).ShouldBeTrue();
        toy.MoveToAnotherMachine();
        server.Requests.Clear();
    }

    /// <summary>The model is right, and so is every object of the store.</summary>
    async Task ShouldBuildWithAsync(string? warning, params string[] ran)
    {
        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran.ShouldBe(ran);
        if (warning is null)
            toy.Diagnostics.ShouldBeEmpty();
        else
            toy.Diagnostics.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                diagnostic => diagnostic.Code.ShouldBe(warning, diagnostic.Message), diagnostic => diagnostic.Place.File.ShouldBe(toy.Remote!.Place.Name));
        toy.Model("model.txt").ShouldBe("ONE\n{}");
        foreach (var stored in Directory.GetFiles(Path.Combine(toy.Cache, "cas"), "*", SearchOption.AllDirectories))
            Path.GetFileName(stored).ShouldBe(NameOf(File.ReadAllBytes(stored)));
        var temporary = Path.Combine(toy.Cache, "tmp");
        if (Directory.Exists(temporary))
            Directory.GetFiles(temporary).ShouldBeEmpty();
    }

    void ForEntries(Func<byte[], byte[]> change)
    {
        foreach (var path in server.Files.Keys.Where(path => path.StartsWith("ac/", StringComparison.Ordinal)).ToList())
            server.Files[path] = change(server.Files[path]);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("empty")]
    [InlineData("a page")]
    [InlineData("a bit")]
    [InlineData("another output")]
    [InlineData("without its seal")]
    public async Task An_entry_that_was_changed_is_ignored_and_replaced(string how)
    {
        await MadeElsewhereAsync();
        ForEntries(entry => how switch
        {
            "cut" => entry[..(entry.Length / 2)],
            "empty" => [],
            "a page" => Encoding.UTF8.GetBytes("<html>Please sign in</html>"),
            "a bit" => [.. entry[..^9], (byte)(entry[^9] ^ 1), .. entry[^8..]],
            "another output" => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(entry).Replace("output sha256:", "output sha256:0000", StringComparison.Ordinal)),
            _ => ActionResultMessage.Write([], Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(ActionResultMessage.FindEntry(entry)!).Split("seal ")[0])),
        });

        await ShouldBuildWithAsync("MB6021", "prepare", "train", "evaluate");

        toy.MoveToAnotherMachine();
        await ShouldBuildWithAsync(null);
    }

    [Fact]
    public async Task Entries_that_were_exchanged_are_ignored()
    {
        await MadeElsewhereAsync();
        var paths = server.Files.Keys.Where(path => path.StartsWith("ac/", StringComparison.Ordinal)).ToList();
        var entries = paths.ConvertAll(path => server.Files[path]);
        for (var i = 0; i < paths.Count; i++)
            server.Files[paths[i]] = entries[(i + 1) % paths.Count];

        await ShouldBuildWithAsync("MB6021", "prepare", "train", "evaluate");
        toy.Diagnostics.Single().Message.ShouldContain("3 entries were ignored");
    }

    [Fact]
    public async Task Who_knows_another_secret_makes_no_entry_that_counts()
    {
        toy.Remote = Access(secret: "the secret of somebody else");
        toy.Stage("train", "echo poison > output.partial/model.txt", ["prepare"]);
        await MadeElsewhereAsync();
        toy.WithThreeStages();
        toy.Remote = Access();

        await ShouldBuildWithAsync("MB6021", "prepare", "train", "evaluate");
    }

    [Fact]
    public async Task An_entry_without_end_is_given_up()
    {
        await MadeElsewhereAsync();
        server.Lie = (request, truth) => request.Path.StartsWith("ac/", StringComparison.Ordinal) && request.Method == "GET"
            ? truth with { Body = new byte[1 << 20], Length = -1, IsEndless = true } : null;

        await ShouldBuildWithAsync("MB6021", "prepare", "train", "evaluate");
    }

    [Theory]
    [InlineData("a bit")]
    [InlineData("shorter")]
    [InlineData("longer")]
    [InlineData("empty")]
    [InlineData("gone")]
    [InlineData("another")]
    public async Task An_object_that_is_not_what_its_name_says_is_made_here_and_replaced(string how)
    {
        await MadeElsewhereAsync();
        var content = server.Files[ModelPath];
        if (how == "gone")
            server.Files.TryRemove(ModelPath, out _);
        else
            server.Files[ModelPath] = how switch
            {
                "a bit" => [(byte)(content[0] ^ 1), .. content[1..]],
                "shorter" => content[..^1],
                "longer" => [.. content, 0],
                "empty" => [],
                _ => server.Files.First(file => file.Key.StartsWith("cas/", StringComparison.Ordinal) && file.Key != ModelPath).Value,
            };

        await ShouldBuildWithAsync("MB6022", "train");

        server.Files[ModelPath].ShouldBe(content);
        toy.MoveToAnotherMachine();
        await ShouldBuildWithAsync(null);
    }

    [Fact]
    public async Task Stages_whose_objects_are_all_gone_are_counted_as_run()
    {
        await MadeElsewhereAsync();
        foreach (var path in server.Files.Keys.Where(path => path.StartsWith("cas/", StringComparison.Ordinal)).ToList())
            server.Files.TryRemove(path, out _);

        (await toy.BuildAsync()).ShouldBeTrue();

        var finished = toy.Events.OfType<ModelFinishedEvent>().ShouldHaveSingleItem();
        (finished.StagesRun, finished.StagesRestored).ShouldBe((toy.Ran.Length, 0));
        toy.Ran.Length.ShouldBe(3);
    }

    [Fact]
    public async Task No_byte_more_is_taken_than_the_entry_says()
    {
        await MadeElsewhereAsync();
        server.Lie = (request, truth) => request.Path == ModelPath && request.Method == "GET"
            ? truth with { Body = new byte[1 << 20], Length = -1, IsEndless = true } : null;

        await ShouldBuildWithAsync("MB6022", "train");
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(418)]
    [InlineData(204)]
    public async Task A_server_that_answers_anything_else_costs_one_warning(int status)
    {
        await MadeElsewhereAsync();
        server.Lie = (_, _) => new(status, []);

        await ShouldBuildWithAsync("MB6020", "prepare", "train", "evaluate");

        toy.Diagnostics.Single().Message.ShouldContain(status == 204 ? "204" : $"answered {status}");
        server.Requests.Count.ShouldBeLessThanOrEqualTo(5);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(20)]
    public async Task A_server_that_falls_silent_costs_one_warning(int after)
    {
        await MadeElsewhereAsync();
        server.Lie = (_, truth) => truth with { StallsAfter = after };

        await ShouldBuildWithAsync("MB6020", "prepare", "train", "evaluate");

        server.Requests.Count.ShouldBeLessThanOrEqualTo(5);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(20)]
    public async Task A_server_that_always_breaks_off_costs_one_warning(int after)
    {
        await MadeElsewhereAsync();
        server.Lie = (_, truth) => truth with { BreaksAfter = after };

        await ShouldBuildWithAsync("MB6020", "prepare", "train", "evaluate");

        server.Requests.Count.ShouldBeLessThanOrEqualTo(20); // where a connection ends before an answer, the client itself asks three times more
    }

    [Fact]
    public async Task A_server_that_is_not_there_costs_one_warning()
    {
        using (var gone = new CacheServer())
            toy.Remote = Access(gone.Address);

        await ShouldBuildWithAsync("MB6020", "prepare", "train", "evaluate");
        toy.Diagnostics.Single().Message.ShouldContain("refused");
    }

    [Fact]
    public async Task A_redirection_in_circles_costs_one_warning()
    {
        await MadeElsewhereAsync();
        server.Lie = (request, _) => new(302, []) { Headers = $"Location: {server.Address}/{request.Path}\r\n" };

        await ShouldBuildWithAsync("MB6020", "prepare", "train", "evaluate");

        server.Requests.Count.ShouldBeLessThanOrEqualTo(4);
    }

    [Fact]
    public async Task What_speaks_no_HTTP_costs_one_warning()
    {
        await MadeElsewhereAsync();
        server.Lie = (_, _) => new(200, []) { Headers = "this is no header\r\n\0\r\n" };

        await ShouldBuildWithAsync("MB6020", "prepare", "train", "evaluate");
    }

    [Fact]
    public async Task A_server_that_dies_between_an_entry_and_its_objects_costs_one_warning()
    {
        await MadeElsewhereAsync();
        server.Lie = (request, truth) => request.Path.StartsWith("cas/", StringComparison.Ordinal) ? truth with { BreaksAfter = 0 } : null;

        // What else the entries promise cannot be had either, so all of it is made here.
        await ShouldBuildWithAsync("MB6020", "prepare", "train", "evaluate");
    }

    [Fact]
    public async Task A_server_that_takes_nothing_costs_one_warning_and_is_still_read()
    {
        await MadeElsewhereAsync();
        server.Lie = (request, _) => request.Method == "PUT" ? new(403, []) : null;
        toy.Stage("evaluate", """echo '{"rows": 10, "metrics": {"accuracy": 0.95}, "slices": []}' > output.partial/evaluation.json""", ["train"]);

        await ShouldBuildWithAsync("MB6020", "evaluate");

        toy.Diagnostics.Single().Message.ShouldContain("This build uploads nothing more.");
        server.Asked("PUT").Count().ShouldBeLessThanOrEqualTo(8);
        server.Asked("PUT", "ac/").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_short_trouble_costs_nothing()
    {
        await MadeElsewhereAsync();
        var asked = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        server.Lie = (request, truth) => asked.TryAdd(request.ToString(), true) ? (request.Path.Length % 2 == 0 ? new(503, []) : truth with { BreaksAfter = 1 }) : null;

        await ShouldBuildWithAsync(null);
    }

    [Fact]
    public async Task The_end_of_the_build_ends_a_transfer()
    {
        await MadeElsewhereAsync();
        using var stop = new CancellationTokenSource();
        var place = new HttpPlace(server.Address, null, TimeSpan.FromHours(1));
        places.Add(place);
        toy.Remote = toy.Remote! with { Place = place };
        server.Lie = (request, truth) =>
        {
            if (request.Path != ModelPath)
                return null;
            stop.Cancel();
            return truth with { StallsAfter = 1 };
        };

        await Should.ThrowAsync<OperationCanceledException>(toy.BuildUntilAsync(EngineGoal.Train, stop.Token));

        Directory.GetFiles(Path.Combine(toy.Cache, "tmp")).ShouldBeEmpty();
    }
}
