using ModelBuild.Core.Code;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Metadata.Tests;

public sealed class Project_code : IDisposable
{
    readonly CSharp compiler = new();

    [Fact]
    public void Is_of_the_pipelines_assembly_and_those_that_it_references()
    {
        var original = Of();
        Of(own: 1).ShouldNotBe(original);
        Of(far: 1).ShouldNotBe(original);
        Of(other: 1).ShouldBe(original);
        Of().ShouldBe(original);
    }

    [Fact]
    public void Needs_the_pipelines_assembly() =>
        Should.Throw<ArgumentException>(() => new ProjectCode([]).Of(Pipeline("Own"), Stage))
            .Message.ShouldStartWith("The assembly Own of pipeline 'toy' is not among those given");

    Digest Of(int own = 0, int far = 0, int other = 0)
    {
        var farPath = compiler.Compile($"public static class Far {{ public static int F() => {far}; }}", new() { Assembly = "Far" });
        var nearPath = compiler.Compile("public static class Near { public static int N() => Far.F(); }", new() { Assembly = "Near", References = [farPath] });
        var ownPath = compiler.Compile($"public static class Own {{ public static int O() => Near.N() + {own}; }}", new() { Assembly = "Own", References = [nearPath] });
        var otherPath = compiler.Compile($"public static class Other {{ public static int O() => {other}; }}", new() { Assembly = "Other" });
        var code = new ProjectCode([otherPath, ownPath, nearPath, farPath]);
        return code.Of(Pipeline("Own"), Stage);
    }

    static StageDescription Stage { get; } = new("load", "Load", 0, "Table", []);

    static PipelineDescription Pipeline(string assembly) => new("toy", assembly, "Toy", "train", "validate", [Stage]);

    public void Dispose() => compiler.Dispose();
}
