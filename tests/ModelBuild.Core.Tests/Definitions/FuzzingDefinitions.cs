using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Tests.Definitions;

/// <summary>Whatever the bytes are: a definition, or errors with a code and a place. Never an exception.</summary>
public class FuzzingDefinitions
{
    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    static readonly string[] Pieces =
    [
        "a", "b:", "c: ", "- ", "-", "? ", ": ", ":", "[", "]", "{", "}", ",", ", ", "\n", "\n  ", "\n    ", "\r\n", "\r", " ", "\t", "#", " # x", "'", "\"", "\\",
        "\"\\u", "D800\"", "DC00\"", "\"\\U00110000\"", "\"\\UFFFFFFFF\"", "\"\\x4\"", "\"\\ud83d\\ude00\"", "&x ", "*x", "*", "&", "!", "!!str ", "!<", "!<>", "!a%4", "%41", "%YAML 1.2", "%YAML 99.99\n", "%TAG ! b\n",
        "---", "\n---\n", "\n...\n", "|", ">", "|9", ">-\n", "|+1\n", "<<: ", "@", "`", "%", "~", "null", "1e999", "é", "𝄞", "\u0085", "\u2028", "\ufeff", "\0", "\u001b", "''", "\"\"", "key: value\n", "list:\n  - 1\n",
    ];

    static readonly string[] Keys =
    [
        "task", "data", "split", "train", "evaluate", "report", "gates", "environment", "seed", "path", "label", "positive", "ignore", "types", "separator", "encoding",
        "method", "test", "groupBy", "trainer", "trees", "learningRate", "l2", "dropout", "shuffle", "schedule", "kind", "warmup", "classWeights", "layers", "slices",
        "resources", "access", "network", "variables", "cpus", "memory", "gpus", "time", "metric", "min", "max", "name", "runtime", "rid", "other",
    ];

    static readonly string[] Values =
    [
        "", "~", "1", "-1", "0.5", "1e999", ".nan", "true", "text", "''", "'1'", "\"\\0\"", "linear", "regression", "strict", "2GiB", "90s", "x.csv", "99999999999999999999",
        "[]", "[1]", "[a, [b], {c: d}, ~]", "{}", "{ a: 1 }", "{ kind: cosine, warmup: -1, other: {} }", "[ { metric: auc, min: 1 }, { metric: auc, min: 2 } ]", "{ resources: { cpus: 1 } }",
        "{ path: x, label: y }", "{ resources: [] }", "{ trainer: linear }", "a b c", "\"\\ud83d\\ude00\"", "|\n    block\n    text",
    ];

    const string Good = """
        # breast-cancer.model.yaml
        pipeline: tabular
        task: binary-classification
        data:   { path: data/breast-cancer.csv, label: 'diagnosis', positive: "malignant\u0020", ignore: [id] }
        train:
          trainer: boosted-trees   # a comment
          trees: 200
          shuffle: true
        split:
          groupBy: >-
            patient
        evaluate: { slices: [age_band] }
        gates:
          - { metric: auc, min: 0.98 }
          - metric: logLoss
            max: .5
        """;

    [Fact]
    public void The_good_file_is_good() => TabularFixture.Bound(Good).Gates.Count.ShouldBe(2);

    [Fact]
    public void Random_bytes_are_read_or_reported() =>
        Run(ArbMap.Default.GeneratorFor<byte[]>(), 3000);

    [Fact]
    public void Random_pieces_of_yaml_are_read_or_reported() =>
        Run(from pieces in Gen.Elements(Pieces).ArrayOf() select Encoding.UTF8.GetBytes(string.Concat(pieces)), 10000);

    [Fact]
    public void A_good_file_with_pieces_put_in_is_read_or_reported() =>
        Run(
            from edits in Gen.Zip(Gen.Choose(0, Good.Length), Gen.Elements(Pieces)).ArrayOf()
            select Encoding.UTF8.GetBytes(edits.Take(4).Aggregate(Good, (text, edit) => text.Insert(edit.Item1, edit.Item2))),
            10000);

    [Fact]
    public void A_good_file_with_bytes_changed_is_read_or_reported() =>
        Run(
            from edits in Gen.Zip(Gen.Choose(0, Good.Length - 1), Gen.Choose(0, 255)).NonEmptyListOf()
            select Changed(edits),
            10000);

