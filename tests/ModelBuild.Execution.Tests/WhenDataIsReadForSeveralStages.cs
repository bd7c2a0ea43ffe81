using System.Security.Cryptography;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Protocol;
using ModelBuild.Store.Inputs;

namespace ModelBuild.Execution.Tests;

/// <summary>What a result is recorded for is read once in a run; after that, looking at it must do.</summary>
public sealed class WhenDataIsReadForSeveralStages : IDisposable
{
    readonly ToyModel toy = new();

    public WhenDataIsReadForSeveralStages()
    {
        File.Delete(toy.Data);
        Directory.CreateDirectory(Path.Combine(toy.Data, "deep"));
        File.WriteAllText(Path.Combine(toy.Data, "a.txt"), "one\n");
        File.WriteAllText(Table, "two\n");
    }

    public void Dispose() => toy.Dispose();

    string Table => Path.Combine(toy.Data, "deep", "b.txt");

    string IndexFile => Path.Combine(toy.Root, "obj", "stat-index");

    StatIndex Index() => new(IndexFile, new Later());

    Task<bool> BuildAsync() =>
        new Engine(toy.Request(), toy.Events.Add, TimeProvider.System).RunAsync([toy.Plan()], new(Index()), TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("echo six > '{0}'")]
    [InlineData("touch -r '{0}' '{0}.time'; echo six > '{0}'; touch -r '{0}.time' '{0}'; rm '{0}.time'")]
    [InlineData("cp '{0}' '{0}.new'; echo six > '{0}.new'; touch -r '{0}' '{0}.new'; mv '{0}.new' '{0}'")]
    [InlineData("rm '{0}'")]
    [InlineData("echo > '{0}.more'")]
    [InlineData("mv '{0}' '{0}.renamed'")]
    public async Task A_change_after_the_first_of_them_is_seen_by_the_second(string change)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs the inode's change time");
        toy.Stage("first", "cat inputs/data/deep/* > output.partial/x", ["data"])
            .Stage("train", $"cat inputs/data/deep/* > output.partial/model.txt; {string.Format(System.Globalization.CultureInfo.InvariantCulture, change, Table)}", ["data", "first"]);

        (await BuildAsync()).ShouldBeFalse();

        toy.Errors.ShouldHaveSingleItem().Code.ShouldBe("MB3014");
        toy.Errors.Single().Message.ShouldContain("'train'");
        toy.Events.OfType<StageFinishedEvent>().Select(finished => (finished.Node, finished.Outcome))
            .ShouldBe([("first", StageOutcome.Ran), ("train", StageOutcome.Failed)]);
    }

    [Fact]
    public async Task Stages_that_touch_nothing_are_all_recorded()
    {
        toy.Stage("first", "cat inputs/data/deep/* > output.partial/x", ["data"])
            .Stage("second", "cat inputs/data/a.txt > output.partial/x", ["data"])
            .Stage("train", "cat inputs/data/a.txt > output.partial/model.txt", ["data", "first", "second"]);

        (await BuildAsync()).ShouldBeTrue();
        (await BuildAsync()).ShouldBeTrue();

        toy.Ran.Length.ShouldBe(3);
    }

    [Fact]
    public async Task The_word_of_an_earlier_process_is_not_enough_to_record_a_result()
    {
        toy.Stage("train", "cat inputs/data/a.txt > output.partial/model.txt", ["data"]);
        var index = Index();
        new InputDigests(index).Find(toy.Data);
        index.Save();
        Lie(Directory.GetFiles(IndexFile + ".folders").Single(), InputDigests.Hash(toy.Data)!.Value.Digest);

        (await BuildAsync()).ShouldBeFalse();

        toy.Errors.ShouldHaveSingleItem().Code.ShouldBe("MB3014");
        toy.Ran.ShouldBe(["train"]);
    }

    /// <summary>Has an index say something else of a folder. Nobody computes that again while all members look the same.</summary>
    static void Lie(string file, Digest truth)
    {
        var bytes = File.ReadAllBytes(file);
        var at = bytes.AsSpan().IndexOf(Convert.FromHexString(truth.Hex));
        Convert.FromHexString(Digest.OfText("a lie").Hex).CopyTo(bytes, at);
        SHA256.HashData(SHA256.HashData(bytes.AsSpan(..^32))).CopyTo(bytes, bytes.Length - 32);
        File.WriteAllBytes(file, bytes);
    }

    /// <summary>By this clock, what was just written has settled, so that one reading can be trusted.</summary>
    sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddSeconds(10);
    }
}
