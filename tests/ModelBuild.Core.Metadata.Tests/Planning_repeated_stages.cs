using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Graph;

namespace ModelBuild.Core.Metadata.Tests;

public sealed class Planning_repeated_stages : PlannedSnippet
{
    const string KFold = """
        [Pipeline("toy")] public static class Toy
        {
            [Stage] public static Table Load(DataSource data) => new();
            [Stage] public static Table Fold(Table load, [ForEach("folds")] int fold, [Section("folds")] int folds = 0) => load;
            [Stage] public static Table TrainFold([ForEach] Table fold, StageContext context) => fold;
            [Stage] public static Evaluation EvaluateFold([ForEach] Table trainFold, [ForEach] Table fold) => null!;
            [Stage] public static Table Train(Table load) => load;
            [Stage] public static Evaluation Evaluate(IReadOnlyList<Evaluation> evaluateFold, Table train) => null!;
        }

        """;

    [Fact]
    public void A_node_is_there_for_each_item()
    {
        var plan = Good(KFold, "pipeline: toy\ndata: data\nfolds: 3\n");

        plan.Graph.Nodes.Select(node => node.Id.ToString()).Order().ShouldBe(
            ["evaluate", "evaluateFold[1]", "evaluateFold[2]", "evaluateFold[3]", "fold[1]", "fold[2]", "fold[3]", "load", "train", "trainFold[1]", "trainFold[2]", "trainFold[3]"]);
        var second = plan.Graph.Nodes.Single(node => node.Id == new NodeId("evaluateFold", "2"));
        second.Inputs.ShouldBe([new NodeInput("trainFold", new("trainFold", "2")), new NodeInput("fold", new("fold", "2"))]);
        plan.Graph.Nodes.Single(node => node.Id.Stage == "evaluate").Inputs.ShouldBe(
        [
            new NodeInput("evaluateFold/0", new("evaluateFold", "1")), new NodeInput("evaluateFold/1", new("evaluateFold", "2")),
            new NodeInput("evaluateFold/2", new("evaluateFold", "3")), new NodeInput("train", new("train")),
        ]);
        (plan.Evaluation, plan.Model).ShouldBe((new NodeId("evaluate"), new NodeId("train")));
    }

    [Fact]
    public void The_item_is_a_setting_in_the_key_and_counts_in_the_seed()
    {
        var plan = Good(KFold.Replace(", [Section(\"folds\")] int folds = 0", ""), "pipeline: toy\ndata: data\nfolds: [3, 5]\n");

        var fold = plan.Graph.Nodes.Single(node => node.Id == new NodeId("fold", "5"));
        fold.Settings["fold"].Json.ShouldBe("5");
        Keys(plan)[fold.Id].Parts.ShouldContain(new Keys.KeyPart("option", "folds", "5"));
        plan.Graph.Nodes.Where(node => node.Id.Stage == "trainFold").Select(node => node.Seed).ShouldBeUnique();
    }

    [Fact]
    public void An_added_item_changes_nothing_but_what_collects()
    {
        var pipeline = KFold.Replace(", [Section(\"folds\")] int folds = 0", "");
        var before = Keys(Good(pipeline, "pipeline: toy\ndata: data\nfolds: [1, 2]\n"));
        var after = Keys(Good(pipeline, "pipeline: toy\ndata: data\nfolds: [0, 1, 2]\n"));

        after.Where(node => !before.TryGetValue(node.Key, out var old) || old.Key != node.Value.Key).Select(node => node.Key.ToString()).Order()
            .ShouldBe(["evaluate", "evaluateFold[0]", "fold[0]", "trainFold[0]"]);
    }

    [Theory]
    [InlineData("string", "[b, 'a b', Ä]", new[] { "b", "a b", "Ä" })]
    [InlineData("bool", "[true, false]", new[] { "true", "false" })]
    [InlineData("double", "[1e-1, 2, 3.0]", new[] { "0.1", "2", "3" })]
    [InlineData("byte", "2", new[] { "1", "2" })]
    [InlineData("Kind", "[very-last, first]", new[] { "very-last", "first" })]
    public void Items_have_the_type_of_the_parameter(string type, string list, string[] instances) =>
        Good(OverItems(type), $"pipeline: toy\nitems: {list}\n").Graph.Nodes.Where(node => node.Id.Stage == "part").Select(node => node.Id.Instance).ShouldBe(instances);

