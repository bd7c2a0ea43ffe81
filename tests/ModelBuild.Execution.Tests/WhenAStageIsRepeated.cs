using ModelBuild.Core.Graph;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Execution.Tests;

public sealed class WhenAStageIsRepeated : IDisposable
{
    readonly ToyModel toy = new();

    public void Dispose() => toy.Dispose();

    [Fact]
    public async Task Its_instances_run_beside_each_other_and_are_collected_in_order()
    {
        Assert.SkipWhen(Environment.ProcessorCount < 2, "Stages run beside each other on several processors.");
        string Meet(string own, string other) =>
            $"{{ : > '{toy.Root}/{own}'; n=0; until [ -e '{toy.Root}/{other}' ]; do n=$((n+1)); [ $n -lt 600 ] || exit 1; sleep 0.05; done; echo {own} > output.partial/part.txt; }}";
        toy.Instance(new("part", "b"), Meet("second", "first")).Instance(new("part", "a"), Meet("first", "second"))
            .Instance(new("train"), "cat inputs/part/0/part.txt inputs/part/1/part.txt > output.partial/model.txt",
                (NodeInput.Collected("part", 0), new("part", "a")), (NodeInput.Collected("part", 1), new("part", "b")));

        (await toy.BuildAsync()).ShouldBeTrue();

        toy.Model("model.txt").ShouldBe("first\nsecond\n");
        toy.Events.OfType<StageStartedEvent>().Select(started => started.Node).Order().ShouldBe(["part[a]", "part[b]", "train"]);
    }

    [Fact]
    public async Task Its_logs_have_safe_names_of_their_own()
    {
        string[] instances = ["a", "A", "../../x", "a b", "a_b", "1/2", "a.txt", "~", new('n', 255)];
        foreach (var instance in instances)
            toy.Instance(new("part", instance), "touch output.partial/x");
        toy.Instance(new("train"), "touch output.partial/x");

        (await toy.BuildAsync()).ShouldBeTrue();

        var record = Directory.EnumerateDirectories(Path.Combine(toy.Root, ".modelbuild", "runs")).ShouldHaveSingleItem();
        string[] logs = [.. Directory.EnumerateFiles(record, "*.log").Select(log => Path.GetFileName(log))];
        logs.Select(log => log.ToUpperInvariant()).Distinct().Count().ShouldBe(instances.Length + 1);
        logs.ShouldContain("toy.part[a.txt].log");
        logs.ShouldAllBe(log => log.Length < 100 && log.All(c => char.IsAsciiLetterOrDigit(c) || "[]._~-".Contains(c)));
        Directory.EnumerateFileSystemEntries(toy.Root).Select(Path.GetFileName).ShouldNotContain("x.log");
    }
}
