using ModelBuild.Core.Digests;
using ModelBuild.Core.Locking;
using ModelBuild.Store.Remote;

namespace ModelBuild.Execution.Tests;

public sealed class WhenAModelIsLocked : IDisposable
{
    readonly ToyModel model = new ToyModel().WithThreeStages().Gate("accuracy", min: 0.5);

    public void Dispose() => model.Dispose();

    string Text => File.ReadAllText(model.LockFile);

    async Task TrainedAsync()
    {
        (await model.BuildAsync()).ShouldBeTrue();
        model.Lock = LockMode.Locked;
    }

    void Refused(string code, string says)
    {
        var error = model.Errors.ShouldHaveSingleItem();
        error.Code.ShouldBe(code);
        error.Message.ShouldContain(says);
    }

    [Fact]
    public async Task A_good_training_leaves_what_the_model_was_made_from()
    {
        await TrainedAsync();

        var locked = LockFile.Parse(await File.ReadAllBytesAsync(model.LockFile, TestContext.Current.CancellationToken));
        locked.Stages.Keys.Order().ShouldBe(["evaluate", "prepare", "train"]);
        locked.Stages["prepare"].Facts["data data"].ShouldStartWith("\"sha256:");
        locked.Metrics["accuracy"].ShouldBe(0.9);
        locked.Gates.ShouldBe(["accuracy"]);
    }

    [Fact]
    public async Task Building_again_does_not_touch_it()
    {
        await TrainedAsync();
        model.Lock = LockMode.Update;
        var before = File.GetLastWriteTimeUtc(model.LockFile);

        (await model.BuildAsync()).ShouldBeTrue();

        File.GetLastWriteTimeUtc(model.LockFile).ShouldBe(before);
    }

    [Fact]
    public async Task What_a_build_finds_there_is_replaced()
    {
        await TrainedAsync();
        model.Lock = LockMode.Update;
        var before = Text;
        await File.WriteAllTextAsync(model.LockFile, "<<<<<<< HEAD\n" + before, TestContext.Current.CancellationToken);

        (await model.BuildAsync()).ShouldBeTrue();

        Text.ShouldBe(before);
        model.Ran.Length.ShouldBe(3);
    }

    [Fact]
    public async Task A_failed_gate_leaves_it()
    {
        await TrainedAsync();
        model.Lock = LockMode.Update;
        var before = Text;
        model.Stage("evaluate", """echo '{"rows": 10, "metrics": {"accuracy": 0.1}, "slices": []}' > output.partial/evaluation.json""", ["train"]);

        (await model.BuildAsync()).ShouldBeFalse();

        Text.ShouldBe(before);
    }

    [Fact]
    public async Task Another_environment_leaves_it()
    {
        await TrainedAsync();
        model.Lock = LockMode.Update;
        var before = Text;
        model.Environment = "staging";
        await File.WriteAllTextAsync(model.Data, "two\n", TestContext.Current.CancellationToken);

        (await model.BuildAsync()).ShouldBeTrue();

        Text.ShouldBe(before);
    }

    [Fact]
    public async Task The_same_inputs_are_built()
    {
        await TrainedAsync();

        (await model.BuildAsync()).ShouldBeTrue();

        model.Ran.Length.ShouldBe(3);
    }

    [Fact]
    public async Task Other_data_is_refused_and_nothing_runs()
    {
        await TrainedAsync();
        await File.WriteAllTextAsync(model.Data, "two\n", TestContext.Current.CancellationToken);

        (await model.BuildAsync()).ShouldBeFalse();

        Refused("MB3041", "data data of stage 'prepare' is \"sha256:");
        model.Ran.Length.ShouldBe(3);
    }

    [Fact]
    public async Task Another_option_is_refused_with_both_values()
    {
        model.Stage("train", "cat inputs/prepare/table.txt options.json > output.partial/model.txt", ["prepare"], options: ("train.l2", "0.1"));
        await TrainedAsync();
        model.Stage("train", "cat inputs/prepare/table.txt options.json > output.partial/model.txt", ["prepare"], options: ("train.l2", "0.2"));

        (await model.BuildAsync()).ShouldBeFalse();

        Refused("MB3041", "train.l2 is 0.2, and the lock file says 0.1");
    }

