namespace ModelBuild.EndToEnd.Tests;

/// <summary>The promise as a table for stages in C#: what is edited, and which stages that costs. <see cref="A_change"/> has it for definitions.</summary>
public class An_edit(PackedPackage package) : EndToEndTest(package), IClassFixture<VersesProject>
{
    const string Nothing = "";
    const string All = "read clean score train evaluate";

    static readonly Dictionary<string, (Action<UserProject> Make, string Stages)> Edits = new(StringComparer.Ordinal)
    {
        // Nothing known: cold. Nothing edited: warm.
        ["everything forgotten"] = (Forget, All),
        ["nothing"] = (_ => { }, Nothing),

        ["a comment"] = (p => Pipeline(p, "Scorer scorer", "// Vowels count twice.\n        Scorer scorer"), Nothing),
        ["white space"] = (p => Pipeline(p, "public static Lines Train(Lines score, TrainOptions options)\n    {", "\n\n    public static   Lines Train( Lines score,TrainOptions options ) {\n"), Nothing),
        ["the name of a local"] = (p => Pipeline(p, "candidates", "rest"), Nothing),
        ["the name of a local that a lambda captures"] = (p => Pipeline(p, "scorer", "judge"), Nothing),
        ["the name of a local of an iterator"] = (p => UserProject.Edit(p.In("Cleaning.cs"), "(var word in words)\n            yield return Strip(word)", "(var item in words)\n            yield return Strip(item)"), Nothing),
        ["an unrelated class more"] = (p => p.Write("AnUnrelated.cs", Unrelated("public static partial class AnUnrelated")), Nothing),
        ["an unrelated method more, before all others"] = (p => p.Write("APart.cs", Unrelated("public static partial class VersesPipeline")), Nothing),
        ["an unrelated method of a referenced project"] = (p => UserProject.Edit(Spelling(p), "ToUpperInvariant", "ToLowerInvariant"), Nothing),
        ["a method moved to another file"] = (MoveStrip, Nothing),
        ["a source file with another name"] = (p => File.Move(p.In("Scorers.cs"), p.In("AScorer.cs")), Nothing),
        ["the version of a referenced project"] = (p => UserProject.Edit(p.In("../Language/Language.csproj"), "</PropertyGroup>", "<Version>2.0.0</Version></PropertyGroup>"), Nothing),
        ["a variable that no stage declares"] = (p => p.With("UNDECLARED", "are"), Nothing),
        ["an overlay that says the same"] = (p => Overlay(p, "poems: ./poems"), Nothing),

        ["a helper method"] = (p => UserProject.Edit(p.In("Cleaning.cs"), "Trim('.')", "Trim('.', ',')"), "clean score train evaluate"),
        ["a helper method that gives the same"] = (p => UserProject.Edit(p.In("Cleaning.cs"), "Trim('.')", "Trim('.', '!')"), "clean"),
        ["a helper in a referenced project"] = (p => UserProject.Edit(Spelling(p), "Lower(string word) => word.", "Lower(string word) => '!' + word."), "clean score train evaluate"),
        ["an override"] = (p => UserProject.Edit(p.In("Scorers.cs"), "\"aeiou\"", "\"aeiouy\""), "score"),
        ["a virtual method below an override"] = (p => UserProject.Edit(p.In("Scorers.cs"), "Weight.Of(word);", "1 + Weight.Of(word);"), "score train evaluate"),
        ["a constant of a referenced project"] = (p => UserProject.Edit(Spelling(p), "Shortest = 3", "Shortest = 4"), "train evaluate"),
        ["another stage"] = (p => Pipeline(p, "Rows = train.Values.Count,", "Rows = 1 + train.Values.Count,"), "evaluate"),
        ["the version of a package"] = (p => UserProject.Edit(p.ProjectFile, "\"1.0.0\"", "\"2.0.0\""), "score train evaluate"),
        // A default is code and a setting is none, so the stage is another one; that it does the same then spares the next.
        ["a default moved into the definition"] = (MoveDefault, "train"),
        ["an overlay"] = (p => Overlay(p, "train: { most: 1 }"), "train evaluate"),
        ["a variable that a stage declares"] = (p => p.With("SKIPPED", "are"), All),
        ["a variable that a stage declares, without effect"] = (p => p.With("SKIPPED", "grey"), "read"),

        ["a member of a data folder"] = (p => UserProject.Edit(p.In("poems", "a.txt"), "are", "were"), All),
        ["a member of a data folder more"] = (p => p.Write("poems/c.txt", "black cats are\n"), All),
        ["a member of a data folder less"] = (p => File.Delete(p.In("poems", "b.txt")), All),
        ["a member of a data folder of the same size and time"] = (EditQuietly, All),
        ["the name of a member of a data folder"] = (p => File.Move(p.In("poems", "a.txt"), p.In("poems", "0.txt")), "read"),
        ["the name of a data folder"] = (RenamePoems, Nothing),
    };

    public static TheoryData<string> OfAllKinds => [.. Edits.Keys];

