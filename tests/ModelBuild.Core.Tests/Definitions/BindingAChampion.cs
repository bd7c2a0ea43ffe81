using ModelBuild.Core.Gates;
using static ModelBuild.Core.Tests.Definitions.TabularFixture;

namespace ModelBuild.Core.Tests.Definitions;

public class BindingAChampion
{
    const string Minimal = "pipeline: tabular\ntask: regression\ndata: { path: x, label: y }\ntrain: { trainer: linear }\n";

    static IReadOnlyList<ChampionSource> Sources(string text) => Bound($"{Minimal}champion: {text}\n").Champion;

    [Fact]
    public void It_is_of_the_lock_file_where_nothing_says_otherwise()
    {
        var definition = Bound(Minimal);

        definition.Champion.ShouldHaveSingleItem().ShouldBeOfType<LockedChampion>().Revision.ShouldBeNull();
        definition.NamesChampion.ShouldBeFalse();
        Bound($"{Minimal}champion: lock\n").NamesChampion.ShouldBeTrue();
    }

    [Fact]
    public void Sources_keep_their_order()
    {
        var sources = Sources("[lock, { lock: v1.2 }, { package: P.Q, version: 1.0.0, feed: ./feed }, { package: P }, { folder: ../accepted/ }]");

        sources.Select(source => source switch
        {
            LockedChampion locked => $"lock {locked.Revision}",
            PackagedChampion package => $"{package.Id} {package.Version} {package.Feed}",
            FolderChampion folder => folder.Path,
            _ => "",
        }).ShouldBe(["lock ", "lock v1.2", "P.Q 1.0.0 ./feed", "P latest ", Path.Combine(Path.GetPathRoot(Reading.Folder)!, "accepted")]);
    }

    [Theory]
    [InlineData("{ lock: a, folder: b }", "(5,13): error MB1032: a source of the champion is one thing, and this one has `lock` and `folder`. Write two items.")]
    [InlineData("{ version: 1.0.0 }", "(5,13): error MB1032: a source of the champion is `lock`, `package` or `folder`, and this one is none of them. Add one.")]
    [InlineData("{ folder: a, feed: b }", "(5,24): error MB1032: `feed` goes with `package`. Remove it.")]
    [InlineData("{ lock: --upload-pack=x }", "(5,19): error MB1032: '--upload-pack=x' is no revision. Write the name of a branch or tag, for instance origin/main, or a commit.")]
    [InlineData("{ pakage: P }", "(5,13): error MB1013: unknown key 'pakage' in 'champion'; did you mean 'package'?", "(5,13): error MB1032: a source of the champion is `lock`, `package` or `folder`, and this one is none of them. Add one.")]
    [InlineData("best", "(5,11): error MB1015: a source of the champion must be `lock`, or a mapping such as { package: ID, version: 1.0.0 }, but is 'best'.")]
    [InlineData("[]", "(5,11): error MB1019: champion has no sources. Write `- lock`, `- { package: ID }` or `- { folder: PATH }`, or remove the key.")]
    public void A_mistake_is_an_error_at_its_place(string champion, params string[] errors) =>
        Errors($"{Minimal}champion: {champion}\n").ShouldBe(errors.Select(error => "m.model.yaml" + error));
}
