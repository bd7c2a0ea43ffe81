using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Tests.Keys;

public sealed class StageKeys
{
    static readonly Digest Split = Digest.OfText("split");
    static readonly ArtifactDigest Data = new(ArtifactKind.File, Digest.OfText("data"));

    static readonly StageNode Train = new(new("train"), new MethodProgram("Toy", "Toy.Pipeline", "Train", 1, []))
    {
        Code = [new("code", "Toy", "sha256:1")],
        Inputs = [new NodeInput("split", new("split")), new DataInput("extra", "/data/a.csv", new("d", 2, 1))],
        Settings = new Dictionary<string, SettingValue> { ["options"] = new("""{"l2":1,"name":"a\tb"}""", [new("train.l2", "1"), new("train.name", "\"a\tb\"")]) },
        Seed = 7,
        Facets = [new("environment", "runtime", "10")],
        Place = new("d", 5, 1),
    };

    static KeyManifest Write(StageNode node, Digest? split = null, ArtifactDigest? data = null) =>
        StageKeyWriter.Write(node, _ => split ?? Split, _ => data ?? Data);

    [Fact]
    public void What_a_stage_cannot_see_is_not_in_its_key()
    {
        var elsewhere = Train with
        {
            Program = new MethodProgram("Toy", "Toy.Pipeline", "Train", 2, []),
            Place = new("other", 50, 3),
            Resources = new(Cpus: 8, Time: TimeSpan.FromHours(1)),
            Inputs = [new DataInput("extra", "/elsewhere/renamed.csv", new("x", 1, 1)), new NodeInput("split", new("split"))],
        };

        Write(elsewhere).Key.ShouldBe(Write(Train).Key);
    }

    public static TheoryData<string, StageNode, string> Changes => new()
    {
        { "stage", Train with { Id = new("fit") }, "stage" },
        { "instance", Train with { Id = new("train", "1") }, "stage train" },
        { "code", Train with { Code = [new("code", "Toy", "sha256:2")] }, "code Toy changed" },
        { "option", With(new("""{"l2":2}""", [new("train.l2", "2"), new("train.name", "\"a\tb\"")])), "train.l2 1 → 2" },
        { "removed option", With(new("""{"l2":1}""", [new("train.l2", "1")])), "train.name removed" },
        { "seed", Train with { Seed = 8 }, "seed" },
        { "method", Train with { Program = new MethodProgram("Toy", "Toy.Other", "Train", 1, []) }, "method Toy Toy.Pipeline.Train → Toy Toy.Other.Train" },
        { "no seed", Train with { Seed = null }, "seed" },
        { "facet", Train with { Facets = [new("environment", "runtime", "11")] }, "environment runtime 10 → 11" },
        { "command", Train with { Program = new CommandProgram(["sh"]) }, "command 0 added" },
    };

    [Fact]
    public void A_name_that_comes_twice_is_no_difference()
    {
        KeyManifest Libraries(string second) => new([new("package", "x.dll", "sha256:1"), new("package", "x.dll", second)]);

        Libraries("sha256:2").FirstDifferenceFrom(Libraries("sha256:2")).ShouldBeNull();
        Libraries("sha256:3").FirstDifferenceFrom(Libraries("sha256:2")).ShouldBe("package x.dll sha256:2 → sha256:3");
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Every_change_that_counts_changes_the_key_and_is_explained(string what, StageNode changed, string explanation)
    {
        var (old, now) = (Write(Train), Write(changed));

        now.Key.ShouldNotBe(old.Key, what);
        now.FirstDifferenceFrom(old).ShouldNotBeNull().ShouldContain(explanation);
    }

    [Fact]
    public void Content_of_data_and_outputs_counts()
    {
        Write(Train, data: new(ArtifactKind.File, Digest.OfText("other"))).FirstDifferenceFrom(Write(Train)).ShouldBe("data extra changed");
        Write(Train, split: Digest.OfText("other")).FirstDifferenceFrom(Write(Train)).ShouldBe("output of split changed");
        Write(Train, data: new(ArtifactKind.Folder, Data.Digest)).Key.ShouldNotBe(Write(Train).Key);
    }

    [Fact]
    public void No_two_lists_of_parts_have_one_text()
    {
        var texts = new[]
        {
            new KeyManifest([new("a", "b", "c")]), new KeyManifest([new("a", "b\tc", "")]), new KeyManifest([new("a", "b", "c\n")]),
            new KeyManifest([new("a", "b", "c"), new("a", "", "")]), new KeyManifest([new("a", "b", "c\na\t\t")]), new KeyManifest([new("a", "b", "c\\n")]),
            new KeyManifest([]),
        };

        texts.Select(manifest => manifest.Text).ShouldBeUnique();
        texts.ShouldAllBe(manifest => KeyManifest.Parse(manifest.Text)!.Parts.SequenceEqual(manifest.Parts));
    }

    [Fact]
    public void A_manifest_of_another_version_is_none() => KeyManifest.Parse("modelbuild stage key 0\n").ShouldBeNull();

    [Theory]
    [InlineData(FacetPolicy.Strict, "10.0.12")]
    [InlineData(FacetPolicy.Minor, "10")]
    [InlineData(FacetPolicy.Ignore, null)]
    public void A_facet_counts_as_far_as_its_policy_says(FacetPolicy policy, string? counted)
    {
        new EnvironmentFacets("10.0.12", "linux-x64", IsInvariant: true).Parts(new Dictionary<string, FacetPolicy>())
            .ShouldContain(new KeyPart("environment", "globalization", "invariant"));
        var parts = new EnvironmentFacets("10.0.12", "linux-x64").Parts(new Dictionary<string, FacetPolicy> { ["runtime"] = policy });

        parts.Where(part => part.Name == "runtime").Select(part => part.Value).ShouldBe(counted is null ? [] : [counted]);
        parts.ShouldContain(new KeyPart("environment", "rid", "linux-x64"));
    }

    static StageNode With(SettingValue options) => Train with { Settings = new Dictionary<string, SettingValue> { ["options"] = options } };
}
