namespace ModelBuild.EndToEnd.Tests;

/// <summary>Each mistake is one coded error at its place, and the build after its correction is as if it had never been.</summary>
public class Bad_input(PackedPackage package) : EndToEndTest(package)
{
    const string Definition = "breast-cancer.model.yaml";
    const string Data = "data/breast-cancer.csv";

    static readonly Dictionary<string, Mistake> Mistakes = new(StringComparer.Ordinal)
    {
        ["a label that is no column"] = new("MB2020", Definition, 6, 10, "diagnosis", p => p.EditDefinition("label: diagnosis", "label: diagnosys")),
        ["a row with a cell too few"] = new("MB2006", Data, 3, 204, "31 cells and the header 32", p => UserProject.Edit(p.Data, "\n2,20.57,", "\n2,")),
        ["text in a declared numeric column"] = new("MB2010", Data, 3, 3, "'big'", p => UserProject.Edit(p.Data, "\n2,20.57,", "\n2,big,")),
        ["a number below its minimum"] = new("MB2028", Data, 3, 3, "-20.57", p => UserProject.Edit(p.Data, "\n2,20.57,", "\n2,-20.57,")),
        ["an empty data file"] = new("MB2002", Data, 1, 1, "empty", p => File.WriteAllText(p.Data, "")),
        ["no data file"] = new("MB2060", Definition, 5, 9, "breast-cancer.csv", p => File.Delete(p.Data)),
        ["a misspelt key"] = new("MB1013", Definition, 11, 10, "did you mean 'method'", p => p.EditDefinition("split: { method:", "split: { metod:")),
        ["a misspelt value"] = new("MB1017", Definition, 13, 19, "linear", p => p.EditDefinition("trainer: linear", "trainer: linaer")),
        ["an unknown pipeline"] = new("MB1021", Definition, 2, 11, "tabular", p => p.EditDefinition("pipeline: tabular", "pipeline: tabluar")),
        ["a bracket that is never closed"] = new("MB1001", Definition, 8, 11, "is its ']' missing", p => p.EditDefinition("ignore: [id]", "ignore: [id")),
        ["a tag"] = new("MB1004", Definition, 3, 7, "tag", p => p.EditDefinition("task: binary", "task: !!str binary")),
        ["an anchor"] = new("MB1005", Definition, 3, 7, "anchor", p => p.EditDefinition("task: binary", "task: &task binary")),
        ["an empty definition"] = new("MB1011", Definition, 1, 1, "pipeline", p => File.WriteAllText(p.Definition, "")),
        ["no definition"] = new("MB1078", "", 0, 0, "NAME.model.yaml", p => File.Delete(p.Definition)),
    };

    public static TheoryData<string> All => [.. Mistakes.Keys];

    [Theory, MemberData(nameof(All))]
    public async Task Is_one_clear_error_at_its_place(string what)
    {
        var project = Trained();
        var good = await Folders.IdentityAsync(project.Models);
        var (definition, data) = (await File.ReadAllBytesAsync(project.Definition, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(project.Data, TestContext.Current.CancellationToken));
        var mistake = Mistakes[what];
        mistake.Make(project);

        var build = await project.TrainAsync();

        var error = build.ShouldFailWith(mistake.Code);
        if (mistake.File.Length > 0)
            error.ShouldBeAt(project.In(mistake.File.Split('/')), mistake.Line, mistake.Column);
        error.Message.ShouldContain(mistake.Says, Case.Sensitive, build.Why);
        (await Folders.IdentityAsync(project.Models)).ShouldBe(good);

        await File.WriteAllBytesAsync(project.Definition, definition, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(project.Data, data, TestContext.Current.CancellationToken);
        (await project.TrainAsync()).ShouldRun(); // no stage: the reports were those of the failure
        (await project.TrainWithoutEngineAsync()).ShouldRun();
    }

    [Fact]
    public async Task In_two_places_is_two_errors_of_one_build()
    {
        var project = Trained();
        project.EditDefinition("trainer: linear", "trainer: linaer");
        project.EditDefinition("split: { method:", "split: { metod:");

        var build = await project.TrainAsync();

        build.ExitCode.ShouldBe(1, build.Why);
        build.Errors.Select(error => error.Code).ShouldBe(["MB1013", "MB1017"], ignoreOrder: true, build.Why);
    }

    sealed record Mistake(string Code, string File, int Line, int Column, string Says, Action<UserProject> Make);
}
