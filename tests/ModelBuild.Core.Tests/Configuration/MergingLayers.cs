using FsCheck;
using FsCheck.Fluent;
using ModelBuild.Core.Configuration;
using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Tests.Definitions;

namespace ModelBuild.Core.Tests.Configuration;

public class MergingLayers
{
    static readonly IReadOnlyList<DefinitionSection> Sections = DefinitionSection.Of(TabularFixture.Pipeline);

    [Theory]
    [InlineData("train: { trees: 1 }", "train: { l2: 2 }", "train: { trees: 1, l2: 2 }")]
    [InlineData("train: { trees: 1, l2: 1 }", "train: { trees: 2 }", "train: { trees: 2, l2: 1 }")]
    [InlineData("evaluate: { slices: [a, b] }", "evaluate: { slices: [c] }", "evaluate: { slices: [c] }")]
    [InlineData("task: regression", "task: other", "task: other")]
    [InlineData("train: { trees: 1, l2: 1 }", "train: { trees: null }", "train: { l2: 1 }")]
    [InlineData("train: { trees: 1 }\ntask: a", "train: null", "task: a")]
    [InlineData("task: a", "train: { schedule: { kind: cosine, warmup: ~ } }", "{ task: a, train: { schedule: { kind: cosine } } }")]
    [InlineData("data: x.csv", "data: { label: y }", "data: { path: x.csv, label: y }")]
    [InlineData("data: { path: x.csv, label: y }", "data: z.csv", "data: { path: z.csv, label: y }")]
    [InlineData("data: x.csv", "data: z.csv", "data: z.csv")]
    [InlineData("train:", "train: { trees: 1 }", "train: { trees: 1 }")]
    [InlineData("train: { trees: 1 }", "train: text", "train: text")]
    [InlineData("task: a", "task: { trees: 1 }", "task: { trees: 1 }")]
    [InlineData("gates: [{ metric: auc, min: 1 }]", "gates: null", "{}")]
    [InlineData("{}", "gates: [{ metric: auc, min: 1, max: ~ }]", "gates: [{ metric: auc, min: 1 }]")]
    [InlineData("gates: [{ metric: auc, min: 1 }]", "gates: [{ metric: auc, min: 2 }, { metric: auc, max: 3 }]", "gates: [{ metric: auc, min: 2 }, { metric: auc, max: 3 }]")]
    [InlineData("gates: [{ metric: auc, min: 1 }]", "gates: [{ name: auc-min, min: 2 }]", "gates: [{ metric: auc, min: 2, name: auc-min }]")]
    [InlineData("gates: [{ metric: auc, min: 1 }]", "gates: { auc-min: { max: 2 } }", "gates: [{ metric: auc, min: 1, max: 2, name: auc-min }]")]
    [InlineData("gates: [{ metric: auc, min: 1 }, { metric: f1, min: 1 }]", "gates: { auc-min: null }", "gates: [{ metric: f1, min: 1 }]")]
    [InlineData("gates: [{ metric: auc, min: 1, name: floor }]", "gates: { floor: { min: 2 }, roof: { metric: auc, max: 3 } }", "gates: [{ metric: auc, min: 2, name: floor }, { metric: auc, max: 3, name: roof }]")]
    [InlineData("gates: [{ metric: auc, min: 1, max: 3, name: a }]", "gates: [{ name: a, max: null }]", "gates: [{ metric: auc, min: 1, name: a }]")]
    // What is no gate, or one gate twice in a layer, stays for the binder to report.
    [InlineData("gates: [{ metric: auc, min: 1 }]", "gates: [{ metric: auc, min: 2 }, { metric: auc, min: 3 }]", "gates: [{ metric: auc, min: 2 }, { metric: auc, min: 3 }]")]
    [InlineData("gates: [{ metric: auc, min: 1 }]", "gates: { auc-min: 2 }", "gates: [2]")]
    [InlineData("gates: [{ metric: auc, min: 1 }]", "gates: text", "gates: text")]
    [InlineData("gates: {}", "gates: [{ metric: auc, min: 1 }]", "gates: {}")]
    [InlineData("gates: []", "gates: { auc-mni: null }", "gates: [{ name: auc-mni }]")]
    public void Changes_what_the_upper_one_states(string below, string above, string merged) =>
        Plain(LayerMerge.Merge(Reading.Good(below), Above(above), Sections)).ShouldBe(Plain(Reading.Good(merged)));

