using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Metadata.Tests;

public sealed class Errors_in_a_pipeline : PipelineSnippet
{
    public static TheoryData<string, string, string> OfStages => new()
    {
        { "MB1041", "", "The pipeline Toy ('toy') has no stages. Add [Stage] to its public static methods." },
        { "MB1044", "[Stage] public Table Load() => new();", "The stage Toy.Load is public and an instance method. A stage is a public static method: what it needs, it takes as parameters." },
        { "MB1044", "[Stage] static Table Load() => new();", "The stage Toy.Load is private and static. A stage is a public static method: what it needs, it takes as parameters." },
        { "MB1044", "[Stage] protected internal static Table Load() => new();", "The stage Toy.Load is protected internal and static. A stage is a public static method: what it needs, it takes as parameters." },
        { "MB1045", "[Stage] public static Table Load<T>() => new();", "The stage Toy.Load is generic, and nothing says what its type parameters are. Make it a method without type parameters." },
        { "MB1046", "[Stage] public static Table Load() => new(); static Table Load(int a) => new();", "The stage Toy.Load is overloaded: its class has another method Load. Rename one of them, because a stage is known by its name." },
        { "MB1046", "[Stage] public static Table Load() => new(); [Stage] public static Table load() => new();", "The stages Toy.load and Toy.Load are both called 'load'. Rename one of them." },
        { "MB1047", "[Stage] public static void Load() { }", "The stage Toy.Load returns void, so that later stages have nothing to read. Return an artifact: a type that implements IArtifact<T>, or a Task of one." },
        { "MB1047", "[Stage] public static Task Load() => Task.CompletedTask;", "The stage Toy.Load returns System.Threading.Tasks.Task, so that later stages have nothing to read. Return an artifact: a type that implements IArtifact<T>, or a Task of one." },
        { "MB1047", "[Stage] public static int[] Load() => [];", "The stage Toy.Load returns int[], which is no artifact. Return a type that implements IArtifact<T> of itself, or a Task of one." },
        { "MB1047", "[Stage] public static Task<List<string>> Load() => null!;", "The stage Toy.Load returns System.Collections.Generic.List<string>, which is no artifact. Return a type that implements IArtifact<T> of itself, or a Task of one." },
        { "MB1047", "public class Plain; [Stage] public static Plain Load() => new();", "The stage Toy.Load returns Toy+Plain, which does not implement IArtifact<Plain>. Return a type that implements IArtifact<T> of itself, or a Task of one." },
        { "MB1048", "[Stage] public static Table Load(int count) => new();", "The parameter Toy.Load(count) is int, which is no artifact. A parameter is an artifact (IArtifact<T>) named like the stage that returns it, an IReadOnlyList of these, DataSource, StageContext, a record whose name ends in Options, or a string, number, boolean, enum or record with [Section(\"…\")]." },
        { "MB1048", "[Stage] public static Table Load([Section(\"a\")] DataSource data) => new();", "The parameter Toy.Load(data) is a DataSource with [Section], which binds settings. A DataSource is declared in the section of its name: remove [Section], or name another with [Input(\"a\")]." },
        { "MB1048", "[Stage] public static Table Load([Section(\"\")] int a) => new();", "The parameter Toy.Load(a) has [Section] with an empty name. Name a top-level key of the definition." },
        { "MB1048", "[Stage] public static Table Load(List<Table> other) => new();", "The parameter Toy.Load(other) is System.Collections.Generic.List<Table>, which is no artifact. A parameter is an artifact (IArtifact<T>) named like the stage that returns it, an IReadOnlyList of these, DataSource, StageContext, a record whose name ends in Options, or a string, number, boolean, enum or record with [Section(\"…\")]." },
        { "MB1048", "[Stage] public static Table Load([Section(\"a\")] StageContext context) => new();", "The parameter Toy.Load(context) is the StageContext with [Section], which binds something else. Remove [Section]." },
        { "MB1056", "[Stage] public static Table Load([Input(\"\")] Table a) => new();", "The parameter Toy.Load(a) has [Input] with an empty name. Name the stage or the section with the data." },
        { "MB1056", "[Stage] public static Table Load([Input(\"b\")] StageContext context) => new();", "The parameter Toy.Load(context) is the StageContext with [Input], which binds something else. Remove [Input]." },
        { "MB1056", "[Stage] public static Table Load([Input(\"b\"), Section(\"c\")] int a) => new();", "The parameter Toy.Load(a) has both [Section], which binds settings, and [Input], which binds a stage's output or data. Remove one of them." },
        { "MB1056", "[Stage] public static Table Load([Input(\"b\"), ForEach(\"c\")] int a) => new();", "The parameter Toy.Load(a) has both [ForEach(\"c\")], which gives an item of a section, and [Input]. Remove one of them." },
        { "MB1056", "public record LoadOptions; [Stage] public static Table Load([Input(\"b\")] LoadOptions options) => new();", "The parameter Toy.Load(options) is Toy+LoadOptions, which binds settings, with [Input]. Remove [Input]; [Section] names a section." },
        { "MB1057", "[Stage] public static Table Load([ForEach(\" \")] int a) => new();", "The parameter Toy.Load(a) has [ForEach] with an empty name. Name a top-level key of the definition." },
        { "MB1057", "[Stage] public static Table Load([ForEach] int fold) => new();", "The parameter Toy.Load(fold) is int with [ForEach], but nothing says where its values are. Name a section of the definition: [ForEach(\"…\")]." },
        { "MB1057", "[Stage] public static Table Load([ForEach] DayOfWeek? day) => new();", "The parameter Toy.Load(day) is System.DayOfWeek? with [ForEach], but nothing says where its values are. Name a section of the definition: [ForEach(\"…\")]." },
        { "MB1057", "[Stage] public static Table Load([ForEach(\"folds\")] int[] fold) => new();", "The parameter Toy.Load(fold) is int[] with [ForEach(\"folds\")], but items of a section are strings, numbers, booleans or enums. Take one of these, or write [ForEach] without a section for data and artifacts." },
        { "MB1057", "[Stage] public static Table Load([ForEach(\"folds\")] Table fold) => new();", "The parameter Toy.Load(fold) is Table with [ForEach(\"folds\")], but items of a section are strings, numbers, booleans or enums. Take one of these, or write [ForEach] without a section for data and artifacts." },
        { "MB1057", "[Stage] public static Table Load([ForEach(\"texts\")] DataSource data) => new();", "The parameter Toy.Load(data) is a DataSource with [ForEach(\"texts\")], but the items of data are the members of its folder. Write [ForEach], and [Input(\"texts\")] if the section of the data is 'texts'." },
        { "MB1057", "[Stage] public static Table Load([ForEach] IReadOnlyList<Table> all) => new();", "The parameter Toy.Load(all) is System.Collections.Generic.IReadOnlyList<Table>, which collects all outputs of a repeated stage, with [ForEach], which takes one. Remove [ForEach], or take Table." },
        { "MB1057", "[Stage] public static Table Load([ForEach, Section(\"folds\")] int fold) => new();", "The parameter Toy.Load(fold) has both [Section], which binds a section as a whole, and [ForEach]. For each item of the section write [ForEach(\"folds\")] alone." },
        { "MB1060", "public record LoadOptions(int Resources); [Stage] public static Table Load(LoadOptions options) => new();", "The setting 'resources' of Toy+LoadOptions can never be set by Toy.Load(options): in the section 'load' the key `resources` is what the stage may use of the machine. Rename the property." },
        { "MB1060", "public record LoadOptions(int Access); [Stage] public static Table Load(LoadOptions options) => new();", "The setting 'access' of Toy+LoadOptions can never be set by Toy.Load(options): in the section 'load' the key `access` is what the stage is given besides its inputs. Rename the property." },
        { "MB1060", "public record Csv(string Path); [Stage] public static Table Load(DataSource data, [Section(\"data\")] Csv csv) => new();", "The setting 'path' of Toy+Csv can never be set by Toy.Load(csv): in the section 'data' the key `path` is the path of the data. Rename the property." },
        { "MB1060", "public record LoadOptions(bool Enabled = true); [Stage(Optional = true)] public static Table Load(LoadOptions options) => new();", "The setting 'enabled' of Toy+LoadOptions can never be set by Toy.Load(options): in the section 'load' the key `enabled` is the switch of the optional stage. Rename the property." },
        { "MB1061", "[Stage] public static Table Load([ForEach(\"data\")] int fold, DataSource data) => new();", "The section 'data' is a list for Toy.Load(fold) and data for Toy.Load(data), and a definition can write one of these. Give one of them another section." },
        { "MB1061", "public record A; [Stage] public static Table Load([Section(\"a\")] A a, [Section(\"a\")] int b) => new();", "The section 'a' is one plain value for Toy.Load(b) and the record Toy+A for Toy.Load(a), and a definition can write one of these. Give one of them another section." },
        { "MB1061", "[Stage(Optional = true)] public static Table Load([ForEach(\"load\")] int b) => new();", "The section 'load' is a list for Toy.Load(b) and a mapping with the key `enabled` for Toy.Load, and a definition can write one of these. Give one of them another section." },
        { "MB1061", "[Stage] public static Table A([ForEach(\"n\")] int x) => new(); [Stage] public static Table B([ForEach(\"n\")] string y) => new();", "The section 'n' is a list of texts for Toy.B(y) and a list of whole numbers for Toy.A(x), and a definition can write one of these. Give one of them another section." },
        { "MB1061", "public enum C { Red } public enum D { Red, Dark } public enum E { Dark } [Stage] public static Table A([ForEach(\"n\")] C x, [ForEach(\"n\")] D y, [ForEach(\"n\")] E z) => new();", "The section 'n' is a list of names (dark) for Toy.A(z) and a list of names (red) for Toy.A(x), and a definition can write one of these. Give one of them another section." },
        { "MB1061", "[Stage] public static Table A([Section(\"n\")] bool x) => new(); [Stage] public static Table B([Section(\"n\")] double y) => new();", "The section 'n' is one number for Toy.B(y) and one boolean for Toy.A(x), and a definition can write one of these. Give one of them another section." },
        { "MB1061", "[Stage] public static Table A([ForEach(\"n\")] double x, [Section(\"n\")] int n) => new();", "The section 'n' is one whole number for Toy.A(n) and a list of numbers for Toy.A(x), and a definition can write one of these. Give one of them another section." },
        { "MB1062", "[Stage] public static Table Seed() => new();", "The stage Toy.Seed has the section 'seed', but the key `seed` means the same in every definition. Rename the method." },
        { "MB1062", "public record GatesOptions(int A); [Stage] public static Table Gates(GatesOptions options) => new();", "The stage Toy.Gates has the section 'gates', but the key `gates` means the same in every definition. Rename the method." },
        { "MB1062", "[Stage] public static Table Load(DataSource environment) => new();", "Toy.Load(environment) takes the section 'environment', but the key `environment` means the same in every definition. Give it another section." },
        { "MB1062", "[Stage] public static Table Load([Section(\"pipeline\")] string name) => new();", "Toy.Load(name) takes the section 'pipeline', but the key `pipeline` means the same in every definition. Give it another section." },
        { "MB1062", "[Stage] public static Table Load([ForEach(\"gates\")] string name) => new();", "Toy.Load(name) takes the section 'gates', but the key `gates` means the same in every definition. Give it another section." },
        { "MB1064", "[Gate] public static Table Fair() => new();", "The gate Toy.Fair returns Table, which is no verdict. Return a GateVerdict, or mark the method with [Stage]." },
        { "MB1049", "[Stage] public static Table Load(ref int count) => new();", "The parameter Toy.Load(count) is passed by reference (ref int). A stage's inputs are values: remove ref, in or out, and return what it makes." },
        { "MB1049", "[Stage] public static Table Load(in Table table) => new();", "The parameter Toy.Load(table) is passed by reference (ref Table). A stage's inputs are values: remove ref, in or out, and return what it makes." },
        { "MB1050", "[Stage] public static Table Load([Section(\"a\")] List<int> a) => new();", "Toy.Load(a) is System.Collections.Generic.List<int>, but a section is a record or one plain value. Make it a property of a record: a section 'a' has named settings." },
        { "MB1050", "[Stage] public static Table Load([Section(\"a\")] decimal a) => new();", "Toy.Load(a) is System.Decimal, which cannot be set in a definition. Supported are string, bool, whole numbers, float, double, enums, records and classes of the project, arrays and lists of these, and dictionaries with string keys." },
    };

