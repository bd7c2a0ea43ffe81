namespace ModelBuild.Core.Metadata.Tests;

/// <summary>Edits of what no instruction of a stage names: the framework calls it, or reflection finds it. Each row is a program of its own.</summary>
public sealed class Code_that_is_found_at_run_time : StagesOfASnippet
{
    /// <summary>What it is, the body of the stage <c>one</c>, the types beside it, and an edit.</summary>
    public static TheoryData<string, string, string, string, string> Edits => new()
    {
        // Interfaces of the project that implement interfaces of the framework.
        { "a default implementation of an interface of the framework", "using var r = new Resource();",
            "interface IResource : IDisposable { void IDisposable.Dispose() => Console.Write(1); } class Resource : IResource { }", "Write(1)", "Write(2)" },
        { "what a default implementation calls", "using var r = new Resource();",
            "interface IResource : IDisposable { void Flush() => Console.Write(1); void IDisposable.Dispose() => Flush(); } class Resource : IResource { }", "Write(1)", "Write(2)" },
        { "an override of what a default implementation calls", "using var r = new Resource();",
            "interface IResource : IDisposable { void Flush(); void IDisposable.Dispose() => Flush(); } class Resource : IResource { public void Flush() => Console.Write(1); }", "Write(1)", "Write(2)" },
        { "a default implementation of an interface behind an interface", "using var r = new Resource();",
            "interface IInner : IDisposable { void IDisposable.Dispose() => Console.Write(1); } interface IOuter : IInner { } class Parent : IOuter { } class Resource : Parent { }", "Write(1)", "Write(2)" },
        { "a default implementation of a generic interface", "new List<Item> { new(), new() }.Sort();",
            "interface IRanked<T> : IComparable<T> where T : IRanked<T> { int Rank => 7; int IComparable<T>.CompareTo(T? other) => 3 + Rank; } class Item : IRanked<Item> { }", "3 +", "4 +" },
        { "what a default implementation of a generic interface calls", "new List<Item> { new(), new() }.Sort();",
            "interface IRanked<T> : IComparable<T> where T : IRanked<T> { int Rank => 7; int IComparable<T>.CompareTo(T? other) => 3 + Rank; } class Item : IRanked<Item> { }", "=> 7", "=> 8" },
        { "a default implementation of enumeration", "foreach (var i in new Many()) Console.Write(i);",
            """
            interface IMany : IEnumerable<int>
            {
                IEnumerator<int> IEnumerable<int>.GetEnumerator() { yield return 5; }
                System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => ((IEnumerable<int>)this).GetEnumerator();
            }
            class Many : IMany { }
            """, "return 5", "return 6" },
        { "a default implementation of an operator", "Console.Write(Sum(new Money(), new Money()));",
            """
            interface IMoney<T> : System.Numerics.IAdditionOperators<T, T, T> where T : IMoney<T>
            {
                static T System.Numerics.IAdditionOperators<T, T, T>.operator +(T a, T b) { Console.Write(8); return a; }
            }
            struct Money : IMoney<Money> { }
            """, "Write(8)", "Write(9)" },

        // Members of a type that is not known where they are looked up.
        { "a static field behind a type parameter", "Console.Write(All<Color>());", Color, "\"Red\"", "\"red\"" },
        { "a static field of an object's type", "object color = Color.Blue(); Console.Write(color.GetType().GetField(\"Red\"));", Color, "(1, ", "(11, " },
        { "a static property of an object's type", "object color = Color.Blue(); Console.Write(color.GetType().GetRuntimeProperty(\"Green\"));", Color, "(2, ", "(22, " },
        { "a static member of a base of a type parameter", "Console.Write(All<Dark>());", Color + "class Dark() : Color(3, \"Dark\") { }", "\"Red\"", "\"red\"" },
        { "a static member of the type of a static field", "Console.Write(All<Holder>());", Color + "class Holder { public static object First = 1; public static Color? Second; }", "\"Red\"", "\"red\"" },
        { "a static constructor that is asked for", "Start<IHolder>();", "interface IHolder { static IHolder() => Console.Write(1); }", "Write(1)", "Write(2)" },
        { "an override that an invoked method arrives at", "object two = new Derived(); typeof(Base).GetMethod(\"Go\")!.Invoke(two, null);",
            "class Base { public virtual int Go() => 1; } class Derived : Base { public override int Go() => 2; }", "=> 2", "=> 3" },
        { "an implementation that an invoked method arrives at", "object two = new Derived(); typeof(IBase).GetMethod(\"Go\")!.Invoke(two, null);",
            "interface IBase { int Go(); } class Derived : IBase { public int Go() => 2; }", "=> 2", "=> 3" },
        { "what an invoked method takes", "typeof(Taker).GetMethods()[0].GetParameters()[0].ParameterType.GetConstructors()[0].Invoke(null);",
            "static class Taker { public static void Take(Taken taken) { } } class Taken { public Taken() => Console.Write(1); }", "Write(1)", "Write(2)" },
        { "an operator that an expression looks for", "Console.Write(Add(new Money()));",
            "class Money { public static Money operator +(Money a, Money b) { Console.Write(1); return a; } }", "Write(1)", "Write(2)" },
        { "what a serializer calls by its name", "new System.Xml.Serialization.XmlSerializer(typeof(Outer)).Serialize(Console.Out, new Outer());",
            "public class Outer { public Inner? In { get; set; } = new(); } public class Inner { public int A { get; set; } public bool ShouldSerializeA() => 1 > 0; }", "1 > 0", "0 > 1" },

        // typeof and [DependsOn].
        { "an inherited member of a typeof", "typeof(Derived).GetMethod(\"Go\")!.Invoke(null, null);",
            "class Base { public static int Go() => 1; } class Derived : Base { }", "=> 1", "=> 2" },
        { "a type in a typeof", "Console.Write(typeof(Outer).GetNestedType(\"Inner\"));", "class Outer { public class Inner { public int Go() => 1; } }", "=> 1", "=> 2" },
        { "an inherited member of a type that is depended on", "Find();", "class Base { public static int Go() => 1; } class Known : Base { }", "Go() => 1", "Go() => 2" },
        { "a type in a type that is depended on", "Find();", "class Known { class Inner { public static int Go() => 1; } }", "Go() => 1", "Go() => 2" },
        { "an attribute of a static field", "Console.Write(typeof(Known).GetField(\"Field\")!.GetCustomAttributes(true));",
            "class Known { [Mark] public static int Field; } class MarkAttribute : Attribute { public MarkAttribute() => Console.Write(1); }", "Write(1)", "Write(2)" },
        { "an attribute of a parameter", "Console.Write(typeof(Known).GetMethods()[0].GetParameters()[0].GetCustomAttributes(true));",
            "class Known { public static void Go([Mark] int number) { } } class MarkAttribute : Attribute { public MarkAttribute() => Console.Write(1); }", "Write(1)", "Write(2)" },

        // What attributes name.
        { "a static method that an attribute names", "Validator.ValidateObject(new Form(), new(new Form()));",
            "class Form { [CustomValidation(typeof(Rules), nameof(Rules.Check))] public int A { get; set; } } class Rules { public static ValidationResult? Check(int a) => a > 1 ? null : new(\"\"); }", "> 1", "> 2" },
        { "a static property that an attribute names", "Validator.ValidateObject(new Form(), new(new Form()));",
            "class Form { [Required(ErrorMessageResourceType = typeof(Labels), ErrorMessageResourceName = \"Missing\")] public string? A { get; set; } } public class Labels { public static string Missing => \"m\"; }", "=> \"m\"", "=> \"n\"" },
        { "a type after an enum of one byte", "Console.Write(new Form());",
            "[Mark(Small.Two, typeof(Named))] class Form { } enum Small : byte { One, Two } class MarkAttribute(Small small, Type type) : Attribute { } class Named { public static int Go() => 1; }", "Go() => 1", "Go() => 2" },
        { "a type after an enum of eight bytes", "Console.Write(new Form());",
            "[Mark(Big = Large.Two, Type = typeof(Named))] class Form { } enum Large : long { One, Two } class MarkAttribute : Attribute { public Large Big; public Type? Type; } class Named { public static int Go() => 1; }", "Go() => 1", "Go() => 2" },
        { "a type after an enum of one byte of the framework", "Console.Write(new Form());",
            "[Mark(System.Diagnostics.Tracing.EventChannel.Admin, typeof(Named[]))] class Form { } class MarkAttribute(System.Diagnostics.Tracing.EventChannel channel, params Type[] types) : Attribute { } class Named { public static int Go() => 1; }", "Go() => 1", "Go() => 2" },
        { "a type that an attribute names in a string", "Console.Write(new Form());",
            "[System.ComponentModel.TypeConverter(\"Space.Named, Snippet\")] class Form { } namespace Space { class Named { public static int Go() => 1; } }", "Go() => 1", "Go() => 2" },
        { "an argument of a generic type that an attribute names", "Console.Write(new Form());",
            "[System.ComponentModel.TypeConverter(typeof(List<Dictionary<string, Named>>))] class Form { } class Named { public static int Go() => 1; }", "Go() => 1", "Go() => 2" },

        // What begins a type.
        { "a static constructor of a structure without a constructor", "default(Bare).Go();", "struct Bare { static Bare() => Console.Write(1); public void Go() { } }", "Write(1)", "Write(2)" },
        { "a static constructor of a structure that others call", "Console.Write((object)default(Bare));", "struct Bare { static Bare() => Console.Write(1); public override string ToString() => \"\"; }", "Write(1)", "Write(2)" },
        { "a static constructor of an interface", "((IBare)new Bare()).Go();", "interface IBare { static IBare() => Console.Write(1); void Go() { } } class Bare : IBare { }", "Write(1)", "Write(2)" },

        // What an accessor of private members names.
        { "a type that an accessor names", "Access(null);", Accessed, "return 1", "return 2" },
        { "a result that an accessor names", "Console.Write(Make());", Accessed, "Write(3)", "Write(4)" },

        // What describes an assembly.
        { "metadata of the assembly", "Console.Write(typeof(Toy).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Count());", Described, "0.5", "0.6" },
        { "metadata of the assembly as data", "Console.Write(typeof(Toy).Assembly.GetCustomAttributesData().Count);", Described, "0.5", "0.6" },
        { "metadata of the assembly by Attribute", "Console.Write(Attribute.GetCustomAttribute(typeof(Toy).Assembly, typeof(AssemblyMetadataAttribute)));", Described, "0.5", "0.6" },
        { "metadata of the assembly by an interface", "ICustomAttributeProvider all = typeof(Toy).Assembly; Console.Write(all.GetCustomAttributes(true).Length);", Described, "0.5", "0.6" },
        { "the informational version", "Console.Write(typeof(Toy).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);", Described, "1.2.3-a", "1.2.3-b" },
        { "the version", "Console.Write(typeof(Toy).Assembly.GetName().Version);", Described, "1.2.3.4", "1.2.3.5" },
        { "the version in a full name", "Console.Write(typeof(Toy).Assembly.FullName);", Described, "1.2.3.4", "1.2.3.5" },
        { "the version in a type's name", "Console.Write(typeof(Toy).AssemblyQualifiedName);", Described, "1.2.3.4", "1.2.3.5" },
        { "what an attribute of the assembly names", "Console.Write(typeof(Toy).Assembly.GetCustomAttribute<MarkAttribute>());", Described, "return 2", "return 3" },

        // Which members may be null.
        { "nullability for a serializer", "JsonSerializer.Deserialize<Form>(\"{}\", new JsonSerializerOptions { RespectNullableAnnotations = true });", Form, "string A", "string? A" },
        { "nullability for a strict serializer", "JsonSerializer.Deserialize<Form>(\"{}\", JsonSerializerOptions.Strict);", Form, "string A", "string? A" },
        { "nullability of a constructor's parameter", "JsonSerializer.Deserialize<Form>(\"{}\", new JsonSerializerOptions(JsonSerializerDefaults.Strict));", Form, "string b", "string? b" },
        { "nullability of an argument", "Console.Write(new NullabilityInfoContext().Create(typeof(Form).GetProperty(\"C\")!).ReadState);", Form, "<string> C", "<string?> C" },
        { "nullability of all in a type", "Console.Write(new NullabilityInfoContext().Create(typeof(Form.Inner).GetProperty(\"D\")!).ReadState);", Form, "string D", "string? D" },
    };

