using System.Security.Cryptography;
using System.Text;
using ModelBuild.Core.Protocol;
using ModelBuild.Execution.Remote;
using ModelBuild.Store.Remote;

namespace ModelBuild.Execution.Tests;

public sealed class WhenResultsAreShared : IDisposable
{
    readonly CacheServer server = new();
    readonly ToyModel toy = new ToyModel().WithThreeStages();
    readonly List<IRemotePlace> places = [];

    public WhenResultsAreShared() => toy.Remote = Access();

    public void Dispose()
    {
        places.ForEach(place => place.Dispose());
        server.Dispose();
        toy.Dispose();
    }

    RemoteAccess Access(string secret = "a secret of enough characters", bool writes = true)
    {
        var place = new HttpPlace(server.Address, authorization: null);
        places.Add(place);
        var shared = new SharedSecret(secret);
        return new(place, [shared], writes ? shared : null);
    }

    static string NameOf(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    [Fact]
    public async Task Another_machine_runs_nothing_and_says_whose_results_it_has()
    {
        (await toy.BuildAsync()).ShouldBeTrue();
        var model = toy.Model("model.txt");
        toy.MoveToAnotherMachine();

        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran.ShouldBeEmpty();
        toy.Model("model.txt").ShouldBe(model);
        toy.Model("metrics.json").ShouldContain("0.9");
        var finished = toy.Events.OfType<StageFinishedEvent>().ToList();
        finished.Select(stage => stage.Node).ShouldBe(["prepare", "train", "evaluate"]);
        finished.ShouldAllBe(stage => stage.Outcome == StageOutcome.Restored && stage.Remote == server.Address && stage.Signer == "shared secret");
        var ended = toy.Events.OfType<ModelFinishedEvent>().ShouldHaveSingleItem();
        (ended.StagesRun, ended.StagesRestored, ended.StagesUpToDate).ShouldBe((0, 3, 0));
        toy.Diagnostics.ShouldBeEmpty();
        var record = Directory.EnumerateFiles(Path.Combine(toy.Root, ".modelbuild", "runs"), "run.json", SearchOption.AllDirectories).ShouldHaveSingleItem();
        File.ReadAllText(record).ShouldContain($"\"remote\":\"{server.Address}\",\"signer\":\"shared secret\"");
    }

    [Fact]
    public async Task Only_what_is_needed_is_fetched()
    {
        await toy.BuildAsync();
        toy.MoveToAnotherMachine();
        server.Requests.Clear();

        (await toy.BuildAsync()).ShouldBeTrue();

        var fetched = server.Asked("GET", "cas/").Select(request => request.Path["cas/".Length..]).ToList();
        fetched.ShouldContain(NameOf("ONE\n{}"));
        fetched.ShouldNotContain(NameOf("ONE\n")); // what the first stage made, which only the others read
        fetched.ShouldBeUnique();
        server.Asked("PUT").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stage_that_must_run_gets_its_input_and_no_stage_before_it_runs()
    {
        await toy.BuildAsync();
        toy.MoveToAnotherMachine();
        await toy.BuildAsync();
        toy.Stage("train", "cat inputs/prepare/table.txt options.json > output.partial/model.txt", ["prepare"], null, ("train.l2", "2"));

        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran.ShouldBe(["train", "evaluate"]);
        toy.Model("model.txt").ShouldStartWith("ONE\n");
        toy.Model("model.txt").ShouldContain("\"train.l2\":2");
    }

    [Fact]
    public async Task What_this_machine_made_itself_is_not_asked_for()
    {
        await toy.BuildAsync();
        server.Requests.Clear();
        (await toy.BuildAsync()).ShouldBeTrue();
        server.Requests.ShouldBeEmpty();
        toy.Events.OfType<StageFinishedEvent>().ShouldAllBe(stage => stage.Outcome == StageOutcome.UpToDate);

        Directory.Delete(Path.Combine(toy.Root, "obj"), recursive: true);
        (await toy.BuildAsync()).ShouldBeTrue();
        server.Requests.ShouldBeEmpty();
        toy.Events.OfType<StageFinishedEvent>().ShouldAllBe(stage => stage.Outcome == StageOutcome.Restored && stage.Remote == null && stage.Signer == null);
    }

    [Fact]
    public async Task Objects_are_uploaded_before_the_entry_that_names_them_and_only_once()
    {
        await toy.BuildAsync();

        foreach (var entry in server.Asked("PUT", "ac/"))
        {
            var before = server.Requests.TakeWhile(request => request != entry).Where(request => request.Method == "PUT").Select(request => request.Path["cas/".Length..]).ToList();
            var text = Encoding.UTF8.GetString(ActionResultMessage.FindEntry(entry.Body)!);
            foreach (var line in text.Split('\n').Where(line => line.StartsWith("tree ", StringComparison.Ordinal) || line.StartsWith("log ", StringComparison.Ordinal)))
                before.ShouldContain(line.Split(' ')[1]["sha256:".Length..]);
        }
        server.Asked("PUT", "ac/").Count().ShouldBe(3);
        foreach (var (path, content) in server.Files.Where(file => file.Key.StartsWith("cas/", StringComparison.Ordinal)))
            path.ShouldBe("cas/" + Convert.ToHexStringLower(SHA256.HashData(content)));

        toy.Stage("train", "cat inputs/prepare/table.txt options.json > output.partial/model.txt; true", ["prepare"]);
        server.Requests.Clear();
        await toy.BuildAsync();
        server.Asked("PUT", "ac/").Count().ShouldBe(1); // of another key; the same output, so nothing follows
        server.Asked("PUT", "cas/").ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_may_only_read_uploads_nothing()
    {
        toy.Remote = Access(writes: false);
        (await toy.BuildAsync()).ShouldBeTrue();

        server.Requests.ShouldNotBeEmpty();
        server.Requests.ShouldAllBe(request => request.Method == "GET");
        server.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failed_build_shares_what_it_finished()
    {
        toy.Stage("evaluate", "exit 3", ["train"]);
        (await toy.BuildAsync()).ShouldBeFalse();
        toy.MoveToAnotherMachine();
        toy.WithThreeStages();

        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran.ShouldBe(["evaluate"]);
    }

    [Fact]
    public async Task Two_models_with_the_same_stages_ask_once()
    {
        await toy.BuildAsync("toy", "twin");
        server.Asked("PUT", "ac/").Count().ShouldBe(3);
        toy.MoveToAnotherMachine();
        server.Requests.Clear();

        (await toy.BuildAsync("toy", "twin")).ShouldBeTrue();

        toy.Ran.ShouldBeEmpty();
        server.Requests.Select(request => request.ToString()).ShouldBeUnique();
        toy.Model("../twin/model.txt").ShouldBe(toy.Model("model.txt"));
    }

    [Fact]
    public async Task What_is_damaged_here_is_fetched_instead_of_made_again()
    {
        await toy.BuildAsync();
        Directory.Delete(toy.ModelFolder, recursive: true);
        var stored = Path.Combine(toy.Cache, "cas", NameOf("ONE\n{}")[..2], NameOf("ONE\n{}"));
        File.Delete(stored);
        File.WriteAllText(stored, "damaged");

        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran.Length.ShouldBe(3);
        toy.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("MB6001");
        toy.Model("model.txt").ShouldBe("ONE\n{}");
    }

    /// <summary>The stage gives something else each time; so this machine's own result is not the accepted one.</summary>
    [Fact]
    public async Task A_locked_build_gets_the_accepted_output()
    {
        toy.Stage("train", "head -c 20 /dev/urandom > output.partial/model.txt", ["prepare"]);
        await toy.BuildAsync();
        var accepted = File.ReadAllBytes(Path.Combine(toy.ModelFolder, "model.txt"));
        var locked = File.ReadAllText(toy.LockFile);
        toy.MoveToAnotherMachine();
        var remote = toy.Remote;
        toy.Remote = null;
        await toy.BuildAsync();
        File.WriteAllText(toy.LockFile, locked);
        (toy.Remote, toy.Lock) = (remote, Core.Locking.LockMode.Locked);

        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran.ShouldBe(["prepare", "train", "evaluate"]); // all before
        File.ReadAllBytes(Path.Combine(toy.ModelFolder, "model.txt")).ShouldBe(accepted);
        toy.Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_does_as_well_as_a_server()
    {
        var folder = Directory.CreateDirectory(Path.Combine(toy.Root, "shared")).FullName;
        using var place = new FolderPlace(folder);
        var secret = new SharedSecret("a secret of enough characters");
        toy.Remote = new(place, [secret], secret);
        (await toy.BuildAsync()).ShouldBeTrue();
        toy.MoveToAnotherMachine();

        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran.ShouldBeEmpty();
        toy.Events.OfType<StageFinishedEvent>().ShouldAllBe(stage => stage.Remote == folder);
        toy.Model("model.txt").ShouldBe("ONE\n{}");
    }

    [Fact]
    public async Task Many_files_in_many_folders_arrive_as_they_were()
    {
        toy.Stage("train", "for d in a b c; do mkdir -p output.partial/$d/same; for i in 1 2 3 4 5 6 7; do echo $d$i > output.partial/$d/$i; echo $i > output.partial/$d/same/$i; done; done; : > output.partial/empty; mkdir output.partial/nothing; echo '{\"name\":\"m\"}' > metrics.jsonl", ["prepare"]);
        (await toy.BuildAsync()).ShouldBeTrue();
        var before = Content(toy.ModelFolder);
        toy.MoveToAnotherMachine();

        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Ran.ShouldBeEmpty();
        Content(toy.ModelFolder).ShouldBe(before);
    }

    static string[] Content(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{Path.GetRelativePath(folder, file)} {File.ReadAllText(file)}")];
}