    [Theory]
    [MemberData(nameof(OfStages))]
    public void Say_what_is_wrong_with_a_stage(string code, string members, string message)
    {
        var error = ReadError($"[Pipeline(\"toy\")] public class Toy {{ {members} }}");
        (error.Code, error.Severity, error.Message).ShouldBe((code, Severity.Error, message));
    }

    [Theory]
    [InlineData("[ForEach(\"n\")] int x, [ForEach(\"n\")] byte y, [ForEach(\"n\")] double z")]
    [InlineData("[ForEach(\"n\")] int x, [Section(\"n\")] double y")]
    [InlineData("[ForEach(\"n\")] string x, [ForEach(\"n\")] DayOfWeek y", "public enum DayOfWeek { First }")]
    [InlineData("[Section(\"n\")] float? x = null, [Section(\"n\")] long y = 0")]
    public void Are_none_where_one_value_fits_all(string parameters, string types = "") =>
        ReadPipeline($"[Stage] public static Table Load({parameters}) => new();", types).Stages.ShouldHaveSingleItem();

    public static TheoryData<string, string, string> OfSettings => new()
    {
        { "MB1050", "public record TrainOptions(DateTime When);", "TrainOptions.When is System.DateTime, which cannot be set in a definition. Supported are" },
        { "MB1050", "public record TrainOptions(object Any);", "TrainOptions.Any is object, which" },
        { "MB1050", "public record TrainOptions(char Any);", "TrainOptions.Any is char, which" },
        { "MB1050", "public record TrainOptions(int[,] Grid);", "TrainOptions.Grid is int[,], which" },
        { "MB1050", "public record TrainOptions((int, int) Pair);", "TrainOptions.Pair is System.ValueTuple<int, int>, which" },
        { "MB1050", "public record TrainOptions(List<Dictionary<int, string>> Map);", "TrainOptions.Map is System.Collections.Generic.Dictionary<int, string>, whose keys are not strings, which" },
        { "MB1050", "public record TrainOptions(DayOfWeek Day);", "TrainOptions.Day is System.DayOfWeek, which" },
        { "MB1050", "public record struct TrainOptions(int Day);", "Toy.Train(options) is the struct TrainOptions (make it a record class), which" },
        { "MB1050", "public abstract record TrainOptions;", "Toy.Train(options) is TrainOptions, which is abstract, so that no value can be made of a definition, which" },
        { "MB1050", "public interface TrainOptions;", "Toy.Train(options) is TrainOptions, which is abstract" },
        { "MB1050", "public record Inner<T>(T A); public record TrainOptions(Inner<int> Inner);", "TrainOptions.Inner is the generic type Inner<int>, which" },
        { "MB1050", "public record Inner<T>(T A); public record TrainOptions() : Inner<int>(1);", "Toy.Train(options) is TrainOptions, which inherits Inner<int>." },
        { "MB1050", "public class TrainOptions : Exception;", "Toy.Train(options) is TrainOptions, which inherits System.Exception." },
        { "MB1051", "public record TrainOptions { public TrainOptions? Inner { get; init; } }", "The setting type TrainOptions refers to itself: TrainOptions.Inner is TrainOptions again." },
        { "MB1051", "public record TrainOptions(List<A> First); public record A(B Second); public record B(Dictionary<string, A> Third);", "The setting type A refers to itself: A.Second, B.Third is A again." },
        { "MB1052", "public class TrainOptions { TrainOptions() { } }", "The setting type TrainOptions has no public constructor." },
        { "MB1052", "public class TrainOptions { public TrainOptions(int a) { } public TrainOptions(bool a) { } }", "The setting type TrainOptions has 2 public constructors with parameters." },
        { "MB1052", "public class TrainOptions(int depth) { public long Depth => depth; }", "The constructor parameter TrainOptions(depth) of type int has no public property of its name and type" },
        { "MB1053", "public record TrainOptions(int Depth, int depth);", "Two properties of TrainOptions are 'depth' in a definition, depth and an earlier one." },
        { "MB1053", "public enum Kind { FooBar, foo_bar, Foo_Bar } public record TrainOptions(Kind Kind);", "Two members of the enum Kind are " },
        { "MB1054", "public record TrainOptions([EmailAddress] string Mail);", "TrainOptions.Mail has [EmailAddress], which a definition is not checked against. Supported are [Range] with numbers, [AllowedValues], [RegularExpression], [MinLength], [MaxLength], [Length], [StringLength] and [Required]; check anything else in the stage." },
        { "MB1054", "public record TrainOptions { [Range(typeof(int), \"1\", \"2\")] public int A { get; init; } }", "TrainOptions.A has [Range(Type, string, string)]" },
        { "MB1054", "public record TrainOptions { [System.Text.Json.Serialization.JsonPropertyName(\"b\")] public int A { get; init; } }", "TrainOptions.A has [JsonPropertyName]" },
        { "MB1054", "public enum Kind { [System.Text.Json.Serialization.JsonStringEnumMemberName(\"b\")] A } public record TrainOptions(Kind Kind);", "Kind.A has [JsonStringEnumMemberName]" },
    };