    [Theory]
    [InlineData("int", "", "MB1014", "items is required, but is not set.")]
    [InlineData("int", "[]", "MB1094", "items has no items")]
    [InlineData("int", "0", "MB1016", "items must be at least 1, but is 0: a number n stands for the items 1 to n.")]
    [InlineData("byte", "300", "MB1016", "items must be between 0 and 255, but is 300.")]
    [InlineData("int", "10001", "MB1098", "items has 10001 items, and a stage is repeated at most 10000 times.")]
    [InlineData("int", "[1, 2, 1]", "MB1094", "items has the item '1' twice, first in line 2.")]
    [InlineData("double", "[1, 1.0]", "MB1094", "items has the item '1' twice")]
    [InlineData("int", "[1, x]", "MB1015", "items must be a whole number, but is 'x'.")]
    [InlineData("int", "{ a: 1 }", "MB1015", "items must be a list, or a whole number n for 1 to n, but is a mapping.")]
    [InlineData("string", "5", "MB1015", "items must be a list, but is '5'.")]
    [InlineData("string", "['']", "MB1094", "the item '' of items is empty")]
    [InlineData("string", "[\"a\\tb\"]", "MB1094", "has a character that cannot be shown")]
    [InlineData("Kind", "[frist]", "MB1017", "did you mean 'first'?")]
    public void A_list_that_cannot_be_one_is_an_error_at_its_line(string type, string list, string code, string message)
    {
        var error = Error(OverItems(type), $"pipeline: toy\nitems: {list}\n");

        (error.Code, error.Place.File, error.Place.Line).ShouldBe((code, Definition, 2));
        error.Message.ShouldContain(message);
    }

    [Fact]
    public void A_list_is_required()
    {
        var error = Error(OverItems("int"), "pipeline: toy\n");

        (error.Code, error.Message).ShouldBe(("MB1014", "items is required, but is not set. Add `items:` with a list, or a number n for 1 to n, at the top level."));
    }

    const string OverData = """
        [Pipeline("toy")] public static class Toy
        {
            [Stage] public static Table Read([ForEach, Input("texts")] DataSource text) => new();
            [Stage] public static Table Train(IReadOnlyList<Table> read, DataSource texts) => new();
        }
        """;

    [Fact]
    public void Members_of_a_data_folder_are_items_in_ordinal_order()
    {
        foreach (var name in new[] { "b.txt", "B.txt", "a b.txt" })
            Write(name);
        Directory.CreateDirectory(Path.Combine(Folder, "texts", "folder"));

        var plan = Good(OverData, "pipeline: toy\ntexts: texts\n");

        plan.Graph.Nodes.Select(node => node.Id.ToString()).ShouldBe(["read[B.txt]", "read[a b.txt]", "read[b.txt]", "read[folder]", "train"]);
        plan.Graph.Nodes[2].Inputs.ShouldHaveSingleItem().ShouldBe(new DataInput("text", Path.Combine(Folder, "texts", "b.txt"), new(Definition, 2, 8)));
        plan.Graph.Nodes[4].Inputs[4].ShouldBe(new DataInput("texts", Path.Combine(Folder, "texts"), new(Definition, 2, 8)));
    }

    [Fact]
    public void An_added_member_is_one_more_node()
    {
        Write("a.txt");
        var before = Keys(Good(OverData, "pipeline: toy\ntexts: texts\n"));
        Write("0.txt");
        var after = Keys(Good(OverData, "pipeline: toy\ntexts: texts\n"));

        after.Where(node => !before.TryGetValue(node.Key, out var old) || old.Key != node.Value.Key).Select(node => node.Key.ToString()).ShouldBe(["read[0.txt]", "train"]);
    }

    [Fact]
    public void A_data_folder_must_be_one_with_members()
    {
        var missing = Error(OverData, "pipeline: toy\ntexts: texts\n");
        Directory.CreateDirectory(Path.Combine(Folder, "texts"));
        var empty = Error(OverData, "pipeline: toy\ntexts: texts\n");
        File.WriteAllText(Path.Combine(Folder, "file"), "");
        var file = Error(OverData, "pipeline: toy\ntexts: file\n");

        new[] { missing, empty, file }.Select(error => error.Code).ShouldBe(["MB2060", "MB1095", "MB1095"]);
        new[] { missing, empty, file }.ShouldAllBe(error => error.Place == new Mark(Definition, 2, 8));
        empty.Message.ShouldContain("is empty");
        file.Message.ShouldContain("is a file");
    }

    [Theory]
    [InlineData("b.txt")]
    [InlineData("nowhere")]
    [InlineData(".")]
    public void A_member_that_is_a_link_is_refused_as_in_a_folder_that_is_taken_whole(string target)
    {
        Write("b.txt");
        var link = Path.Combine(Folder, "texts", "a.txt");
        File.CreateSymbolicLink(link, target);

        var error = Error(OverData, "pipeline: toy\ntexts: texts\n");

        (error.Code, error.Place).ShouldBe(("MB6002", new Mark(Definition, 2, 8)));
        error.Message.ShouldBe($"'{link}' is a symbolic link; an artifact holds regular files and folders only. Put a copy of the content in its place, or leave it out.");
    }

    [Fact]
    public void A_folder_that_is_a_link_itself_has_members()
    {
        Write("b.txt");
        Directory.CreateSymbolicLink(Path.Combine(Folder, "link"), "texts");

        Good(OverData, "pipeline: toy\ntexts: link\n").Graph.Nodes.Select(node => node.Id.ToString()).ShouldBe(["read[b.txt]", "train"]);
    }

