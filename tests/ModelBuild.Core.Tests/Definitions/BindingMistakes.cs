using ModelBuild.Core.Definitions;
using ModelBuild.Core.Pipelines;
using static ModelBuild.Core.Tests.Definitions.TabularFixture;

namespace ModelBuild.Core.Tests.Definitions;

public class BindingMistakes
{
    const string Start = "pipeline: tabular\ntask: regression\ndata: { path: x, label: y }\n";
    const string Minimal = Start + "train: { trainer: linear }\n";

    static string One(string text) => Errors(text).ShouldHaveSingleItem();

    [Fact]
    public void All_of_them_are_reported_in_the_order_of_the_file() =>
        string.Join('\n', Errors(
            """
            pipeline: tabular
            task: regresion
            sed: 7
            data: { path: '', lable: diagnosis, ignore: id }
            trian: {}
            split:
              method: stratefied
              test: 1.0
              groupBy: age-band
            train:
              trees: ten
              learning_rate: 0.1
              l2: -1
              schedule: { kind: linear, warm: 3 }
              layers: []
              resources: { cpu: 2, memory: 2GB, time: 90 }
            evaluate: [age_band]
            environment: { runtime: lenient, os: strict }
            gates:
              - { metric: auc }
              - { metric: auc, min: 0.9, max: 0.8 }
              - { metric: f1, min: 0.5 }
              - { metric: f1, min: 0.6 }
              - { min: high, limit: 3 }
            """)).ShouldBe(
            """
            m.model.yaml(2,7): error MB1017: task must be one of binary-classification, multiclass-classification, regression, but is 'regresion'; did you mean 'regression'?
            m.model.yaml(3,1): error MB1013: unknown key 'sed'; did you mean 'seed'?
            m.model.yaml(4,1): error MB1014: data.label is required, but is not set. Add 'label' to 'data'.
            m.model.yaml(4,15): error MB1022: data.path must be the path of a file or folder, but is ''. Write it relative to the definition's folder.
            m.model.yaml(4,19): error MB1013: unknown key 'lable' in 'data'; did you mean 'label'?
            m.model.yaml(4,45): error MB1015: data.ignore must be a list, but is 'id'; write [id].
            m.model.yaml(5,1): error MB1013: unknown key 'trian'; did you mean 'train'?
            m.model.yaml(7,11): error MB1017: split.method must be one of random, stratified, grouped, but is 'stratefied'; did you mean 'stratified'?
            m.model.yaml(8,9): error MB1016: split.test must be more than 0 and less than 1, but is 1.
            m.model.yaml(9,12): error MB1018: split.groupBy must match the pattern '[A-Za-z_]+', but is 'age-band'.
            m.model.yaml(10,1): error MB1014: train.trainer is required, but is not set. Add 'trainer' to 'train'.
            m.model.yaml(11,10): error MB1015: train.trees must be a whole number, but is 'ten'.
            m.model.yaml(12,3): error MB1013: unknown key 'learning_rate' in 'train'; did you mean 'learningRate'?
            m.model.yaml(13,7): error MB1016: train.l2 must be at least 0, but is -1.
            m.model.yaml(14,21): error MB1017: train.schedule.kind must be one of constant, cosine, but is 'linear'.
            m.model.yaml(14,29): error MB1013: unknown key 'warm' in 'train.schedule'; did you mean 'warmup'?
            m.model.yaml(15,11): error MB1019: train.layers must have 1 to 4 items, but has 0.
            m.model.yaml(16,16): error MB1013: unknown key 'cpu' in 'train.resources'; did you mean 'cpus'?
            m.model.yaml(16,32): error MB1023: train.resources.memory must be a whole number of bytes, or with the unit KiB, MiB or GiB as in 4GiB, but is '2GB'.
            m.model.yaml(16,43): error MB1023: train.resources.time must be a whole number with the unit s, m or h, as in 90s, 10m or 2h, but is '90'.
            m.model.yaml(17,11): error MB1015: evaluate must be a mapping of keys to values, but is a list.
            m.model.yaml(18,25): error MB1017: environment.runtime must be one of strict, minor, ignore, but is 'lenient'.
            m.model.yaml(18,34): error MB1013: unknown key 'os' in 'environment'; known keys are globalization, rid, runtime.
            m.model.yaml(20,7): error MB1024: the gate has neither min nor max. Add one of them, or both.
            m.model.yaml(21,7): error MB1025: the gate can never pass: its min 0.9 is above its max 0.8. Exchange or correct them.
            m.model.yaml(23,7): error MB1026: two gates have the name 'f1-min': this one and the one at line 22, column 7. Give one of them a `name` of its own.
            m.model.yaml(24,7): error MB1014: the gate has no metric. Add `metric: NAME`.
            m.model.yaml(24,12): error MB1015: the gate's min must be a number, but is 'high'.
            m.model.yaml(24,18): error MB1013: unknown key 'limit' in 'gates'; known keys are against, better, between, column, confidence, drift, gate, ifMissing, ifTooFew, interval, margin, max, maxRatio, maxRegression, measure, method, metric, min, minImprovement, minSamples, name, otherData, reason, severity, slice, slices, test.
            """);