    [Fact]
    public void Any_value_under_any_key_is_bound_or_reported() =>
        Run(
            from entries in Gen.Zip(Gen.Elements(Keys), Gen.Elements(Values)).ArrayOf()
            from inner in Gen.Zip(Gen.Elements(Keys), Gen.Elements(Values)).ArrayOf()
            from section in Gen.Elements(Keys)
            select Encoding.UTF8.GetBytes("pipeline: tabular\n" + Lines("", entries.DistinctBy(entry => entry.Item1).Where(entry => entry.Item1 != section))
                + $"{section}:\n" + Lines("  ", inner.DistinctBy(entry => entry.Item1))),
            10000);

    [Fact]
    public void A_good_file_cut_anywhere_is_read_or_reported()
    {
        var bytes = Encoding.UTF8.GetBytes(Good);
        for (var length = 0; length <= bytes.Length; length++)
            Check(bytes.AsSpan(0, length));
        for (var length = 0; length <= bytes.Length; length++)
            Check(bytes.AsSpan(length));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("a: [")]
    [InlineData("a,")]
    [InlineData("a: b\n")]
    [InlineData("- a\n")]
    [InlineData("- &a *a !a\n")]
    [InlineData("---\n")]
    [InlineData("%A\n")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("\"")]
    [InlineData("''")]
    [InlineData("'\n\n")]
    [InlineData("# \n")]
    [InlineData("|")]
    [InlineData("\\")]
    [InlineData("!")]
    [InlineData("a \n ")]
    public void The_largest_file_of_one_thing_repeated_is_read_or_reported(string piece)
    {
        var repeated = string.Concat(Enumerable.Repeat(piece, (YamlReader.MaxBytes - 100) / piece.Length));
        foreach (var start in (string[])["", "a: ", "a: [", "a: {", "a: \"", "a: |\n ", "a:\n  "])
            Check(Encoding.UTF8.GetBytes(start + repeated));
    }

    static string Lines(string indent, IEnumerable<(string Key, string Value)> entries) =>
        string.Concat(entries.Select(entry => $"{indent}{entry.Key}: {entry.Value}\n"));

    static byte[] Changed(IEnumerable<(int At, int Value)> edits)
    {
        var bytes = Encoding.UTF8.GetBytes(Good);
        foreach (var (at, value) in edits)
            bytes[at] = (byte)value;
        return bytes;
    }

    static void Run(Gen<byte[]> contents, int times) =>
        Prop.ForAll(contents.ToArbitrary(), bytes => Check(bytes)).Check(Config.QuickThrowOnFailure.WithMaxTest(times));

    static void Check(ReadOnlySpan<byte> content)
    {
        var (root, errors) = YamlReader.Read("m.model.yaml", content);
        (root is null).ShouldBe(errors.Count > 0);
        errors.Count.ShouldBeLessThanOrEqualTo(21);
        CheckErrors(errors);
        if (root is null)
            return;
        CheckPlaces(root, content.Length);

        var (definition, mistakes) = DefinitionBinder.Bind("m", Reading.FilePath, root, [TabularFixture.Pipeline]);
        (definition is null).ShouldBe(mistakes.Count > 0);
        CheckErrors(mistakes);
        foreach (var setting in definition?.Stages.SelectMany(stage => stage.Settings.Values) ?? [])
            JsonDocument.Parse(setting.Json).Dispose();
    }

    static void CheckErrors(IEnumerable<Diagnostic> errors)
    {
        foreach (var error in errors)
        {
            Catalogue.Find(error.Code).ShouldNotBeNull(error.Code);
            error.Message.Any(char.IsControl).ShouldBeFalse(error.Message);
            error.Message.Length.ShouldBeLessThan(500);
            error.Place.Line.ShouldBeGreaterThanOrEqualTo(error.Code == "MB1010" ? 0 : 1);
        }
    }

    static void CheckPlaces(YamlNode node, int length)
    {
        node.Place.Line.ShouldBeInRange(1, length + 1);
        node.Place.Column.ShouldBeInRange(1, length + 1);
        if (node is YamlScalar scalar)
            Strict.GetByteCount(scalar.Text).ShouldBeLessThanOrEqualTo(length * 3);
        foreach (var child in node switch
        {
            YamlMapping mapping => mapping.Entries.Select(entry => entry.Value),
            YamlSequence sequence => sequence.Items,
            _ => [],
        })
            CheckPlaces(child, length);
    }
}