    const string Color = """
        class Color(int number, string name)
        {
            public static readonly Color Red = new(1, "Red");
            public static Color Green => new(2, "Green");
            public static Color Blue() => new(number: 4, name: "Blue");
            public int Number { get; } = number;
            public string Name { get; } = name;
        }
        """;

    const string Accessed = "namespace Space { class Named { public Named() => Console.Write(3); static int Go() { return 1; } } }";

    const string Described = """
        class MarkAttribute(Type type) : Attribute { public Type Type { get; } = type; }
        class Marked { public static int Go() { return 2; } }
        """;

    const string Form = """
        class Form(string b) { public string A { get; set; } = b; public List<string> C { get; set; } = []; public class Inner { public string D { get; set; } = ""; } }
        """;

    [Theory]
    [MemberData(nameof(Edits))]
    public void Is_seen(string edit, string body, string types, string from, string to)
    {
        var program = Program(body, types);
        program.ShouldContain(from);
        var before = CodeOf(program);
        Changed(before, CodeOf(program.Replace(from, to))).ShouldBe("one", edit);
        Changed(before, CodeOf(program.Replace("1000", "1001"))).ShouldBeEmpty("beside " + edit);
    }

    [Theory]
    [InlineData("Console.Write(typeof(IDisposable).IsAssignableFrom(Type.GetType(\"Beside\")));")]
    [InlineData("Console.Write(Type.GetType(\"Beside\")!.Name);")]
    [InlineData("Console.Write(new[] { \"Beside\" }.Select(Type.GetType).First());")]
    [InlineData("Console.Write(Type.GetType(\"Beside\", true));")]
    [InlineData("Delegate.CreateDelegate(typeof(Action), new object(), \"Go\");")]
    [InlineData("System.Linq.Expressions.Expression.Call(System.Linq.Expressions.Expression.Constant(1), \"Go\", null);")]
    [InlineData("System.Linq.Expressions.Expression.Call(typeof(Table), \"Go\", null);")]
    [InlineData("Console.Write(data.GetType().DeclaringType!.Assembly);")]
    [InlineData("Console.Write(typeof(Outer.Inner).DeclaringType!.BaseType);")]
    [InlineData("Action go = () => { }; Console.Write(go.Method.GetParameters());")]
    [InlineData("Console.Write(typeof(Toy).Module.ResolveMethod(data.GetHashCode()));")]
    [InlineData("Console.Write(typeof(Toy).Module.ModuleVersionId);")]
    [InlineData("Unknown(null);")]
    public void Is_everything_where_nobody_can_say(string body) => Changed(Program(body, Unknown), "1000", "1001").ShouldBe("one");