    [Theory]
    [MemberData(nameof(OfSettings))]
    public void Say_what_is_wrong_with_a_setting(string code, string types, string message)
    {
        var error = ReadError("[Pipeline(\"toy\")] public class Toy { [Stage] public static Table Train(TrainOptions options) => new(); }\n" + types);
        error.Code.ShouldBe(code);
        error.Message.ShouldStartWith(message);
    }

    [Theory]
    [InlineData("public interface IMine : IArtifact<Table>;", "IMine", "which is an interface and cannot be read back")]
    [InlineData("public class A : IArtifact<A> { public void Write(string f) { } public static A Read(string f) => new(); } public class Mine : A;", "Mine", "which is read back as A: it implements IArtifact<A> and not its own")]
    public void Say_why_a_type_is_no_artifact(string types, string type, string reason) =>
        ReadError($"[Pipeline(\"toy\")] public static class Toy {{ [Stage] public static Table Load({type} other) => new(); }} {types}")
            .Message.ShouldStartWith($"The parameter Toy.Load(other) is {type}, {reason}. ");

    [Fact]
    public void Are_found_all_at_once_and_once_each()
    {
        var reading = Read("""
            [Pipeline("toy")] public static class Toy
            {
                [Stage] public static void One(int a, TrainOptions options) { }
                [Stage] static Table Two(ref int a, TrainOptions options) => new();
                [Stage] public static Table Three(TrainOptions options) => new();
            }
            [Pipeline("good")] public static class Good { [Stage] public static Table Load() => new(); }
            public record TrainOptions(decimal A, [Url] string B);
            """);
        reading.Diagnostics.Select(error => error.Code).ShouldBe(["MB1047", "MB1048", "MB1050", "MB1054", "MB1044", "MB1049"]);
        reading.Pipelines.Select(pipeline => pipeline.Name).ShouldBe(["good"]);
    }

