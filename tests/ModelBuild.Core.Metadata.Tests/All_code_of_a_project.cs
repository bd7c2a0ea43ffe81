using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using ModelBuild.Core.Code;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Metadata.Tests;

/// <summary>Hits and misses: what an edit of one program does to the digest of all its code, which is what a stage reaches that uses reflection.</summary>
public sealed class All_code_of_a_project : IDisposable
{
    const string Program = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading.Tasks;

        [assembly: System.Reflection.AssemblyInformationalVersion("1.0.0+abc")]

        namespace Toy
        {
            public enum Kind { Small = 1, Large = 2 }

            [AttributeUsage(AttributeTargets.All)]
            public sealed class NoteAttribute(string text, int level = 1) : Attribute
            {
                public string Text { get; } = text;
                public int Level { get; set; } = level;
                public Type? About { get; set; }
            }

            public interface IShape { double Area(); }

            [Note("a circle")]
            public sealed class Circle(double radius) : IShape
            {
                public double Area() => Math.PI * radius * radius;
            }

            public record Options(int Depth = 3, string Name = "tree")
            {
                public double Rate { get; init; } = 0.1;
            }

            public static class Trainer
            {
                const int Rounds = 10;
                static readonly int[] Primes = { 2, 3, 5, 7, 11, 13, 17, 19 };

                public static double Train(double[] values, double scale = 1.0)
                {
                    var total = 0.0;
                    foreach (var value in values)
                        total += Scale(value, scale);
                    return total * Rounds + Primes[0];
                }

                static double Scale(double value, double scale)
                {
                    try
                    {
                        return Math.Abs(value) * scale;
                    }
                    catch (ArithmeticException)
                    {
                        return 0;
                    }
                }

                public static IEnumerable<string> Names(string[] names)
                {
                    var prefix = "n:";
                    foreach (var name in names.Where(name => name.Length > 2))
                        yield return prefix + name;
                }

                public static async Task<int> Later(int count)
                {
                    var factor = count + 1;
                    await Task.Yield();
                    Func<int, int> multiply = number => number * factor;
                    return multiply(count);
                }

                public static int Nested(int start)
                {
                    int Add(int step) => start + step;
                    return Enumerable.Range(0, 3).Select(index => Add(index) + Add(1)).Sum();
                }

                public static int Same(int a) => new[] { a }.Select(item => item + 1).Sum();
                public static int Same(string b) => new[] { b }.Select(item => item.Length + 2).Sum();

                public static List<int> Parsed(string[] texts) => texts.Select(int.Parse).ToList();

                public static T Pick<T>(List<T> items) where T : class => items.First(item => item is not null);