    [Theory]
    [InlineData("Console.Write(typeof(Table).GetMethod(\"Go\"));")]
    [InlineData("Action go = () => { }; Console.Write(go.Method.Name);")]
    [InlineData("Console.Write(data.GetType().Name + typeof(Outer.Inner).DeclaringType!.Name);")]
    [InlineData("Console.Write(typeof(Toy).Assembly.GetName().Name);")]
    [InlineData("Console.Write(typeof(Table).GetField(\"Go\", BindingFlags.Static | BindingFlags.Public));")]
    [InlineData("System.Linq.Expressions.Expression<Func<int, bool>> e = n => n + 1 > 2; Console.Write(e);")]
    [InlineData("Console.Write(data.GetType().GetProperties().Length);")]
    public void Is_no_more_than_what_is_found(string body)
    {
        var program = Program(body, Unknown);
        foreach (var edit in new[] { ("1000", "1001"), ("1.2.3.4", "1.2.3.5"), ("0.5", "0.6"), ("1.2.3-a", "1.2.3-b") })
            Changed(program, edit.Item1, edit.Item2).ShouldBeEmpty(edit.Item1);
    }

    /// <summary>A record compares its type with that of others, by a <c>typeof</c> that the compiler writes.</summary>
    [Theory]
    [InlineData("class", "new Known().Use();", "")]
    [InlineData("record", "new Known().Use();", "")]
    [InlineData("record", "Console.Write(new Known() == new Known());", "")]
    [InlineData("record", "Console.Write(new Known().GetHashCode());", "")]
    [InlineData("record", "Console.Write(new Derived() == new Known());", "")]
    [InlineData("record", "new Known().Look();", "one")]
    [InlineData("record", "new Known().HandOver();", "one")]
    [InlineData("record", "Known.LookLater(new())();", "one")]
    [InlineData("record", "new Derived().Look();", "one")]
    [InlineData("record", "Console.Write(typeof(Known).GetMethods());", "one")]
    public void Is_what_looks_into_a_record_and_not_what_compares_it(string kind, string body, string stages)
    {
        var contract = kind == "record" ? "" : "Type EqualityContract => GetType();";
        Changed(Program(body, $$"""
            {{kind}} Known
            {
                {{contract}}
                public int Use() => 1;
                public void Look() => Console.Write(EqualityContract.GetMethods().Length);
                public void HandOver() => Console.Write(JsonSerializer.Serialize(this, EqualityContract));
                public static Action LookLater(Known known) { void Later() => Console.Write(known.EqualityContract.GetMethods().Length); return Later; }
                public static int Unused() => 33;
            }
            {{kind}} Derived : Known { public static int Beside() => 44; }
            """), "33", "34").ShouldBe(stages);
    }

