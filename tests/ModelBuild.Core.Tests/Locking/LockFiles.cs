using System.Diagnostics;
using System.Text;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Locking;

namespace ModelBuild.Core.Tests.Locking;

public sealed class LockFiles : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("locks-");

    public void Dispose() => folder.Delete(recursive: true);

    static LockFile Sample(string code = "1", string l2 = "0.1", string validate = "3", double auc = 0.98) => new("Release",
        new Dictionary<string, LockedStage>
        {
            ["train"] = new(new Dictionary<string, string> { ["train.l2"] = l2, ["code"] = $"\"sha256:{code}\"" }, Output("train" + l2 + code)),
            ["ingest"] = new(new Dictionary<string, string> { ["data data"] = "\"sha256:aa\"" }, Output("ingest")),
            ["validate"] = new(new Dictionary<string, string> { ["algorithm A.Validate"] = $"\"{validate}\"" }, Output("validate")),
        },
        new Dictionary<string, double> { ["auc"] = auc, ["loss"] = double.NaN }, ["auc-min"]);

    static Dictionary<string, Digest> Output(string name) => new() { [""] = Digest.OfText(name) };

    [Fact]
    public void Are_sorted_with_one_fact_a_line()
    {
        Encoding.UTF8.GetString(Sample().Write()).ShouldBe($$"""
            {
              "version": 1,
              "configuration": "Release",
              "stages": {
                "ingest": {
                  "data data": "sha256:aa",
                  "output": "{{Digest.OfText("ingest")}}"
                },
                "train": {
                  "code": "sha256:1",
                  "train.l2": 0.1,
                  "output": "{{Digest.OfText("train0.11")}}"
                },
                "validate": {
                  "algorithm A.Validate": "3",
                  "output": "{{Digest.OfText("validate")}}"
                }
              },
              "metrics": {
                "auc": 0.98,
                "loss": "NaN"
              },
              "gates": {
                "auc-min": "passed"
              }
            }

            """.ReplaceLineEndings("\n"));
    }

    /// <summary>They are committed, and a variable may be a secret, which a hash does not hide for long.</summary>
    [Fact]
    public void Say_nothing_of_variables()
    {
        var manifest = new KeyManifest([new("content", "a.txt", "sha256:aa"), new("network", "", "true"), new("variable", "PASSWORD", "sha256:bb"), new("environment", "rid", "any")]);

        LockedStage.FactsOf(new Dictionary<string, KeyManifest> { [""] = manifest }).Keys.ShouldBe(["content a.txt", "network"], ignoreOrder: true);
    }

    [Fact]
    public void Are_read_back()
    {
        var read = LockFile.Parse(Sample().Write());
        read.Write().ShouldBe(Sample().Write());
        read.Configuration.ShouldBe("Release");
        read.Stages["train"].Facts["train.l2"].ShouldBe("0.1");
        read.Metrics["loss"].ShouldBe(double.NaN);
    }

    [Fact]
    public void Of_branches_that_changed_different_stages_merge()
    {
        var merged = Merge(Sample(), Sample(validate: "4"), Sample(l2: "0.2", auc: 0.99)).ShouldNotBeNull();
        merged.ShouldBe(Encoding.UTF8.GetString(Sample(validate: "4", l2: "0.2", auc: 0.99).Write()));
    }

    [Fact]
    public void Of_branches_that_changed_one_stage_conflict() => Merge(Sample(), Sample(l2: "0.2"), Sample(l2: "0.3")).ShouldBeNull();

    [Fact]
    public void Say_once_what_all_instances_of_a_stage_have_in_common()
    {
        KeyManifest Fold(string number, string seed) => new([new("stage", "fold", number), new("algorithm", "A.Fold", "1"), new("option", "fold.k", "3"), new("seed", "", seed), new("input", "data", "x")]);

        var facts = LockedStage.FactsOf(new Dictionary<string, KeyManifest> { ["1"] = Fold("1", "11"), ["2"] = Fold("2", "12") });

        facts.OrderBy(fact => fact.Key, StringComparer.Ordinal).Select(fact => $"{fact.Key}={fact.Value}")
            .ShouldBe(["algorithm A.Fold=\"1\"", "fold.k=3", "seed [1]=\"11\"", "seed [2]=\"12\""]);
    }

    [Fact]
    public void Leave_out_the_environment_and_the_outputs_of_other_stages() =>
        LockedStage.FactsOf(new Dictionary<string, KeyManifest>
        {
            [""] = new([new("stage", "a", ""), new("input", "b", "x"), new("environment", "rid", "linux-x64"), new("package", "X.dll", "1"), new("package", "X.dll", "2")]),
        }).Keys.Order().ShouldBe(["package X.dll", "package X.dll'"]);

    /// <summary>What git makes of two branches; null where it has conflicts.</summary>
    string? Merge(LockFile old, LockFile ours, LockFile theirs)
    {
        string In(string name, LockFile content)
        {
            var path = Path.Combine(folder.FullName, name);
            File.WriteAllBytes(path, content.Write());
            return path;
        }

        var start = new ProcessStartInfo("git", ["merge-file", "-p", In("ours", ours), In("old", old), In("theirs", theirs)]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var git = Process.Start(start)!;
        var text = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0 ? text : null;
    }

    [Theory]
    [InlineData("output [")]
    [InlineData("output []")]
    [InlineData("output [3")]
    public void With_an_output_of_no_instance_are_none(string name) =>
        Should.Throw<FormatException>(() => LockFile.Parse(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Sample().Write()).Replace("\"output\": \"", $"\"{name}\": \"", StringComparison.Ordinal))))
            .Message.ShouldContain($"its '{name}' names no instance");
}