    [Theory]
    [InlineData("[Pipeline(\"\")] public static class Toy { [Stage] public static Table Load() => new(); }", "The pipeline Toy has the empty name ''. Name it as definitions shall: [Pipeline(\"digits\")].")]
    [InlineData("[Pipeline(null!)] public static class Toy { [Stage] public static Table Load() => new(); }", "The pipeline Toy has the empty name ''. Name it as definitions shall: [Pipeline(\"digits\")].")]
    [InlineData("[Pipeline(\"toy\")] public static class Toy<T> { [Stage] public static Table Load() => new(); }", "The pipeline Toy`1 is generic, and nothing says what its type parameters are. Make it a class without type parameters.")]
    public void Say_what_is_wrong_with_the_class(string source, string message)
    {
        var error = ReadError(source);
        (error.Code, error.Message).ShouldBe(("MB1043", message));
    }

    [Fact]
    public void Name_both_pipelines_of_one_name()
    {
        string Pipeline(string type, string assembly) => Compiler.Compile(
            Usings + $"[Pipeline(\"toy\")] public static class {type} {{ [Stage] public static Table Load() => new(); }}" + Artifacts, new() { Assembly = assembly });

        var reading = PipelineReader.Read([Pipeline("A", "One"), Pipeline("B", "Two")]);
        reading.Pipelines.Select(pipeline => pipeline.Type).ShouldBe(["A"]);
        var error = reading.Diagnostics.ShouldHaveSingleItem();
        (error.Code, error.Message).ShouldBe(("MB1042", "The pipeline B (assembly Two) is called 'toy', and so is A (assembly One). Give one of them another name: [Pipeline(\"…\")]."));
    }

