using ModelBuild.Core.Tests.Definitions;

namespace ModelBuild.Core.Tests.Configuration;

/// <summary>Each is reported where the layer says it, and once.</summary>
public sealed class MistakesInLayers : IDisposable
{
    readonly LayeredProject project = new();

    public void Dispose() => project.Dispose();

    [Theory]
    [InlineData("train: { trees: 0 }", "(1,17): error MB1016: train.trees must be at least 1 and at most 10000, but is 0.")]
    [InlineData("train: { tres: 1 }", "(1,10): error MB1013: unknown key 'tres' in 'train'; did you mean 'trees'?")]
    [InlineData("train: { tres: null }", "(1,10): error MB1013: unknown key 'tres' in 'train'; did you mean 'trees'?")]
    [InlineData("train:\n  trainer: null", "(2,3): error MB1014: train.trainer is required, but is not set. Add 'trainer' to 'train'.")]
    [InlineData("train:", "(1,1): error MB1014: train.trainer is required, but is not set. Add 'trainer' to 'train'.")]
    [InlineData("task:", "(1,1): error MB1014: task is required, but is not set. Add `task:` with a value at the top level.")]
    [InlineData("data: { path: null }", "(1,9): error MB1014: data.path is required, but is not set. Add 'path' to 'data'.")]
    [InlineData("pipeline: tabluar", "(1,11): error MB1021: there is no pipeline 'tabluar'; did you mean 'tabular'? Known pipelines: tabular.")]
    [InlineData("pipeline:", "(1,1): error MB1014: pipeline is required, but is not set. Add `pipeline: NAME`. Known pipelines: tabular.")]
    [InlineData("train: [", "(2,1): error MB1001: not valid YAML: while parsing a node, did not find expected node content. The list that begins at line 1, column 8 is not closed: is its ']' missing?")]
    [InlineData("[]", "(1,1): error MB1012: the overlay is a list, but must be a mapping. Write the keys that differ.")]
    [InlineData("gates: { auc-mni: { min: 1 } }", "(1,21): error MB1014: the gate 'auc-mni' has no metric; did you mean the gate 'auc-min'? A gate of its own needs `metric: NAME`.")]
    [InlineData("gates: { auc-mni: null }", "(1,10): error MB1014: the gate 'auc-mni' has no metric; did you mean the gate 'auc-min'? A gate of its own needs `metric: NAME`.")]
    [InlineData("gates: { auc-min: { metric: null } }", "(1,21): error MB1014: the gate 'auc-min' has no metric. A gate of its own needs `metric: NAME`.")]
    [InlineData("gates: { auc-min: { min: null } }", "(1,21): error MB1024: the gate has neither min nor max. Add one of them, or both.")]
    [InlineData("gates: { calibrated: { min: 0.5 } }", "(1,24): error MB1025: the gate can never pass: its min 0.5 is above its max 0.3. Exchange or correct them.")]
    public void Of_an_overlay_are_at_their_line(string overlay, string error) =>
        project.Overlay(overlay).Mistakes()[0].ShouldBe("m.model.staging.yaml" + error);

    [Fact]
    public void Of_two_gates_of_one_name_name_both_files() =>
        project.Overlay("gates: [{ metric: f1, min: 1, name: auc-min, max: 1 }, { metric: f1, min: 1, name: auc-min }]").Mistake()
            .ShouldStartWith("m.model.staging.yaml(1,58): error MB1026: two gates have the name 'auc-min': this one and the one at line 1, column 11.");

    [Fact]
    public void Of_two_gates_of_one_name_in_one_value_name_its_origin() =>
        project.Variable("MODELBUILD__gates", "[{ metric: f1, min: 1 }, { metric: f1, min: 2 }]").Mistake()
            .ShouldBe("MODELBUILD__gates: error MB1026: two gates have the name 'f1-min': this one and the one at MODELBUILD__gates. Give one of them a `name` of its own.");