    [Fact]
    public void A_file_with_nothing_but_its_pipeline_lacks_what_is_required() =>
        Errors("pipeline: tabular\n").ShouldBe(
        [
            "m.model.yaml(1,1): error MB1014: data.label is required, but is not set. Add 'label' to 'data'.",
            "m.model.yaml(1,1): error MB1014: data.path is required, but is not set. Add 'path' to 'data'.",
            "m.model.yaml(1,1): error MB1014: task is required, but is not set. Add `task:` with a value at the top level.",
            "m.model.yaml(1,1): error MB1014: train.trainer is required, but is not set. Add 'trainer' to 'train'.",
        ]);

    [Fact]
    public void A_section_without_its_required_key_is_an_error_at_the_section() =>
        One(Start + "train: { trees: 3 }\n").ShouldBe("m.model.yaml(4,1): error MB1014: train.trainer is required, but is not set. Add 'trainer' to 'train'.");

    [Fact]
    public void A_mapping_without_its_required_key_is_an_error_at_its_own_key() =>
        One(Start + "train: { trainer: linear, schedule: { warmup: 1 } }\n").ShouldBe(
            "m.model.yaml(4,27): error MB1014: train.schedule.kind is required, but is not set. Add 'kind' to 'train.schedule'.");

    [Fact]
    public void Data_without_a_path_is_an_error_at_its_section() =>
        One("pipeline: tabular\ntask: regression\ndata: { label: y }\ntrain: { trainer: linear }\n").ShouldBe(
            "m.model.yaml(3,1): error MB1014: data.path is required, but is not set. Add 'path' to 'data'.");

    [Fact]
    public void Data_that_is_just_a_path_is_an_error_where_more_is_required() =>
        One("pipeline: tabular\ntask: regression\ndata: x.csv\ntrain: { trainer: linear }\n").ShouldBe(
            "m.model.yaml(3,1): error MB1014: data.label is required, but is not set. Add 'label' to 'data'.");

    [Theory]
    [InlineData("' '", "error MB1022: data.path must be the path of a file or folder, but is ' '. Write it relative to the definition's folder.")]
    [InlineData("\"a\\0b\"", "error MB1022: data.path must be the path of a file or folder, but is 'a\\u0000b'. Write it relative to the definition's folder.")]
    [InlineData("7", "error MB1015: data.path must be text, but is the number 7; if it is meant as text, write it in quotes: '7'.")]
    [InlineData("[a, b]", "error MB1015: data.path must be text, but is a list.")]
    [InlineData("", "error MB1020: data.path has no value. Give it one, or remove the key.")]
    public void A_data_path_that_is_none_is_an_error(string path, string error) =>
        One($"pipeline: tabular\ntask: regression\ndata:\n  label: y\n  path: {path}\ntrain: {{ trainer: linear }}\n").ShouldBe($"m.model.yaml(5,{(path.Length == 0 ? 8 : 9)}): {error}");

