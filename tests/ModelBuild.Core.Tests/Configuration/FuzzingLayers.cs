using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ModelBuild.Core.Configuration;
using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Tests.Definitions;

namespace ModelBuild.Core.Tests.Configuration;

/// <summary>Whatever lies over a definition: it is bound, or there are errors with a code and a place. Never an exception.</summary>
public class FuzzingLayers
{
    static readonly string[] Keys =
    [
        "pipeline", "task", "data", "split", "train", "gates", "environment", "seed", "path", "label", "types", "trees", "schedule", "kind", "classWeights", "a.b", "layers", "resources",
        "cpus", "auc-min", "calibrated", "metric", "min", "max", "name", "rid", "other", "",
    ];

    static readonly string[] Values =
    [
        "", "~", "1", "0.5", "text", "''", "'1'", "tabular", "other", "linear", "[]", "[1]", "[a, [b], {c: d}, ~]", "{}", "{ a: 1 }", "{ kind: cosine, warmup: ~ }", "{ path: x, label: y }", "auc", "{ metric: auc, min: 1 }",
        "[{ metric: auc, min: 1 }, ~, { name: auc-min }, { metric: f1, max: 1 }]", "{ auc-min: ~, roof: { metric: f1, max: 1 }, floor: 1 }", "{ resources: { cpus: 1 } }", "]", "[", ",", "# x", "a: b", "'", "\"", "\0", "\ud800",
    ];

    [Fact]
    public void Any_layers_are_bound_or_reported() => Prop.ForAll(
        (from overlay in Layer
         from variables in Gen.Zip(Path("__"), Gen.Elements(Values)).ListOf()
         from items in Gen.Zip(Path("."), Gen.Elements(Values)).ListOf()
         from property in Gen.Zip(Path("."), Gen.Elements(Values)).ListOf()
         select (Overlay: overlay, Sources: new ConfigurationSources(
             "staging",
             [.. variables.Select(set => new SetVariable("MODELBUILD__" + set.Item1, set.Item2))],
             [.. items.Select(set => new SetItem($"{set.Item1}={set.Item2}", "", "p.csproj"))],
             string.Join(' ', property.Select(set => $"{set.Item1}={set.Item2}"))))).ToArbitrary(),
        layers => Check(layers.Overlay, layers.Sources)).Check(Config.QuickThrowOnFailure.WithMaxTest(4000));

    static Gen<string> Path(string separator) => from keys in Gen.Elements(Keys).NonEmptyListOf() select string.Join(separator, keys.Take(4));

    static Gen<string> Layer =>
        from entries in Gen.Zip(Gen.Elements(Keys[..^1]), Gen.Elements(Values)).ListOf()
        select string.Concat(entries.DistinctBy(entry => entry.Item1).Select(entry => $"{entry.Item1}: {entry.Item2}\n"));

    static void Check(string overlayText, ConfigurationSources sources)
    {
        var (overlay, _) = YamlReader.ReadOverlay("o.yaml", Encoding.UTF8.GetBytes(overlayText));
        var errors = new List<Diagnostic>();
        var overrides = new OverrideReader(errors).Read(sources);

        var layering = new Layering(Reading.Good(LayeredProject.Definition), overlay, overrides, [TabularFixture.Pipeline]);

        var (bound, mistakes) = DefinitionBinder.Bind("m", Reading.FilePath, layering.Root, [TabularFixture.Pipeline]);
        (bound is null).ShouldBe(mistakes.Count > 0);
        foreach (var error in errors.Concat(layering.Errors).Concat(mistakes))
        {
            Catalogue.Find(error.Code).ShouldNotBeNull(error.Code);
            error.Place.File.ShouldNotBeEmpty();
        }
        if (bound is not null)
            EffectiveConfiguration.Of(bound).Select(value => value.Path).ShouldBeUnique();
    }
}
