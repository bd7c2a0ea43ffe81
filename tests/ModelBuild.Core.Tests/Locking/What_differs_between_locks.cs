using ModelBuild.Core.Digests;
using ModelBuild.Core.Locking;

namespace ModelBuild.Core.Tests.Locking;

public class What_differs_between_locks
{
    static readonly (string, string)[] None = [];

    static LockFile Lock(params (string Stage, (string Fact, string Json)[] Facts)[] stages) => new("Release",
        stages.ToDictionary(stage => stage.Stage, stage => new LockedStage(stage.Facts.ToDictionary(fact => fact.Fact, fact => fact.Json), new Dictionary<string, Digest> { [""] = Digest.OfText(stage.Stage) })),
        new Dictionary<string, double>(), []);

    [Theory]
    [InlineData("train.l2", "0.1", "0.2", "train.l2 0.1 → 0.2")]
    [InlineData("train.l2", null, "0.2", "train.l2 (not set) → 0.2")]
    [InlineData("train.l2", "0.1", null, "train.l2 0.1 → (not set)")]
    [InlineData("code", "\"sha256:1\"", "\"sha256:2\"", "the code of stage 'train' changed")]
    [InlineData("data rows.csv", "\"sha256:1\"", "\"sha256:2\"", "the data 'rows.csv' changed (stage 'train')")]
    [InlineData("data rows.csv", null, "\"sha256:2\"", "the data 'rows.csv' is new (stage 'train')")]
    [InlineData("data rows.csv", "\"sha256:1\"", null, "the data 'rows.csv' is gone (stage 'train')")]
    [InlineData("algorithm Train", "\"8\"", "\"9\"", "the built-in stage 'train' \"8\" → \"9\"")]
    [InlineData("train.words", "\"a\\nb\"", "\"c\"", "train.words \"a\\nb\" → \"c\"")]
    public void Is_said_in_words(string fact, string? before, string? after, string line) =>
        LockDifference.Of(Lock(("train", Facts(fact, before))), Lock(("train", Facts(fact, after)))).ShouldBe([line]);

    static (string, string)[] Facts(string fact, string? json) => json is null ? None : [(fact, json)];

    [Fact]
    public void Has_stages_that_came_and_went_in_the_order_of_their_names() =>
        LockDifference.Of(Lock(("b", None), ("a", None)), Lock(("c", None), ("b", None))).ShouldBe(["stage 'a' is gone", "stage 'c' is new"]);

    [Fact]
    public void Is_nothing_for_the_same() =>
        LockDifference.Of(Lock(("a", [("code", "\"1\"")])), Lock(("a", [("code", "\"1\"")]))).ShouldBeEmpty();

    [Fact]
    public void Names_each_stage_that_reads_the_data() =>
        LockDifference.Of(Lock(("a", [("data d", "\"1\"")]), ("b", [("data d", "\"1\"")])), Lock(("a", [("data d", "\"2\"")]), ("b", [("data d", "\"2\"")])))
            .ShouldBe(["the data 'd' changed (stage 'a')", "the data 'd' changed (stage 'b')"]);

    [Fact]
    public void Ends_with_the_number_of_what_is_left_out()
    {
        var (old, now) = (Lock(("a", Many("1"))), Lock(("a", Many("2"))));

        var lines = LockDifference.Of(old, now);

        lines.Count.ShouldBe(51);
        lines[^1].ShouldBe("and 10 more");

        static (string, string)[] Many(string value) => [.. Enumerable.Range(0, 60).Select(i => ($"a.option{i}", value))];
    }

    [Fact]
    public void Clips_long_values() =>
        LockDifference.Of(Lock(("a", [("a.words", $"\"{new string('x', 200)}\"")])), Lock(("a", [("a.words", "\"\"")])))
            .ShouldBe([$"a.words \"{new string('x', 79)}… → \"\""]);
}