    [Theory]
    [InlineData("MB1070", 4, "Toy.B(c): pipeline 'toy' has no stage 'partt'. Did you mean 'part'? A parameter is named like the stage whose output it takes, or says it with [Input(\"…\")].",
        "[Input(\"partt\")] Table c")]
    [InlineData("MB1075", 4, "Toy.B(part) takes a ModelBuild.Evaluation, but stage 'part' returns a Table. Make the two types the same.", "IReadOnlyList<Evaluation> part")]
    [InlineData("MB1091", 4, "Toy.B(part) takes one Table, but stage 'part' returns one for each of the items of 'items'. Take each of them with [ForEach], which repeats 'b', or all of them as IReadOnlyList<Table>.",
        "Table part")]
    [InlineData("MB1092", 4, "Toy.B(train) has [ForEach], but stage 'train' runs once. Remove [ForEach], or repeat that stage.", "[ForEach] Table train")]
    [InlineData("MB1092", 4, "Toy.B(train) collects the outputs of a repeated stage, but stage 'train' runs once. Take Table, or repeat that stage with [ForEach].", "IReadOnlyList<Table> train")]
    [InlineData("MB1090", 4, "Toy.B is repeated over two lists: the items of 'items' by its parameter 'part' and the items of 'more' by 'x'. A stage goes over one list; take the other as a whole, or make the pairs in a stage of its own.",
        "[ForEach] Table part, [ForEach(\"more\")] int x")]
    [InlineData("MB1090", 4, "Toy.B is repeated over two lists: the members of the data 'data' by its parameter 'data' and the items of 'items' by 'part'. A stage goes over one list; take the other as a whole, or make the pairs in a stage of its own.",
        "[ForEach] DataSource data, [ForEach] Table part")]
    [InlineData("MB1071", 4, "the stages of pipeline 'toy' wait for each other: b ← b. Remove one of these parameters.", "[ForEach] Table b")]
    public void A_fault_in_the_code_is_an_error_at_the_method(string code, int line, string message, string parameters)
    {
        var error = Error($$"""
            [Pipeline("toy")] public static class Toy {
                [Stage] public static Table Part([ForEach("items")] int x) => new();
                [Stage] public static Table Train() => new();
                [Stage] public static Table B({{parameters}}) => new();
            }
            """, "pipeline: toy\nitems: 2\n" + (parameters.Contains("more", StringComparison.Ordinal) ? "more: 2\n" : "") + (parameters.Contains("data", StringComparison.Ordinal) ? "data: .\n" : ""));

        (error.Code, error.Message, error.Place).ShouldBe((code, message, new Mark(SourcePath, line, 0)));
    }

    [Theory]
    [InlineData("MB1093", 2, "[Stage] public static Table Train([ForEach(\"items\")] int x) => new();")]
    [InlineData("MB1093", 3, "[Stage] public static Table Train() => new();\n[Stage] public static Table Validate([ForEach(\"items\")] int x) => new();")]
    [InlineData("MB1073", 4, "[Stage] public static Table Train([Section(\"items\")] int x) => new();\n[Stage] public static Evaluation A() => null!;\n[Stage] public static Evaluation B() => null!;")]
    [InlineData("MB1072", 2, "[Stage] public static Table Trian([Section(\"items\")] int x) => new();")]
    public void A_fault_in_the_roles_of_stages_is_an_error_at_the_method(string code, int line, string stages)
    {
        var error = Error($"[Pipeline(\"toy\")] public static class Toy {{\n{stages}\n}}", "pipeline: toy\nitems: 2\n");

        (error.Code, error.Place).ShouldBe((code, new Mark(SourcePath, line, 0)));
    }

    [Fact]
    public void Gates_need_an_evaluation_that_is_not_repeated()
    {
        var error = Error("[Pipeline(\"toy\")] public static class Toy { [Stage] public static Table Train() => new(); [Stage] public static Evaluation A([ForEach(\"items\")] int x) => null!; }",
            "pipeline: toy\nitems: 2\ngates:\n  - { metric: auc, min: 1 }\n");

        (error.Code, error.Place.File, error.Place.Line).ShouldBe(("MB1074", Definition, 4));
    }

    [Fact]
    public void Ten_thousand_instances_are_planned()
    {
        var nodes = Good(KFold, "pipeline: toy\ndata: data\nfolds: 10000\n").Graph.Nodes;

        nodes.Count.ShouldBe(30_003);
        nodes[^1].Inputs.Count.ShouldBe(10_001);
    }

    static string OverItems(string type) => $$"""
        public enum Kind { First, VeryLast }
        [Pipeline("toy")] public static class Toy
        {
            [Stage] public static Table Part([ForEach("items")] {{type}} item) => new();
            [Stage] public static Table Train(IReadOnlyList<Table> part) => new();
        }
        """;

    void Write(string name)
    {
        Directory.CreateDirectory(Path.Combine(Folder, "texts"));
        File.WriteAllText(Path.Combine(Folder, "texts", name), name);
    }
}