    [Theory]
    [InlineData("tabluar", "(1,11): error MB1021: there is no pipeline 'tabluar'; did you mean 'tabular'? Known pipelines: p, tabular.")]
    [InlineData("images", "(1,11): error MB1021: there is no pipeline 'images'. Known pipelines: p, tabular.")]
    [InlineData("7", "(1,11): error MB1015: pipeline must be text, but is the number 7; if it is meant as text, write it in quotes: '7'.")]
    public void An_unknown_pipeline_is_an_error_with_the_known_ones(string name, string error) =>
        Errors($"pipeline: {name}\n", Pipeline, OneStage()).ShouldBe(["m.model.yaml" + error]);

    [Fact]
    public void A_file_without_a_pipeline_is_still_checked_for_all_that_needs_none() =>
        Errors("seed: x\ngates: { auc: 1 }\n", Pipeline, OneStage()).ShouldBe(
        [
            "m.model.yaml(1,1): error MB1014: pipeline is required, but is not set. Add `pipeline: NAME`. Known pipelines: p, tabular.",
            "m.model.yaml(1,7): error MB1015: seed must be a whole number, but is 'x'.",
            "m.model.yaml(2,8): error MB1015: gates must be a list of gates, but is a mapping; write `- { metric: NAME, min: NUMBER }` lines.",
        ]);

    [Fact]
    public void Without_any_pipeline_the_error_says_how_to_get_one() =>
        Reading.Lines(DefinitionBinder.Bind("m", Reading.FilePath, Reading.Good("pipeline: x"), []).Errors).ShouldBe(
            ["m.model.yaml(1,11): error MB1021: there is no pipeline 'x'. There are no pipelines: declare one with [Pipeline]."]);

    [Theory]
    [InlineData("evalaute: {}", "unknown key 'evalaute'; did you mean 'evaluate'?")]
    [InlineData("Train: {}", "unknown key 'Train'; did you mean 'train'?")]
    [InlineData("package: {}", "unknown key 'package'; known keys are champion, data, environment, evaluate, gates, pipeline, report, seed, split, task, train, validate.")]
    public void An_unknown_key_is_an_error_at_the_key(string line, string error) =>
        One(Minimal + line + "\n").ShouldBe($"m.model.yaml(5,1): error MB1013: {error}");

    [Fact]
    public void Keys_of_all_records_of_a_section_are_known() =>
        One("pipeline: tabular\ntask: regression\ndata: { path: x, label: y, format: csv }\ntrain: { trainer: linear }\n").ShouldBe(
            "m.model.yaml(3,28): error MB1013: unknown key 'format' in 'data'; known keys are encoding, ignore, label, path, positive, separator, types.");

    [Fact]
    public void A_stage_without_options_has_resources_and_access_only() =>
        One(Minimal + "report: { title: x }\n").ShouldBe("m.model.yaml(5,11): error MB1013: unknown key 'title' in 'report'; known keys are access, resources.");

    [Fact]
    public void Unknown_keys_inside_lists_and_maps_are_found()
    {
        var item = new RecordSetting("Item", [new SettingProperty("size", new IntegerSetting(32, true), true, false, [])]);
        SettingProperty Property(string name, SettingType type) => new(name, type, false, false, []);

        Errors("pipeline: p\ns:\n  list:\n  - { siz: 1 }\n  map:\n    any: { size: 1, sise: 1 }\n", OneStage(Property("list", new ListSetting(item)), Property("map", new MapSetting(item)))).ShouldBe(
        [
            "m.model.yaml(4,5): error MB1014: s.list[0].size is required, but is not set. Add 'size' to 's.list[0]'.",
            "m.model.yaml(4,7): error MB1013: unknown key 'siz' in 's.list'; did you mean 'size'?",
            "m.model.yaml(6,21): error MB1013: unknown key 'sise' in 's.map.any'; did you mean 'size'?",
        ]);
    }

