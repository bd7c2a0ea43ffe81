namespace ModelBuild.Faults.Tests;

/// <summary>Two builds at once share a cache, or even the project: each is right, whatever happens to the other.</summary>
public class Killing_one_of_two_builds(Untouched untouched)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Leaves_the_other_one_right(bool sameProject)
    {
        var kills = 0;
        var random = new Random(23);
        for (var i = 0; i < (Extent.IsFull ? 60 : 4); i++)
        {
            var folder = untouched.NewFolder();
            var cache = Path.Combine(folder, "cache");
            var killed = SmallProject.Changed(Path.Combine(folder, "one"), cache);
            var other = sameProject ? killed : SmallProject.Changed(Path.Combine(folder, "two"), cache);
            var what = $"kill {i} beside another build of {(sameProject ? "the same project" : "another project")}";

            using var one = EngineRun.Start(killed);
            using var two = EngineRun.Start(other);
            kills += await one.KillAfterAsync(TimeSpan.FromMilliseconds(random.Next(1200)), withStages: i % 2 == 0) ? 1 : 0;
            var survivor = await two.EndAsync();

            survivor.ExitCode.ShouldBe(0, $"{what}\n{survivor.Words}");
            Folders.Content(other.ModelFolder).ShouldBe(untouched.Model(1), what);
            await untouched.ShouldBeRightAsync(killed, 1, what);
            Folders.Delete(folder);
        }
        Extent.Tell($"{kills} kills beside another build of {(sameProject ? "the same project" : "another project")}");
    }

    [Fact]
    public async Task And_the_other_one_leaves_what_the_next_one_can_use()
    {
        var kills = 0;
        var random = new Random(29);
        for (var i = 0; i < (Extent.IsFull ? 30 : 3); i++)
        {
            var folder = untouched.NewFolder();
            var project = SmallProject.Changed(Path.Combine(folder, "one"), Path.Combine(folder, "cache"));
            using var one = EngineRun.Start(project);
            using var two = EngineRun.Start(project);
            var first = one.KillAfterAsync(TimeSpan.FromMilliseconds(random.Next(1200)), withStages: i % 2 == 0);
            var second = two.KillAfterAsync(TimeSpan.FromMilliseconds(random.Next(1200)), withStages: i % 3 == 0);
            kills += (await first ? 1 : 0) + (await second ? 1 : 0);

            await untouched.ShouldBeRightAsync(project, 1, $"both killed, {i}");
            Folders.Delete(folder);
        }
        Extent.Tell($"{kills} kills of two builds at once");
    }
}