    [Fact]
    public void Warn_of_a_stage_outside_of_a_pipeline()
    {
        var reading = Read("public static class Toy { [Stage] public static Table Load() => new(); }");
        reading.Pipelines.ShouldBeEmpty();
        var warning = reading.Diagnostics.ShouldHaveSingleItem();
        (warning.Code, warning.Severity).ShouldBe(("MB1055", Severity.Warning));
        warning.Message.ShouldStartWith("Toy.Load has [Stage], but its class has no [Pipeline]");
    }

    [Theory]
    [InlineData(Symbols.Beside)]
    [InlineData(Symbols.Embedded)]
    public void Have_their_place_in_the_source_where_there_are_symbols(Symbols symbols)
    {
        const string Source = """
            [Pipeline("toy")]
            public static class Toy
            {
                [Stage]
                public static Table Train(TrainOptions options)
                    => new();
            }
            public record TrainOptions
            {
                public string Fine { get; init; } = "";

                public decimal Wrong { get; init; }
            }
            """;
        var build = new Build { Symbols = symbols, SourcePath = "/src/Toy.cs" };
        var usings = Usings.Count(c => c == '\n');
        ReadError(Source, build).Place.ShouldBe(new Mark("/src/Toy.cs", usings + 12, 0));
        ReadError(Source.Replace("decimal Wrong", "int Right").Replace("public static Table Train(", "static Table Train("), build)
            .Place.ShouldBe(new Mark("/src/Toy.cs", usings + 6, 0));
    }