    [Theory]
    [InlineData("Console.Write(typeof(Toy).Assembly.FullName);", "1.2.3.4", "1.2.3.5", "version of Snippet: changed")]
    [InlineData("Console.Write(typeof(Toy).Assembly.IsDefined(typeof(Table)));", "0.5", "0.6", "attributes of Snippet: changed")]
    [InlineData("Console.Write(JsonSerializer.Serialize(new Outer(), JsonSerializerOptions.Strict));", "Inner { }", "Inner { } public string? A;", "type Outer: changed")]
    [InlineData("Console.Write(JsonSerializer.Serialize(new Outer(), JsonSerializerOptions.Strict));", "object Any", "object? Any", "nullability of Outer: changed")]
    public void Is_said_when_it_was_edited(string body, string from, string to, string difference) =>
        Difference(Program(body, Unknown), from, to, "one").ShouldBe(difference);

    [Fact]
    public void Is_what_managers_of_resources_read()
    {
        Build With(string text) => new() { Resources = new Dictionary<string, string> { ["a.resources"] = text } };
        var program = Program("Console.Write(new System.ComponentModel.ComponentResourceManager(typeof(Table)));", Unknown);
        Changed(CodeOf(program, With("1")), CodeOf(program, With("2"))).ShouldBe("one");
    }