    [Theory, MemberData(nameof(OfAllKinds))]
    public async Task Runs_the_stages_that_can_tell_and_no_other(string edit)
    {
        var project = TrainedVerses();
        var (make, stages) = Edits[edit];
        var references = await File.ReadAllTextAsync(project.ProjectFile, TestContext.Current.CancellationToken);
        make(project);
        if (await File.ReadAllTextAsync(project.ProjectFile, TestContext.Current.CancellationToken) != references)
            (await project.DotnetAsync("restore")).ShouldSucceed();

        var build = stages == Nothing ? await project.TrainWithoutEngineAsync() : await project.TrainAsync();

        build.ShouldRun(stages.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        project.RunRecords.ShouldBe(stages == Nothing ? 0 : 1, build.Why);
    }

    [Fact]
    public async Task That_is_taken_back_runs_nothing()
    {
        var project = TrainedVerses();
        var good = Folders.Content(project.Models);
        Pipeline(project, "line.Length >=", "line.Length >");
        (await project.TrainAsync()).ShouldRun("train", "evaluate");

        Pipeline(project, "line.Length >", "line.Length >=");

        (await project.TrainAsync()).ShouldRun();
        Folders.Content(project.Models).ShouldBe(good);
    }

    [Fact]
    public async Task Of_the_place_runs_nothing()
    {
        var project = TrainedVerses();
        var elsewhere = project.At("elsewhere/Verses");
        foreach (var folder in new[] { "Verses", "Language", "feed" })
            Folders.Copy(Path.Combine(project.Home, folder), Path.Combine(project.Home, "elsewhere", folder));
        foreach (var file in Directory.GetFiles(Path.Combine(project.Home, "elsewhere"), "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
        (await elsewhere.DotnetAsync("restore")).ShouldSucceed();

        (await elsewhere.TrainWithoutEngineAsync()).ShouldRun();
    }

    [Fact]
    public async Task Of_the_times_by_a_clone_runs_no_stage_and_brings_the_model_from_the_cache()
    {
        var project = TrainedVerses();
        await Git.RunAsync(project.At("."), "init", "--quiet");
        await Git.CommitAsync(project.At("."));
        await Git.RunAsync(project.At("."), "clone", "--quiet", ".", "clone");
        var clone = project.At("clone/Verses");
        Directory.GetDirectories(clone.Folder).Select(Path.GetFileName).ShouldBe(["poems"]);
        (await clone.DotnetAsync("restore")).ShouldSucceed();

        (await clone.TrainAsync()).ShouldRun();

        Folders.Content(clone.Models).ShouldBe(Folders.Content(project.Models));
        (await clone.TrainWithoutEngineAsync()).ShouldRun();
    }

    [Fact]
    public async Task By_Clean_runs_no_stage_and_brings_the_model_from_the_cache()
    {
        var project = TrainedVerses();
        var good = Folders.Content(project.Models);
        (await project.TrainWithoutEngineAsync()).ShouldRun(); // what a copy has of its original's files is not cleaned
        (await project.BuildAsync("-t:Clean")).ShouldSucceed();
        File.Exists(project.In("bin", "Debug", "net10.0", "Verses.dll")).ShouldBeFalse();
        Directory.Exists(project.Models).ShouldBeFalse();

        (await project.TrainAsync()).ShouldRun();

        Folders.Content(project.Models).ShouldBe(good);
        (await project.TrainWithoutEngineAsync()).ShouldRun();
    }

    UserProject TrainedVerses() => CopyOf(VersesProject.Name);

    /// <summary>A type with much of what the compiler numbers through the assembly.</summary>
    static string Unrelated(string declaration) => $$"""
        using System.Text.RegularExpressions;

        namespace Verses;

        {{declaration}}
        {
            public static async Task<string> First(string text)
            {
                IReadOnlyList<int> numbers = [1, 2, 3, 4, 5, 6, 7, 8];
                await Task.Yield();
                return string.Concat(numbers.Select(number => new { Number = number, text }).Where(IsEven).Select(pair => pair.ToString())) + Endings().Count(text);

                bool IsEven(object pair) => pair.GetHashCode() % 2 == 0;
            }

            [GeneratedRegex("(?<=n)t$")]
            private static partial Regex Endings();
        }
        """;

    static void EditQuietly(UserProject project)
    {
        var file = project.In("poems", "a.txt");
        var time = File.GetLastWriteTimeUtc(file);
        UserProject.Edit(file, "are", "art");
        File.SetLastWriteTimeUtc(file, time);
    }

    static string Spelling(UserProject project) => project.In("../Language/Spelling.cs");

    static void Pipeline(UserProject project, string old, string @new) => Replace(project.In("VersesPipeline.cs"), old, @new);

    /// <summary>All of them: it may be a name.</summary>
    static void Replace(string file, string old, string @new)
    {
        var text = File.ReadAllText(file);
        text.ShouldContain(old);
        File.WriteAllText(file, text.Replace(old, @new, StringComparison.Ordinal));
    }

    static void Forget(UserProject project)
    {
        foreach (var folder in new[] { project.Cache, project.State, project.Models })
            Folders.Delete(folder);
    }

    static void MoveStrip(UserProject project)
    {
        const string Strip = "static string Strip(string word) => word.Trim('.');";
        UserProject.Edit(project.In("Cleaning.cs"), Strip, "");
        project.Write("AFileBefore.cs", $$"""
            namespace Verses;

            static partial class Cleaning
            {
                {{Strip}}
            }
            """);
    }

    static void MoveDefault(UserProject project)
    {
        Pipeline(project, "public int Most { get; init; } = 4;", "public required int Most { get; init; }");
        project.EditDefinition("gates:", "train: { most: 4 }\ngates:");
    }

    static void RenamePoems(UserProject project)
    {
        Directory.Move(project.In("poems"), project.In("ballads"));
        project.EditDefinition("poems: poems", "poems: ballads");
    }

    /// <summary>MSBuild takes properties from variables.</summary>
    static void Overlay(UserProject project, string text)
    {
        project.Write("verses.model.staging.yaml", text);
        project.With("ModelEnvironment", "staging");
    }
}