    [Fact]
    public void Have_the_assembly_as_their_place_without_symbols()
    {
        var path = Compiler.Compile(Usings + "[Pipeline(\"toy\")] public static class Toy;");
        PipelineReader.Read([path]).Diagnostics.ShouldHaveSingleItem().Place.ShouldBe(new Mark(path, 0, 0));
    }

    [Fact]
    public void Are_reported_for_files_that_are_no_assemblies()
    {
        var text = Path.Combine(Compiler.Folder, "text.dll");
        File.WriteAllText(text, "not at all");
        var missing = Path.Combine(Compiler.Folder, "missing.dll");
        var good = Compiler.Compile(Usings + "[Pipeline(\"toy\")] public static class Toy { [Stage] public static Table Load() => new(); }" + Artifacts);
        var native = Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!)
            .First(file => Path.GetFileName(file).Contains("coreclr", StringComparison.Ordinal));

        var reading = PipelineReader.Read([text, missing, good, native]);
        reading.Pipelines.Count.ShouldBe(1);
        reading.Diagnostics.Select(error => (error.Code, error.Place)).ShouldBe(
            [("MB1040", new Mark(text, 0, 0)), ("MB1040", new Mark(missing, 0, 0)), ("MB1040", new Mark(native, 0, 0))]);
        reading.Diagnostics[0].Message.ShouldBe("Pipelines cannot be read from this file: it has no valid header or metadata. Build the project again; only .NET assemblies may be listed.");
        reading.Diagnostics[1].Message.ShouldStartWith("Pipelines cannot be read from this file: it cannot be read (");
    }

    [Fact]
    public void Have_codes_of_the_catalogue()
    {
        string[] used = [.. OfStages.Concat(OfSettings).Select(row => row.Data.Item1), "MB1040", "MB1042", "MB1043", "MB1055", "MB1058", "MB1059"];
        used.ShouldAllBe(code => Catalogue.Find(code) != null);
        var own = Catalogue.Rules.Select(rule => rule.Code).Where(code => string.CompareOrdinal(code, "MB1040") >= 0 && string.CompareOrdinal(code, "MB1069") <= 0);
        own.Except(used).ShouldBeEmpty();
    }
}