    [Fact]
    public async Task A_stage_more_or_less_is_refused()
    {
        await TrainedAsync();
        model.Stage("extra", "echo 1 > output.partial/x", ["train"]);

        (await model.BuildAsync()).ShouldBeFalse();

        Refused("MB3041", "of stage 'extra'");
    }

    [Fact]
    public async Task Without_a_lock_file_nothing_is_trained()
    {
        model.Lock = LockMode.Locked;

        (await model.BuildAsync()).ShouldBeFalse();

        Refused("MB3040", "there is no lock file");
        model.Ran.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"version\": 2}")]
    [InlineData("{\"version\": 1, \"stages\": {\"train\": {\"output\": \"x\"}}, \"metrics\": {}, \"gates\": {}}")]
    public async Task A_lock_file_that_is_none_is_refused(string text)
    {
        await File.WriteAllTextAsync(model.LockFile, text, TestContext.Current.CancellationToken);
        model.Lock = LockMode.Locked;

        (await model.BuildAsync()).ShouldBeFalse();

        Refused("MB3040", "cannot be used");
    }

    [Fact]
    public async Task An_accepted_output_is_restored_where_the_key_is_another()
    {
        model.Stage("train", "date +%s%N > output.partial/model.txt", ["prepare"]);
        await TrainedAsync();
        Directory.Delete(Path.Combine(model.Cache, "ac"), recursive: true); // as on a machine of another kind
        Directory.Delete(Path.Combine(model.Root, "bin"), recursive: true);

        (await model.BuildAsync()).ShouldBeTrue();

        model.Ran.Length.ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_accepted_output_is_fetched_by_its_digest_though_nobody_vouches_for_it(bool isMissingThere)
    {
        using var server = new CacheServer();
        using var place = new HttpPlace(server.Address, authorization: null);
        var secret = new SharedSecret("a secret of enough characters");
        model.Remote = new(place, [secret], secret);
        model.Stage("train", "mkdir output.partial/deep && date +%s%N > output.partial/deep/stamp && echo m > output.partial/model.txt", ["prepare"]);
        await TrainedAsync();
        var accepted = model.Model("deep/stamp");
        foreach (var entry in server.Files.Keys.Where(name => name.StartsWith("ac/", StringComparison.Ordinal)).ToList())
            server.Files.TryRemove(entry, out _);
        if (isMissingThere)
            server.Files.TryRemove(RemotePath.OfObject(Digest.OfText(accepted)), out _).ShouldBeTrue();
        model.MoveToAnotherMachine();

        (await model.BuildAsync()).ShouldBe(!isMissingThere);

        if (isMissingThere)
            Refused("MB3042", "stage 'train' gave sha256:");
        else
            model.Model("deep/stamp").ShouldBe(accepted);
        model.Ran.ShouldBe(isMissingThere ? ["train"] : []);
    }

    [Fact]
    public async Task Another_output_of_the_same_inputs_is_refused()
    {
        model.Stage("train", "date +%s%N > output.partial/model.txt", ["prepare"]);
        await TrainedAsync();
        var before = Text;
        Directory.Delete(model.Cache, recursive: true);

        (await model.BuildAsync()).ShouldBeFalse();

        Refused("MB3042", "stage 'train' gave sha256:");
        Text.ShouldBe(before);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_a_warning()
    {
        Directory.CreateDirectory(model.LockFile); // stands in for a folder without write permission, which root has everywhere

        (await model.BuildAsync()).ShouldBeTrue();

        model.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("MB3043");
        Directory.GetFiles(model.Root, "*.tmp").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_power_failure_left_beside_it_is_gone_after_the_next_build(bool isRenamed)
    {
        (await model.BuildAsync()).ShouldBeTrue();
        var before = Text;
        var state = Path.Combine(model.Root, "obj");
        // A rename may have put the new name on the disk, and not yet taken the old one away.
        File.Copy(model.LockFile, $"{model.LockFile}.{Digest.OfText(state).Hex[..8]}.tmp");
        if (!isRenamed)
            File.Delete(model.LockFile);
        Directory.Delete(state, recursive: true);

        (await model.BuildAsync()).ShouldBeTrue();

        Text.ShouldBe(before);
        Directory.GetFiles(model.Root, "*.tmp").ShouldBeEmpty();
    }
}
