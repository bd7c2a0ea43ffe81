namespace ModelBuild.Core.Metadata.Tests;

/// <summary>Which stages an edit counts for. Each row of the table edits one program.</summary>
public sealed class Code_that_a_stage_reaches : StagesOfASnippet
{
    const string Program = """
        namespace Toy;

        [Pipeline("toy")]
        public static class Pipeline
        {
            static readonly double Factor = Settings.Start() * 2;
            static double spare = 1;
            const int Rounds = 10;

            [Stage] public static Rows Load(DataSource data, LoadOptions options)
            {
                var rows = new Rows { Values = [Helper.Read(options.Separator)] };
                return rows;
            }

            [Stage] public static async Task<Rows> Scale(Rows load, ScaleOptions options)
            {
                await Task.Yield();
                Func<double, double> scale = value => value * options.By;
                double Shift(double value) => value + options.Shift.By;
                return new() { Values = load.Values.Select(scale).Select(Shift).Select(Overloads.Of).ToArray() };
            }

            [Stage] public static Rows Mix(Rows scale, StageContext context)
            {
                IMixer mixer = scale.Values.Length > 3 ? new Deep(2) : new Plain();
                return new() { Values = mixer.Mix(Source(scale)).ToArray() };
            }

            [Stage] public static Rows Train(Rows mix)
            {
                var total = 0.0;
                for (var i = 0; i < Rounds; i++)
                    total += Fit.One(mix.Values[i % mix.Values.Length]) * Factor;
                return new() { Values = [total, Box<Cell>.Make().Sum(), (double)Color.Blue] };
            }

            static IEnumerable<double> Source(Rows rows)
            {
                foreach (var value in rows.Values)
                    yield return value + 1;
            }
        }

        public static class Settings { public static double Start() => 1.5; }

        public static class Helper
        {
            public static double Read(string separator) { try { return Parse(separator); } catch (FormatException) { return -1; } }
            static double Parse(string text) => double.Parse(text + "1");
            public static double Unused() => 3;
        }

        public record LoadOptions(string Separator = ";", int Skip = 0) { public Nested? More { get; init; } }
        public record Nested { public int Depth { get; init; } = 7; }
        public record ScaleOptions { public double By { get; init; } = 2; public ShiftOptions Shift { get; init; } = new(); }
        public record ShiftOptions { public double By { get; init; } = 0.5; }

        public static class Overloads
        {
            public static double Of(int value) => value + 100;
            public static double Of(double value) => value + 200 + Twice([value]);
            static double Twice(int[] values) => values.Sum(one => one * 2.5);
            static double Twice(double[] values) => values.Sum(one => one * 2);
        }

        public interface IMixer { IEnumerable<double> Mix(IEnumerable<double> values); string Name => "a mixer"; }
        public abstract class Mixer(int depth) : IMixer
        {
            protected int Depth { get; } = depth;
            public IEnumerable<double> Mix(IEnumerable<double> values) => values.Select(One).Append(End());
            protected abstract double One(double value);
            protected virtual double End() => 11;
        }
        public class Deep(int depth) : Mixer(depth)
        {
            protected override double One(double value) => value * Depth;
            protected override double End() => base.End() + 12;
        }
        public sealed class Deeper() : Deep(5) { protected override double One(double value) => value * Depth + 13; }
        public sealed class Plain : IMixer { public IEnumerable<double> Mix(IEnumerable<double> values) => values.Reverse(); }

        public static class Fit
        {
            static readonly double[] Weights = [0.1, 0.2, 0.3, 0.4, 0.5];
            static Fit() { Bias = 3; }
            static double Bias;
            public static double One(double value) => value switch { > 1 => Weights[2], _ => Bias };
            public static double Two(double value) => value + 4;
        }

        public sealed class Box<T> where T : ICell, new()
        {
            T cell = new();
            public static Box<T> Make() => new();
            public double Sum() => cell.Value() + T.Zero;
        }
        public interface ICell { double Value(); static abstract double Zero { get; } }
        public struct Cell : ICell { public double Value() => 21; public static double Zero => 22; }
        public enum Color { Red = 1, Blue = 2 }

        public sealed class Rows : IArtifact<Rows>, IDisposable
        {
            public double[] Values { get; init; } = [];
            public int Count => Values.Length + 31;
            public void Write(string folder) => File.WriteAllText(Path.Combine(folder, "rows"), Format());
            public static Rows Read(string folder) => new() { Values = [File.ReadAllText(Path.Combine(folder, "rows")).Length + 32] };
            string Format() => string.Join(' ', Values) + 33;
            public void Dispose() { Closed = 34; }
            public override string ToString() => "rows" + 35;
            int Closed;
            public void Normalize() => Closed = 36;
        }

        public sealed class Unrelated { public int One() => 41; }
        """;