    [Theory]
    [InlineData("task: { a: 1 }", "(2,7): error MB1015: task must be one of binary-classification, multiclass-classification, regression, but is a mapping.")]
    [InlineData("task:", "(2,1): error MB1014: task is required, but is not set. Add `task:` with a value at the top level.")]
    [InlineData("task: null", "(2,1): error MB1014: task is required, but is not set. Add `task:` with a value at the top level.")]
    public void A_plain_section_must_be_a_plain_value(string line, string error) =>
        One($"pipeline: tabular\n{line}\ndata: {{ path: x, label: y }}\ntrain: {{ trainer: linear }}\n").ShouldBe("m.model.yaml" + error);

    [Theory]
    [InlineData("train: linear", "(4,8): error MB1015: train must be a mapping of keys to values, but is 'linear'.")]
    [InlineData("train: [linear]", "(4,8): error MB1015: train must be a mapping of keys to values, but is a list.")]
    public void A_section_of_keys_must_be_a_mapping(string line, string error) => One(Start + line + "\n").ShouldBe("m.model.yaml" + error);

    [Fact]
    public void A_data_section_must_be_a_mapping_or_a_path() =>
        One("pipeline: tabular\ntask: regression\ndata: [x]\ntrain: { trainer: linear }\n").ShouldBe(
            "m.model.yaml(3,7): error MB1015: data must be a mapping of keys to values, or a path, but is a list.");

    [Theory]
    [InlineData("9223372036854775808", "error MB1016: seed must be between -9223372036854775808 and 9223372036854775807, but is 9223372036854775808.")]
    [InlineData("'7'", "error MB1015: seed must be a whole number, but is the text '7'; remove the quotes.")]
    [InlineData("", "error MB1020: seed has no value. Give it one, or remove the key.")]
    public void A_seed_is_a_whole_number_of_64_bits(string seed, string error) =>
        One($"{Minimal}seed: {seed}\n").ShouldBe($"m.model.yaml(5,{(seed.Length == 0 ? 6 : 7)}): {error}");

    [Theory]
    [InlineData("[]", "error MB1015: train.resources must be a mapping with cpus, memory, gpus or time, but is a list.")]
    [InlineData("{ cpus: 0 }", "error MB1016: train.resources.cpus must be at least 1, but is 0.")]
    [InlineData("{ cpus: 1.5 }", "error MB1015: train.resources.cpus must be a whole number, but is '1.5'.")]
    [InlineData("{ gpus: -1 }", "error MB1016: train.resources.gpus must be at least 0, but is -1.")]
    [InlineData("{ memory: 0 }", "error MB1023: train.resources.memory must be a whole number of bytes, or with the unit KiB, MiB or GiB as in 4GiB, but is '0'.")]
    [InlineData("{ memory: 1.5GiB }", "error MB1023: train.resources.memory must be a whole number of bytes, or with the unit KiB, MiB or GiB as in 4GiB, but is '1.5GiB'.")]
    [InlineData("{ memory: 1kB }", "error MB1023: train.resources.memory must be a whole number of bytes, or with the unit KiB, MiB or GiB as in 4GiB, but is '1kB'.")]
    [InlineData("{ memory: GiB }", "error MB1023: train.resources.memory must be a whole number of bytes, or with the unit KiB, MiB or GiB as in 4GiB, but is 'GiB'.")]
    [InlineData("{ memory: 8589934592GiB }", "error MB1023: train.resources.memory must be a whole number of bytes, or with the unit KiB, MiB or GiB as in 4GiB, but is '8589934592GiB'.")]
    [InlineData("{ memory: [1] }", "error MB1015: train.resources.memory must be a whole number of bytes, or with the unit KiB, MiB or GiB as in 4GiB, but is a list.")]
    [InlineData("{ time: 0s }", "error MB1023: train.resources.time must be a whole number with the unit s, m or h, as in 90s, 10m or 2h, but is '0s'.")]
    [InlineData("{ time: 1d }", "error MB1023: train.resources.time must be a whole number with the unit s, m or h, as in 90s, 10m or 2h, but is '1d'.")]
    [InlineData("{ time: 922337203686s }", "error MB1023: train.resources.time must be a whole number with the unit s, m or h, as in 90s, 10m or 2h, but is '922337203686s'.")]
    [InlineData("{ time: }", "error MB1020: train.resources.time has no value. Give it one, or remove the key.")]
    public void Resources_that_are_none_are_errors(string resources, string error)
    {
        var reported = One($"{Start}train:\n  trainer: linear\n  resources: {resources}\n");
        reported.ShouldStartWith("m.model.yaml(6,");
        reported.ShouldEndWith(": " + error);
    }