    [Fact]
    public void Keeps_the_order_and_puts_new_keys_last() =>
        LayerMerge.Merge(Reading.Good("a: 1\nb: 2\nc: 3"), Above("d: 4\nb: 5"), Sections).Entries.Select(entry => entry.Key).ShouldBe(["a", "b", "c", "d"]);

    [Fact]
    public void With_an_empty_layer_is_the_same() =>
        Run(Mappings, below => LayerMerge.Merge(below, new YamlMapping(Place(2), []), Sections).ShouldBe(below));

    [Fact]
    public void Twice_with_one_layer_is_as_once() => Run(Mappings, Mappings, (below, above) =>
    {
        var once = LayerMerge.Merge(below, Moved(above), Sections);
        Plain(LayerMerge.Merge(once, Moved(above), Sections)).ShouldBe(Plain(once));
    });

    [Fact]
    public void Lets_the_upper_one_win_and_keeps_where_each_value_came_from() => Run(Mappings, Mappings, (below, above) =>
    {
        var merged = Leaves(LayerMerge.Merge(below, Moved(above), Sections));
        var (lower, upper) = (Leaves(below), Leaves(Moved(above)));
        foreach (var (path, leaf) in upper)
            if (!CoreSchema.IsNull(leaf))
                merged[path].ShouldBe(leaf);
        foreach (var (path, leaf) in merged)
            leaf.ShouldBe(leaf.Place == Place(2) ? upper[path] : lower[path]);
        // What no key above is at, around or below is still there.
        foreach (var (path, leaf) in lower)
            if (!upper.Keys.Any(other => Covers(other, path) || Covers(path, other)))
                merged[path].ShouldBe(leaf);
    });

    static bool Covers(string one, string other) => one == other || other.StartsWith(one + ".", StringComparison.Ordinal);

    static Mark Place(int layer) => new($"layer{layer}", 1, 1);

    static YamlMapping Above(string text) => (YamlMapping)Moved(Reading.Good(text));

    /// <summary>Values, null and small mappings under few keys, so that layers meet.</summary>
    static Gen<YamlMapping> Mappings => Mapping(3);

    static Gen<YamlMapping> Mapping(int depth) =>
        from entries in Gen.Zip(Gen.Elements("a", "b", "c", "train"), Node(depth)).NonEmptyListOf()
        select new YamlMapping(Place(1), [.. entries.DistinctBy(entry => entry.Item1).Select(entry => new YamlEntry(entry.Item1, Place(1), entry.Item2))]);

    static Gen<YamlNode> Node(int depth)
    {
        var leaf = from text in Gen.Elements("1", "x", "null", "") select (YamlNode)new YamlScalar(Place(1), text, Quoted: text.Length == 0);
        return depth == 0 ? leaf : Gen.OneOf(leaf, from mapping in Mapping(depth - 1) select (YamlNode)mapping);
    }

    static YamlMapping Moved(YamlMapping node) =>
        new(Place(2), [.. node.Entries.Select(entry => new YamlEntry(entry.Key, Place(2), entry.Value is YamlMapping mapping ? Moved(mapping) : Moved(entry.Value)))]);

    static YamlNode Moved(YamlNode node) => node switch
    {
        YamlMapping mapping => Moved(mapping),
        YamlSequence sequence => new YamlSequence(Place(2), [.. sequence.Items.Select(Moved)]),
        _ => node with { Place = Place(2) },
    };

    static Dictionary<string, YamlNode> Leaves(YamlMapping mapping, string path = "")
    {
        var leaves = new Dictionary<string, YamlNode>();
        foreach (var entry in mapping.Entries)
        {
            if (entry.Value is not YamlMapping inner)
                leaves.Add(path + entry.Key, entry.Value);
            else
                foreach (var (key, value) in Leaves(inner, $"{path}{entry.Key}."))
                    leaves.Add(key, value);
        }
        return leaves;
    }

    /// <summary>Without places and quotes, keys in order.</summary>
    static string Plain(YamlNode node) => node switch
    {
        YamlMapping mapping => $"{{{string.Join(", ", mapping.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}: {Plain(entry.Value)}"))}}}",
        YamlSequence sequence => $"[{string.Join(", ", sequence.Items.Select(Plain))}]",
        _ => ((YamlScalar)node).Text,
    };

    static void Run(Gen<YamlMapping> mappings, Action<YamlMapping> check) =>
        Prop.ForAll(mappings.ToArbitrary(), check).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    static void Run(Gen<YamlMapping> lower, Gen<YamlMapping> upper, Action<YamlMapping, YamlMapping> check) =>
        Prop.ForAll(lower.ToArbitrary(), upper.ToArbitrary(), check).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
}
