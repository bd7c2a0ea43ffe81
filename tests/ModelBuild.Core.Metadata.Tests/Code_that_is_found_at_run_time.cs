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
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void Is_seen(string edit, string body, string types, string from, string to)
    {
        Changed(Program(body, types), from, to).ShouldBe("one", edit);
        Changed(Program(body, types), "1000", "1001").ShouldBeEmpty("beside " + edit);
    }

    static string Program(string body, string types) => $$"""
        [Pipeline("toy")] public static class Toy
        {
            [Stage] public static Table One(DataSource data) { {{body}} return new(); }
            [Stage] public static Table Two(Table one) => one;
            static T Sum<T>(T a, T b) where T : System.Numerics.IAdditionOperators<T, T, T> => a + b;
        }
        {{types}}
        public sealed class Beside { public static int Number = Of(); public static int Of() => 1000; }
        """;
}