    [Theory]
    [InlineData("512", 512)]
    [InlineData("3KiB", 3 * 1024)]
    [InlineData("'3MiB'", 3 * 1024 * 1024)]
    [InlineData("8589934591GiB", 8589934591L << 30)]
    public void Memory_is_bytes_or_has_a_binary_unit(string memory, long bytes) =>
        Bound($"{Start}train: {{ trainer: linear, resources: {{ memory: {memory} }} }}\n").Stages[2].Resources.MemoryBytes.ShouldBe(bytes);

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("10m", 600)]
    [InlineData("2h", 7200)]
    public void Time_has_a_unit(string time, double seconds) =>
        Bound($"{Start}train: {{ trainer: linear, resources: {{ time: {time} }} }}\n").Stages[2].Resources.Time.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("auc", "(6,3): error MB1015: a gate must be a mapping such as { metric: auc, min: 0.9 }, but is 'auc'.")]
    [InlineData("{}", "(6,3): error MB1014: the gate has no metric. Add `metric: NAME`.", "(6,3): error MB1024: the gate has neither min nor max. Add one of them, or both.")]
    [InlineData("{ metric: ' ', min: 1 }", "(6,13): error MB1019: the gate's metric must have at least 1 character that is not a space, but is ' '.")]
    [InlineData("{ metric: 1, min: 1 }", "(6,13): error MB1015: the gate's metric must be text, but is the number 1; if it is meant as text, write it in quotes: '1'.")]
    [InlineData("{ metric: auc, min: .nan }", "(6,23): error MB1016: the gate's min must be a finite number, but is .nan.")]
    [InlineData("{ metric: auc, max: ~ }", "(6,23): error MB1020: the gate's max has no value. Give it one, or remove the key.")]
    [InlineData("{ metric: auc, min: 1, name: '' }", "(6,32): error MB1019: the gate's name must have at least 1 character that is not a space, but is ''.")]
    [InlineData("{ metric: auc, minimum: 1, min: 1 }", "(6,18): error MB1013: unknown key 'minimum' in 'gates'; known keys are against, better, between, column, confidence, drift, gate, ifMissing, ifTooFew, interval, margin, max, maxRatio, maxRegression, measure, method, metric, min, minImprovement, minSamples, name, otherData, reason, severity, slice, slices, test.")]
    public void A_gate_that_is_none_is_an_error_at_its_line(string gate, params string[] errors) =>
        Errors($"{Minimal}gates:\n- {gate}\n").ShouldBe(errors.Select(error => "m.model.yaml" + error));

    [Fact]
    public void Two_gates_on_one_metric_are_fine_with_names() =>
        Bound($"{Minimal}gates:\n- {{ metric: auc, min: 0.9 }}\n- {{ metric: auc, min: 0.8, name: floor }}\n- {{ metric: auc, min: 0.5, max: 0.5 }}\n").Gates.Select(gate => gate.Name)
            .ShouldBe(["auc-min", "floor", "auc-between"]);

    [Fact]
    public void Every_code_is_in_the_catalogue_once() =>
        ModelBuild.Core.Diagnostics.Catalogue.Rules.Select(rule => rule.Code).ShouldBeUnique();
}