    const string All = "load mix scale train";

    public static TheoryData<string, string, string, string> Edits => new()
    {
        // What nobody can see.
        { "a comment", "var total = 0.0;", "var total = 0.0; // of all", "" },
        { "white space", "var total = 0.0;", "\n\n   var   total\n = 0.0;\n", "" },
        { "a renamed local", "total", "theSum", "" },
        { "a renamed parameter of a lambda", "value => value * options.By", "number => number * options.By", "" },
        { "an unrelated class", "public static class Settings", "public sealed class New { public int X() => 1; }\npublic static class Settings", "" },
        { "an edited unrelated class", "=> 41;", "=> 42;", "" },
        { "a method of a helper that nobody calls", "Unused() => 3", "Unused() => 4", "" },
        { "a method of an artifact that nobody calls", "Closed = 36", "Closed = 37", "" },
        { "a new helper in the pipeline's class", "const int Rounds", "static int Spare() => 1;\n    const int Rounds", "" },
        { "a new lambda in another stage", "var rows = new Rows", "Func<int, int> more = n => n + 1; more(2); var rows = new Rows", "load" },
        { "an anonymous type in another stage", "var rows = new Rows", "var anonymous = new { A = 1, B = 2 }; _ = anonymous.A; var rows = new Rows", "load" },
        { "the order of types", "public static class Settings { public static double Start() => 1.5; }", "public interface IFirst { }\npublic static class Settings { public static double Start() => 1.5; }", "" },

        // Calls.
        { "a stage's own body", "var total = 0.0", "var total = 0.5", "train" },
        { "a helper", "double.Parse(text + \"1\")", "double.Parse(text + \"2\")", "load" },
        { "an exception that is caught", "FormatException", "OverflowException", "load" },
        { "a lambda", "value * options.By", "value + options.By", "scale" },
        { "a local function", "value + options.Shift.By", "value - options.Shift.By", "scale" },
        { "an async stage after its first await", "await Task.Yield();", "await Task.Yield(); _ = 1 + load.Values.Length;", "scale" },
        { "the overload that is called", "value + 200", "value + 201", "scale" },
        { "a method with a lambda before overloads with lambdas", "static double Twice(int[]", "public static double Thrice(int[] values) => values.Sum(one => one * 3.0); static double Twice(int[]", "" },
        { "the lambda of the overload that is called", "one * 2)", "one * 3)", "scale" },
        { "the overload that is not called", "value + 100", "value + 101", "" },
        { "a method group's target removed from the chain", ".Select(Overloads.Of)", "", "scale" },
        { "an iterator", "yield return value + 1", "yield return value + 2", "mix" },

        // Dispatch.
        { "an implementation that is used", "values.Reverse()", "values.Skip(1)", "mix" },
        { "an override that is used", "=> value * Depth;", "=> value * Depth + 1;", "mix" },
        { "an override of a class that nobody makes", "Depth + 13", "Depth + 14", "mix" },
        { "a base that an override calls", "=> 11", "=> 111", "mix" },
        { "an override that calls its base", "base.End() + 12", "base.End() + 112", "mix" },
        { "a member of an interface that nobody calls", "\"a mixer\"", "\"the mixer\"", "" },
        { "a new implementation", "public sealed class Plain", "public sealed class Other : IMixer { public IEnumerable<double> Mix(IEnumerable<double> values) => []; }\npublic sealed class Plain", "mix" },
        { "a constructor's argument", "new Deep(2)", "new Deep(3)", "mix" },
        { "a method of a structure behind a type parameter", "=> 21", "=> 121", "train" },
        { "a static member behind a type parameter", "=> 22", "=> 122", "train" },

        // Data.
        { "a constant", "Rounds = 10", "Rounds = 11", "train" },
        { "an enum's value", "Blue = 2", "Blue = 3", "train" },
        { "an array literal", "0.3, 0.4", "0.35, 0.4", "train" },
        { "a static initialiser that calls", "Start() => 1.5", "Start() => 2.5", "train" },
        { "a static constructor", "Bias = 3", "Bias = 4", "train" },
        { "a method beside the one that is called", "value + 4", "value + 5", "" },
        { "a default of an option", "Separator = \";\"", "Separator = \",\"", "load" },
        { "a default of a nested option", "Depth { get; init; } = 7", "Depth { get; init; } = 8", "load" },
        { "an initialiser of a nested option", "By { get; init; } = 0.5", "By { get; init; } = 0.75", "scale" },
        { "an option that is added", "int Skip = 0", "int Skip = 0, int Take = 1", "load" },

        // What others call.
        { "how an artifact is written", "\"rows\"), Format()", "\"rows2\"), Format()", All },
        { "what writes an artifact calls", "Values) + 33", "Values) + 34", All },
        { "how an artifact is read", ".Length + 32", ".Length + 33", All },
        { "an override of a framework's method", "\"rows\" + 35", "\"rows\" + 36", All },
        { "a framework's interface", "Closed = 34", "Closed = 35", All },
        { "a property", "Values.Length + 31", "Values.Length + 32", All },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void Is_what_an_edit_counts_for(string edit, string from, string to, string stages)
    {
        Changed(Program, from, to).ShouldBe(stages, edit);
        Changed(Program, from, to, new() { Debug = true }).ShouldBe(stages, edit + " (Debug)");
    }

    [Fact]
    public void Is_the_same_when_methods_change_places()
    {
        var types = Program.IndexOf("public static class Settings", StringComparison.Ordinal);
        var scale = Program.IndexOf("    [Stage] public static async", StringComparison.Ordinal);
        var mix = Program.IndexOf("    [Stage] public static Rows Mix", StringComparison.Ordinal);
        var train = Program.IndexOf("    [Stage] public static Rows Train", StringComparison.Ordinal);
        var moved = Program[..scale] + Program[mix..train] + Program[scale..mix] + Program[train..types]
            + string.Join("\n\n", Program[types..].Split("\n\n").Reverse());
        Changed(CodeOf(Program), CodeOf(moved)).ShouldBeEmpty();
    }

    [Fact]
    public void Differs_between_debug_and_release_where_the_code_does()
    {
        const string Source = """
            [Pipeline("toy")] public static class Toy
            {
                [Stage] public static Table One(DataSource data) { var table = new Table(); var other = table; return other; }
                [Stage] public static Table Two(Table one) => one;
            }
            """;
        var debug = CodeOf(Source, new() { Debug = true });
        var release = CodeOf(Source);
        Changed(debug, release).ShouldContain("one");
        release["two"].Listing!.Lines.Count.ShouldBe(debug["two"].Listing!.Lines.Count);
    }

    [Fact]
    public void Reaches_into_referenced_projects()
    {
        string Library(string body, string other) => Compiler.Compile(
            $$"""namespace Lib; public static class Words { public static int Count(string text) => Inner(text); static int Inner(string text) => {{body}}; public static int Other() => {{other}}; } public class Base { public virtual int Go() => 1; }""",
            new() { Assembly = "Lib" });
        const string Source = """
            [Pipeline("toy")] public static class Toy
            {
                [Stage] public static Table One(DataSource data) { if (Lib.Words.Count("a") > 1) throw new Exception(); return new(); }
                [Stage] public static Table Two(Table one) { new Own().Go(); return one; }
                class Own : Lib.Base { public override int Go() => base.Go() + 1; }
            }
            """;
        var before = CodeOf(Source, projects: [Library("text.Length", "1")]);
        Changed(before, CodeOf(Source, projects: [Library("text.Length + 1", "1")])).ShouldBe("one");
        Changed(before, CodeOf(Source, projects: [Library("text.Length", "2")])).ShouldBeEmpty();
        Changed(before, CodeOf(Source.Replace("base.Go() + 1", "base.Go() + 2"), projects: [Library("text.Length", "1")])).ShouldBe("two");
    }

    [Fact]
    public void Reaches_packages_and_what_they_reference_and_no_others()
    {
        string Library(string name, string source, params string[] references) =>
            Compiler.Compile(source, new() { Assembly = name, References = references });
        var inner = Library("Inner", "public static class Inner { public static int One() => 1; }");
        var used = Library("Used", "public static class Used { public static int One() => Inner.One(); }", inner);
        var unused = Library("Unused", "public static class Unused { public static int One() => 1; }");
        var code = CodeOf("""
            [Pipeline("toy")] public static class Toy
            {
                [Stage] public static Table One(DataSource data) { if (Used.One() > 1) throw new Exception(); return new(); }
                [Stage] public static Table Two(Table one) => one;
                static int Never() => Unused.One();
            }
            """, packages: [inner, used, unused]);
        Packages(code["one"]).ShouldBe(["Inner.dll", "Used.dll"]);
        Packages(code["two"]).ShouldBeEmpty();
    }

    [Fact]
    public void Counts_the_packages_that_a_stage_with_a_version_names_and_no_others()
    {
        string Library(string name, string source, params string[] references) =>
            Compiler.Compile(source, new() { Assembly = name, References = references });
        var inner = Library("Inner", "public class Inner { public static int One() => 1; }");
        var code = (string driver) => CodeOf("""
            [Pipeline("toy")] public static class Toy
            {
                [Stage(AlgorithmVersion = 1), DependsOn(typeof(Toy), typeof(Driver<string, List<int>>))] public static Table One(DataSource data) => new();
                [Stage(AlgorithmVersion = 1)] public static Table Two(Table one) { Driver<int, int>.One(); return one; }
            }
            [Pipeline("other"), DependsOn(typeof(Inner))] public static class Other
            {
                [Stage(AlgorithmVersion = 1)] public static Table Three(DataSource data) => new();
            }
            """, packages: [inner, Library("Driver", $"public class Driver<T, U> {{ public static int One() => Inner.One() + {driver}; }}", inner)]);
        var before = code("1");
        Packages(before["one"]).ShouldBe(["Driver.dll"]);
        Packages(before["two"]).ShouldBeEmpty();
        Packages(before["three"]).ShouldBe(["Inner.dll"]);
        Changed(before, code("2")).ShouldBe("one");
    }

    [Fact]
    public void Reaches_the_resources_that_it_reads()
    {
        const string Source = """
            [Pipeline("toy")] public static class Toy
            {
                [Stage] public static Table One(DataSource data) { typeof(Toy).Assembly.GetManifestResourceStream("a.txt")!.ReadByte(); return new(); }
                [Stage] public static Table Two(Table one) { Assembly.GetExecutingAssembly().GetManifestResourceStream(Name("b")); return one; }
                [Stage] public static Table Three(Table two) { typeof(Toy).Assembly.GetManifestResourceStream(two is null ? "a.txt" : "b.txt"); return two; }
                [Stage] public static Table Four(Table three) => three;
                static string Name(string name) => name + ".txt";
            }
            """;
        Build With(string a, string b) => new() { Resources = new Dictionary<string, string> { ["a.txt"] = a, ["b.txt"] = b } };
        var before = CodeOf(Source, With("1", "1"));
        Changed(before, CodeOf(Source, With("2", "1"))).ShouldBe("one three two");
        Changed(before, CodeOf(Source, With("1", "2"))).ShouldBe("three two");
    }

    [Fact]
    public void Is_all_of_the_project_where_reflection_hides_what_is_reached()
    {
        const string Source = """
            [Pipeline("toy")] public static class Toy
            {
                [Stage] public static Table One(DataSource data) { foreach (var m in data.GetType().GetMethods()) m.ToString(); return new(); }
                [Stage] public static Table Two(Table one) { dynamic d = one; d.ToString(); return one; }
                [Stage] public static Table Three(Table two) { typeof(Known).GetMethod("Go")!.Invoke(null, null); return two; }
                [Stage, DependsOn(typeof(Known))] public static Table Four(Table three) { Func<string, object> f = n => Activator.CreateInstance("Snippet", n)!; f("Known"); return three; }
                [Stage] public static Table Five(Table four) => four;
            }
            public static class Known { public static void Go() => Further.Go(1); }
            public static class Further { public static int Go(int n) => n; }
            public static class Hidden { public static int Go() => 1; }
            """;
        Changed(Source, "Go() => 1", "Go() => 2").ShouldBe("one two");
        Changed(Source, "Go(int n) => n", "Go(int n) => n + 1").ShouldBe("four one three two");
    }

    [Fact]
    public void Includes_what_serializers_call()
    {
        const string Source = """
            [Pipeline("toy")] public static class Toy
            {
                [Stage] public static Table One(DataSource data) { JsonSerializer.Deserialize<Outer>("{}"); return new(); }
                [Stage] public static Table Two(Table one) { JsonSerializer.Serialize((object)new Other()); return one; }
                [Stage] public static Table Three(Table two) => two;
            }
            public sealed class Outer { public Inner? In { get; set; } public List<Item> Items { get; set; } = []; [JsonConverter(typeof(Converter))] public int Number { get; set; } }
            public sealed class Inner { public int A { get; set; } = 1; public Inner() { A = 2; } }
            public sealed class Item { public int B { get => 3; set { } } [OnHook] void Hook() => B = 4; void Free() => B = 5; }
            public sealed class Other { public int C => Compute(); int Compute() => 6; }
            public sealed class Converter : JsonConverter<int>
            {
                public override int Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => 7;
                public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) { }
            }
            public sealed class OnHookAttribute : Attribute { }
            """;
        Changed(Source, "A = 2", "A = 22").ShouldBe("one");
        Changed(Source, "get => 3", "get => 33").ShouldBe("one");
        Changed(Source, "B = 4", "B = 44").ShouldBe("one");
        Changed(Source, "B = 5", "B = 55").ShouldBeEmpty();
        Changed(Source, "=> 6", "=> 66").ShouldBe("two");
        Changed(Source, "=> 7", "=> 77").ShouldBe("one");
    }

    [Fact]
    public void Includes_initializers_of_modules_and_attributes_of_assemblies()
    {
        const string Source = """
            [assembly: Mark(1)]
            [Pipeline("toy")] public static class Toy { [Stage] public static Table One(DataSource data) => new(); }
            public sealed class MarkAttribute(int number) : Attribute { public int Number { get; } = number; }
            static class Start { [System.Runtime.CompilerServices.ModuleInitializer] internal static void Go() => Console.Write(1); }
            """;
        Changed(Source, "Console.Write(1)", "Console.Write(2)").ShouldBe("one");
        Changed(Source, "[assembly: Mark(1)]", "[assembly: Mark(2)]").ShouldBe("one");
    }

    [Fact]
    public void Says_what_was_edited()
    {
        Difference(Program, "double.Parse(text + \"1\")", "double.Parse(text + \"2\")", "load").ShouldBe("Helper.Parse(): body changed");
        Difference(Program, "value * options.By", "value + options.By", "scale").ShouldBe("a lambda in Pipeline.Scale(): body changed");
        Difference(Program, "value + options.Shift.By", "value - options.Shift.By", "scale").ShouldBe("Shift() in Pipeline.Scale(): body changed");
        Difference(Program, "await Task.Yield();", "await Task.Yield(); _ = 1 + load.Values.Length;", "scale").ShouldBe("Pipeline.Scale(): body changed");
        Difference(Program, "yield return value + 1", "yield return value + 2", "mix").ShouldBe("Pipeline.Source(): body changed");
        Difference(Program, "Depth { get; init; } = 7", "Depth { get; init; } = 8", "load").ShouldBe("new Nested(): body changed");
        Difference(Program, "Bias = 3", "Bias = 4", "train").ShouldBe("static Fit(): body changed");
        Difference(Program, "Values.Length + 31", "Values.Length + 32", "load").ShouldBe("Rows.Count: body changed");
        Difference(Program, "public sealed class Plain", "public sealed class Other : IMixer { public IEnumerable<double> Mix(IEnumerable<double> values) => []; }\npublic sealed class Plain", "mix")
            .ShouldBe("Other.Mix(): added");
        Difference(Program, "var total = 0.0", "var total = 0.0", "train").ShouldBeNull();

        const string FileLocal = """
            namespace Toy;
            [Pipeline("toy")] public static class Toy { [Stage] public static Table One(DataSource data) { Hidden_1.Go(); return new(); } }
            file static class Hidden_1 { public static int Go() => 1; }
            """;
        Difference(FileLocal, "=> 1", "=> 2", "one").ShouldBe("Hidden.Go(): body changed");
    }
}