                public static string Kinds(Kind kind) => kind switch { Kind.Small => "s", Kind.Large => "l", _ => "?" };
            }
        }
        """;

    readonly CSharp compiler = new();

    public static TheoryData<string, string, string> Hits => new()
    {
        { "a comment", "var total = 0.0;", "var total = 0.0; // of all" },
        { "white space", "var total = 0.0;", "\n\n        var   total\n = 0.0;\n" },
        { "a renamed local", "total", "theSum" },
        { "a renamed captured local", "factor", "theFactor" },
        { "a renamed local of an iterator", "prefix", "thePrefix" },
        { "a renamed parameter of a lambda", "number => number *", "numeral => numeral *" },
        { "a renamed parameter of a local function", "int Add(int step) => start + step", "int Add(int stride) => start + stride" },
        { "another commit", "1.0.0+abc", "1.0.0+def" },
        { "another version", "[assembly: System.Reflection.AssemblyInformationalVersion", "[assembly: System.Reflection.AssemblyVersion(\"2.3.4.5\")]\n[assembly: System.Reflection.AssemblyInformationalVersion" },
        { "a title", "[assembly: System.Reflection.AssemblyInformationalVersion", "[assembly: System.Reflection.AssemblyTitle(\"T\")]\n[assembly: System.Reflection.AssemblyMetadata(\"commit\", \"1\")]\n[assembly: System.Reflection.AssemblyInformationalVersion" },
        { "a debugger hint", "public static int Nested(", "[System.Diagnostics.DebuggerStepThrough] public static int Nested(" },
        { "a nullable annotation", "public static string Kinds(", "public static string? Kinds(" },
    };

    public static TheoryData<string, string, string> Misses => new()
    {
        { "a changed operator", "value, scale);", "value, -scale);" },
        { "a changed body of a lambda", "number * factor", "number - factor" },
        { "a changed body of a local function", "start + step", "start - step" },
        { "a changed lambda of one overload", "item.Length + 2", "item.Length + 3" },
        { "a changed body of an iterator", "prefix + name", "name + prefix" },
        { "a changed number", "total = 0.0", "total = 0.5" },
        { "a changed constant", "Rounds = 10", "Rounds = 11" },
        { "a changed string", "\"n:\"", "\"m:\"" },
        { "a changed enum value", "Large = 2", "Large = 3" },
        { "a renamed enum member", "Large", "Huge" },
        { "a changed array literal", "13, 17, 19", "13, 17, 23" },
        { "a changed default of a parameter", "scale = 1.0", "scale = 2.0" },
        { "a changed default of a record", "Depth = 3", "Depth = 4" },
        { "a changed initialiser", "= 0.1;", "= 0.2;" },
        { "a changed attribute argument", "a circle", "a disc" },
        { "another attribute", "[Note(\"a circle\")]", "[Note(\"a circle\"), Serializable]" },
        { "a named attribute argument", "[Note(\"a circle\")]", "[Note(\"a circle\", Level = 2)]" },
        { "a type as attribute argument", "[Note(\"a circle\")]", "[Note(\"a circle\", About = typeof(List<int>))]" },
        { "another called method", "Math.Abs(", "Math.Sqrt(" },
        { "another overload called", "Math.Abs(value) * scale", "(double)Math.Abs((float)value) * scale" },
        { "another exception caught", "ArithmeticException", "OverflowException" },
        { "an added field", "const int Rounds", "static int spare;\n const int Rounds" },
        { "an added property", "public double Rate", "public double Spare { get; init; } public double Rate" },
        { "an added method", "const int Rounds", "static void Spare() { }\n const int Rounds" },
        { "an added type", "public interface IShape", "public class Spare { }\n public interface IShape" },
        { "a removed interface", "(double radius) : IShape", "(double radius)" },
        { "a class that is no longer sealed", "sealed class Circle", "class Circle" },
        { "another type of a parameter", "Later(int count)", "Later(short count)" },
        { "another name of a parameter", "Train(double[] values, double scale = 1.0)\n        {\n", "Train(double[] values, double rate = 1.0)\n        {\n            var scale = rate;\n" },
        { "another result", "IEnumerable<string> Names", "IEnumerable<object> Names" },
        { "another type of a local", "var total = 0.0", "object o = values; var total = o is null ? 1 : 0.0" },
        { "a removed constraint", "where T : class", "" },
        { "another method group", "int.Parse", "Same" },
        { "another namespace", "namespace Toy", "namespace Toys" },
        { "another generic argument", "new[] { a }.Select(item => item + 1).Sum()", "new[] { a }.Select(item => (long)item + 1).Sum() is var l ? (int)l : 0" },
        { "another order of properties", "int Depth = 3, string Name = \"tree\"", "string Name = \"tree\", int Depth = 3" },
    };

    [Theory]
    [MemberData(nameof(Hits))]
    public void Stays_the_same_after(string edit, string from, string to)
    {
        Program.ShouldContain(from);
        var edited = Program.Replace(from, to);
        Of(edited).ShouldBe(Of(Program), edit);
        Of(edited, new() { Debug = true }).ShouldBe(Of(Program, new() { Debug = true }), edit);
    }

    [Theory]
    [MemberData(nameof(Misses))]
    public void Is_another_after(string edit, string from, string to)
    {
        Program.ShouldContain(from);
        Of(Program.Replace(from, to)).ShouldNotBe(Of(Program), edit);
    }

    [Fact]
    public void Stays_the_same_when_methods_and_types_change_places()
    {
        const string First = """
            using System; using System.Collections.Generic; using System.Linq; using System.Threading.Tasks;
            class A { public int X; }
            class B
            {
                int One(int[] v) { var k = v.Length; Func<int, int> f = i => i + k; int Local(int j) => j * k; return f(Local(1)) + v.Count(i => i > 1); }
                IEnumerable<T> Two<T>(T[] v) where T : class { foreach (var t in v.Where(t => t != null)) { var copy = t; Func<T> g = () => copy; yield return g(); } }
                async Task<int> Three(int n) { Func<Task<int>> f = async () => { await Task.Yield(); return n; }; return await f() + await Inner(); async Task<int> Inner() { await Task.Yield(); return 1; } }
            }
            """;
        var lines = First.Split('\n');
        var second = string.Join("\n", lines[0], lines[2], lines[3], lines[6], lines[5], lines[4], lines[7], lines[1]);

        Of(second).ShouldBe(Of(First));
        Of(second, new() { Debug = true }).ShouldBe(Of(First, new() { Debug = true }));
        Of(second.Replace("i => i > 1", "i => i > 2")).ShouldNotBe(Of(First));
    }

    [Fact]
    public void Stays_the_same_when_users_of_method_groups_change_places()
    {
        const string First = """
            using System; using System.Linq;
            class A
            {
                int[] One(int[] v) => v.Select(Up).ToArray();
                int[] Two(int[] v) => v.Select(Down).ToArray();
                static int Up(int i) => i + 1;
                static int Down(int i) => i - 1;
            }
            """;
        var lines = First.Split('\n');
        Of(string.Join("\n", lines[0], lines[1], lines[2], lines[4], lines[3], lines[6], lines[5], lines[7])).ShouldBe(Of(First));
        Of(First.Replace("Select(Up)", "Select(Down)")).ShouldNotBe(Of(First));
    }

    [Fact]
    public void Sees_that_two_overloads_swapped_their_lambdas()
    {
        const string First = "using System; class A { Func<int> F(int a) => () => 1; Func<int> F(string b) => () => 2; }";
        const string Second = "using System; class A { Func<int> F(int a) => () => 2; Func<int> F(string b) => () => 1; }";
        Of(Second).ShouldNotBe(Of(First));
    }

    [Fact]
    public void Sees_that_two_captured_locals_changed_places()
    {
        const string First = "using System; class A { Func<int> F(int n) { var a = n; var b = n + 1; return () => a - b; } }";
        Of(First.Replace("a - b", "b - a")).ShouldNotBe(Of(First));
        Of(First.Replace("var a = n; var b = n + 1;", "var x = n; var y = n + 1;").Replace("a - b", "x - y")).ShouldBe(Of(First));
    }

    [Fact]
    public void Does_not_see_paths_symbols_or_module_ids()
    {
        const string FileLocal = "\nnamespace Toy { file class Hidden { public int X() => 1; } public class Shown { public int Y() => new Hidden().X(); } }";
        var plain = Of(Program + FileLocal);
        Of(Program + FileLocal, new() { SourcePath = "/elsewhere/src/Snippet.cs", Symbols = Symbols.Embedded }).ShouldBe(plain);
        Of(Program + FileLocal, new() { SourcePath = @"C:\code\Snippet.cs", Symbols = Symbols.Beside }).ShouldBe(plain);
        Of(Program + FileLocal, new() { Deterministic = false }).ShouldBe(plain);
        Of(Program + FileLocal, new() { SourcePath = "/src/Renamed.cs" }).ShouldBe(plain);
        Of(Program + FileLocal.Replace("X() => 1", "X() => 2")).ShouldNotBe(plain);
    }

    /// <summary>Generators number the types that they make: with one more before it, each has another name.</summary>
    [Fact]
    public void Does_not_see_numbers_of_file_local_types_that_are_unique_without()
    {
        const string One = "namespace G { file class Silent_0 { public int X() => 1; } public class Shown { public int Y() => new Silent_0().X(); } }";
        Of(One.Replace("_0", "_12")).ShouldBe(Of(One));
        Of(One.Replace("_0", "_12").Replace("X() => 1", "X() => 2")).ShouldNotBe(Of(One));
        Of(One.Replace("_0", "")).ShouldNotBe(Of(One));

        const string Two = "namespace G { file class A_0 { public int X() => 1; } file class A_1 { public int X() => 2; } file class A_1_0 { } public class Shown { public int Y() => new A_0().X(); } }";
        Of(Two.Replace("new A_0", "new A_1")).ShouldNotBe(Of(Two));
        Of(Two.Replace("=> 1", "=> 3").Replace("=> 2", "=> 1").Replace("=> 3", "=> 2")).ShouldNotBe(Of(Two));
    }

    [Fact]
    public void Tells_apart_types_of_one_name_that_are_local_to_two_files()
    {
        string Source(string name, int number) => $"namespace G {{ file class Hidden {{ public int X() => {number}; }} public class {name} {{ public int Y() => new Hidden().X(); }} }}";
        Digest Both(string folder, int one, int two) => Of(Source("One", one), new()
        {
            SourcePath = folder + "One.cs",
            MoreSources = new Dictionary<string, string> { [folder + "Two.cs"] = Source("Two", two) },
        });

        Both("/b/", 1, 2).ShouldBe(Both("/a/", 1, 2));
        Both("/a/", 2, 1).ShouldNotBe(Both("/a/", 1, 2));
    }

    [Fact]
    public void Does_not_see_the_version_of_a_referenced_assembly()
    {
        const string User = """[System.ComponentModel.TypeConverter(typeof(Lib))] public class A { public Lib Get() => new Lib(); }""";
        string Library(string version) => compiler.Compile(
            $"[assembly: System.Reflection.AssemblyVersion(\"{version}\")] public class Lib {{ }}", new() { Assembly = "Lib" });

        Of(User, new() { References = [Library("2.0.0.0")] }).ShouldBe(Of(User, new() { References = [Library("1.0.0.0")] }));
    }

    [Fact]
    public void Sees_embedded_resources_by_name_and_content()
    {
        Digest With(params (string Name, string Content)[] resources) =>
            Of("class A { }", new() { Resources = resources.ToDictionary(r => r.Name, r => r.Content) });

        var digests = new[]
        {
            With(), With(("a", "one")), With(("a", "two")), With(("b", "one")), With(("a", "one"), ("b", "two")), With(("a", "two"), ("b", "one")),
        };
        digests.Distinct().Count().ShouldBe(digests.Length);
        With(("b", "two"), ("a", "one")).ShouldBe(With(("a", "one"), ("b", "two")));
    }

    [Fact]
    public void Tells_apart_debug_and_release() => Of(Program, new() { Debug = true }).ShouldNotBe(Of(Program));

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("MZ")]
    public void Refuses_a_file_that_is_not_an_assembly(string content)
    {
        var path = Path.Combine(compiler.Folder, "no.dll");
        File.WriteAllText(path, content);
        var e = Should.Throw<NotAnAssemblyException>(() => Of(new FileInfo(path)));
        e.Path.ShouldBe(path);
        e.Message.ShouldContain("is not a .NET assembly");
    }

    [Fact]
    public void Refuses_an_assembly_that_was_cut_off()
    {
        var path = compiler.Compile(Program);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^2000]);
        Should.Throw<NotAnAssemblyException>(() => Of(new FileInfo(path)));
    }

    [Fact]
    public void Fails_in_one_way_only_for_a_damaged_file()
    {
        var good = File.ReadAllBytes(compiler.Compile(Program));
        var path = Path.Combine(compiler.Folder, "damaged.dll");
        var random = new Random(1);
        var refused = 0;
        for (var i = 0; i < 500; i++)
        {
            var bytes = (byte[])good.Clone();
            for (var k = 0; k < 4; k++)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(path, bytes);
            try
            {
                Of(new FileInfo(path));
            }
            catch (NotAnAssemblyException)
            {
                refused++;
            }
            Should.NotThrow(() => PipelineReader.Read([path]));
        }
        refused.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Sees_every_byte_of_every_method_body()
    {
        var path = compiler.Compile(Program);
        var good = File.ReadAllBytes(path);
        var digest = Of(new FileInfo(path));
        using var image = new PEReader(new MemoryStream(good));
        var metadata = image.GetMetadataReader();
        var unseen = new List<string>();
        foreach (var handle in metadata.MethodDefinitions)
        {
            var rva = metadata.GetMethodDefinition(handle).RelativeVirtualAddress;
            if (rva == 0)
                continue;
            var section = image.PEHeaders.SectionHeaders[image.PEHeaders.GetContainingSectionIndex(rva)];
            var offset = section.PointerToRawData + rva - section.VirtualAddress;
            offset += (good[offset] & 3) == 3 ? 12 : 1;     // the fat and the tiny header
            for (var i = 0; i < image.GetMethodBody(rva).GetILContent().Length; i++)
            {
                var bytes = (byte[])good.Clone();
                bytes[offset + i] ^= 1;
                File.WriteAllBytes(path, bytes);
                try
                {
                    if (Of(new FileInfo(path)) == digest)
                        unseen.Add($"{metadata.GetString(metadata.GetMethodDefinition(handle).Name)} at {i}");
                }
                catch (NotAnAssemblyException)
                {
                    // That is another answer, too.
                }
            }
        }
        unseen.ShouldBeEmpty();
    }

    Digest Of(string source, Build? build = null) => Of(new FileInfo(compiler.Compile(source, build)));

    static Digest Of(FileInfo assembly) => new CodeGraph([assembly.FullName], [], []).Everything().Listing.Digest;

    public void Dispose() => compiler.Dispose();
}