    [Theory]
    [InlineData("MODELBUILD__train__trees", "0", "error MB1016: train.trees must be at least 1 and at most 10000, but is 0.")]
    [InlineData("MODELBUILD__train__trees", "many", "error MB1015: train.trees must be a whole number, but is 'many'.")]
    [InlineData("MODELBUILD__train", "text", "error MB1015: train must be a mapping of keys to values, but is 'text'.")]
    [InlineData("MODELBUILD__train__trees", "", "error MB1084: the value of train.trees is empty. Write null to let the code's default hold, or '' for the empty text.")]
    [InlineData("MODELBUILD__train__trees", "1, 2", "error MB1084: the value of train.trees must be one value, but is '1, 2'. A list is written [a, b], and text with a comma or a bracket in quotes.")]
    [InlineData("MODELBUILD__train__trees", "1,", "error MB1084: the value of train.trees must be one value, but is '1,'. A list is written [a, b], and text with a comma or a bracket in quotes.")]
    [InlineData("MODELBUILD__train__trees", "1]\nw: [2", "error MB1084: the value of train.trees must be one value, but is '1]\\nw: [2'. A list is written [a, b], and text with a comma or a bracket in quotes.")]
    [InlineData("MODELBUILD__train____trees", "1", "error MB1080: the name of the variable has an empty key. Write MODELBUILD__SECTION__KEY, with two underscores between levels.")]
    [InlineData("MODELBUILD__", "1", "error MB1080: the name of the variable has an empty key. Write MODELBUILD__SECTION__KEY, with two underscores between levels.")]
    [InlineData("MODELBUILD__pipeline", "tabluar", "error MB1021: there is no pipeline 'tabluar'; did you mean 'tabular'? Known pipelines: tabular.")]
    public void Of_a_variable_are_at_its_name(string name, string value, string error) =>
        project.Variable(name, value).Mistake().ShouldBe($"{name}: {error}");

    [Theory]
    [InlineData("MODELBUILD__train__tres", "train.tres", "unknown key 'tres' in 'train'; did you mean 'trees'?")]
    [InlineData("MODELBUILD__tran__trees", "tran.trees", "unknown key 'tran'; did you mean 'train'?")]
    [InlineData("MODELBUILD__seed__x", "seed.x", "unknown key 'x' in 'seed'; nothing can be set there.")]
    [InlineData("MODELBUILD__gates__auc_mni__min", "gates.auc_mni.min", "unknown key 'auc_mni' in 'gates'; did you mean 'auc-min'?")]
    [InlineData("MODELBUILD__gates__auc_min__mni", "gates.auc_min.mni", "unknown key 'mni' in 'gates.auc-min'; did you mean 'min'?")]
    [InlineData("MODELBUILD__train__resources__cpu", "train.resources.cpu", "unknown key 'cpu' in 'train.resources'; did you mean 'cpus'?")]
    public void Of_a_variable_that_may_be_for_another_project_are_a_warning(string name, string path, string advice)
    {
        var (bound, said) = project.Variable(name, "1").Bind();

        bound["m"].Overrides.ShouldBeEmpty();
        said.ShouldHaveSingleItem().ToString().ShouldBe($"{name}: warning MB1086: no definition of this project knows {path}, so that the variable sets nothing here: {advice}");
    }

    [Theory]
    [InlineData("#", "MB1084")]
    [InlineData("1 # comment", "MB1084")]
    [InlineData("[1", "MB1084")]
    [InlineData("!!int 1", "MB1084")]
    [InlineData("&a 1", "MB1084")]
    [InlineData("- 1", "MB1084")]
    [InlineData("\u0085", "MB1084")]
    public void Of_a_value_that_is_not_one_lose_nothing_silently(string value, string code) =>
        project.Variable("MODELBUILD__data__label", value).Mistake().ShouldStartWith($"MODELBUILD__data__label: error {code}: the value of data.label ");

    [Fact]
    public void Of_an_item_are_at_its_file_and_show_it()
    {
        project.Item("train.trees=0").Item("split.seed=x").Mistakes().ShouldBe(
            ["p.csproj: error MB1015: ModelSet 'split.seed=x': split.seed must be a whole number, but is 'x'.",
             "p.csproj: error MB1016: ModelSet 'train.trees=0': train.trees must be at least 1 and at most 10000, but is 0."]);
    }