    [Fact]
    public void Is_nullability_where_the_runtime_is_told_to_look()
    {
        var program = Program("Console.Write(JsonSerializer.Deserialize<Form>(\"{}\"));", Form);
        var edited = program.Replace("string A", "string? A");
        Changed(CodeOf(program), CodeOf(edited)).ShouldBeEmpty();
        RuntimeConfig = """{"runtimeOptions": {"configProperties": {"System.Text.Json.Serialization.RespectNullableAnnotationsDefault": true}}}""";
        Changed(CodeOf(program), CodeOf(edited)).ShouldBe("one");
    }

    const string Unknown = "public class Outer { public object Any = 1; public class Inner { } }";

    static string Program(string body, string types) => $$"""
        [assembly: AssemblyMetadata("Threshold", "0.5")]
        [assembly: AssemblyInformationalVersion("1.2.3-a")]
        [assembly: AssemblyVersion("1.2.3.4")]
        {{(types == Described ? "[assembly: Mark(typeof(Marked))]" : "")}}
        [Pipeline("toy")] public static class Toy
        {
            [Stage] public static Table One(DataSource data) { {{body}} return new(); }
            [Stage] public static Table Two(Table one) { Console.Write(typeof(Toy).Assembly.GetName().Name + JsonSerializer.Serialize(one, JsonSerializerOptions.Web)); return one; }
            static T Sum<T>(T a, T b) where T : System.Numerics.IAdditionOperators<T, T, T> => a + b;
            static string All<T>() => string.Join(' ', typeof(T).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)));
            static void Start<T>() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(T).TypeHandle);
            static T Add<T>(T t) => System.Linq.Expressions.Expression.Lambda<Func<T>>(
                System.Linq.Expressions.Expression.Add(System.Linq.Expressions.Expression.Constant(t), System.Linq.Expressions.Expression.Constant(t))).Compile()();
            {{(types == Unknown ? """
            [System.Runtime.CompilerServices.UnsafeAccessor(System.Runtime.CompilerServices.UnsafeAccessorKind.StaticMethod, Name = "Go")]
            static extern int Unknown([System.Runtime.CompilerServices.UnsafeAccessorType("Space.Named, Other")] object? named);
            """ : "")}}
            {{(types == Accessed ? """
            [System.Runtime.CompilerServices.UnsafeAccessor(System.Runtime.CompilerServices.UnsafeAccessorKind.StaticMethod, Name = "Go")]
            static extern int Access([System.Runtime.CompilerServices.UnsafeAccessorType("Space.Named, Snippet")] object? named);
            [System.Runtime.CompilerServices.UnsafeAccessor(System.Runtime.CompilerServices.UnsafeAccessorKind.Constructor)]
            [return: System.Runtime.CompilerServices.UnsafeAccessorType("Space.Named")] static extern object Make();
            """ : "")}}
            {{(body == "Find();" ? "[DependsOn(typeof(Known))] static void Find() => Type.GetType(Console.ReadLine()!);" : "")}}
        }
        {{types}}
        public sealed class Beside { public static int Number = Of(); public static int Of() => 1000; }
        """;
}