    [Theory]
    [InlineData("train.trees=0", "error MB1016: train.trees must be at least 1 and at most 10000, but is 0.")]
    [InlineData("train.TREES=1", "error MB1013: unknown key 'TREES' in 'train'; did you mean 'trees'?")]
    [InlineData("gates.auc_min.min=1", "error MB1013: unknown key 'auc_min' in 'gates'; did you mean 'auc-min'?")]
    [InlineData("train.trees", "error MB1080: 'train.trees' is not understood. Write PATH=VALUE without spaces around the equals sign, for instance train.l2=10; a model's name and a colon in front make it for that one alone.")]
    [InlineData("n:train.trees=1", "error MB1083: there is no model 'n' to set train.trees of. The project's models are m.")]
    [InlineData("gates.auc-min.min=x", "error MB1015: the gate's min must be a number, but is 'x'.")]
    public void Of_the_property_are_at_its_name(string text, string error) => project.Property(text).Mistake().ShouldBe("ModelSet: " + error);

    [Fact]
    public void Of_an_item_for_another_model_than_its_text_says() =>
        project.Write("digits.model.yaml", LayeredProject.Definition).Item("digits:seed=1", "m").Mistake()
            .ShouldBe("p.csproj: error MB1080: ModelSet 'digits:seed=1': 'digits:seed=1' is for 'digits', and its metadata Definition says 'm'. Remove one of them.");

    [Fact]
    public void Of_two_variables_that_are_both_but_similar() =>
        project.Variable("MODELBUILD__TRAIN__TREES", "1").Variable("MODELBUILD__Train__Trees", "2").Mistakes().ShouldBe(
            ["MODELBUILD__TRAIN__TREES: error MB1085: MODELBUILD__Train__Trees sets train.trees as well, and neither name is exactly that of the setting. Remove one of the two variables.",
             "MODELBUILD__Train__Trees: error MB1085: MODELBUILD__TRAIN__TREES sets train.trees as well, and neither name is exactly that of the setting. Remove one of the two variables."]);

    [Fact]
    public void Of_a_path_are_told_with_what_the_nearest_definition_knows()
    {
        project.Pipelines.Add(TabularFixture.OneStage());
        project.Write("a.model.yaml", "pipeline: p\n").Write("z.model.yaml", "pipeline: p\n");

        project.Property("train.tres=1").Mistake().ShouldBe("ModelSet: error MB1013: unknown key 'tres' in 'train'; did you mean 'trees'?");
        project.Property("a:train.trees=1").Mistake().ShouldStartWith("ModelSet: error MB1013: unknown key 'train'; ");
    }

    [Fact]
    public void Of_overrides_are_not_guessed_at_while_a_definition_cannot_be_read() =>
        project.Write("m.model.yaml", "pipeline: [").Property("nothing.known=1").Mistake().ShouldStartWith("m.model.yaml(2,1): error MB1001");

    [Theory]
    [InlineData("stagign", "error MB1081: no definition of 'P' has an overlay for the environment 'stagign'; did you mean 'staging'? There are overlays for production, staging. An overlay is a file 'm.model.stagign.yaml' beside the definition; it may be empty.")]
    [InlineData("Staging", "error MB1081: no definition of 'P' has an overlay for the environment 'Staging'; did you mean 'staging'? There are overlays for production, staging. An overlay is a file 'm.model.Staging.yaml' beside the definition; it may be empty.")]
    [InlineData("../x", "error MB1082: '../x' cannot be the name of an environment. It has letters, digits, '-' and '_', begins with a letter or digit, and is not 'model'.")]
    [InlineData("a.b", "error MB1082: 'a.b' cannot be the name of an environment. It has letters, digits, '-' and '_', begins with a letter or digit, and is not 'model'.")]
    [InlineData("model", "error MB1082: 'model' cannot be the name of an environment. It has letters, digits, '-' and '_', begins with a letter or digit, and is not 'model'.")]
    public void Of_an_environment_list_those_that_there_are(string environment, string error)
    {
        project.Write("m.model.staging.yaml", "").Write("m.model.production.yaml", "");
        project.Environment = environment;

        project.Mistake().ShouldBe("ModelEnvironment: " + error);
    }

    [Fact]
    public void Of_an_environment_where_there_are_no_overlays()
    {
        project.Environment = "staging";
        project.Mistake().ShouldContain("'staging'. There are no overlays. An overlay is a file 'm.model.staging.yaml'");
    }
}
