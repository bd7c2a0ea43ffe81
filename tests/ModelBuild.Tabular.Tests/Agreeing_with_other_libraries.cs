using ModelBuild.Benchmarks;

namespace ModelBuild.Tabular.Tests;

// The quick form of `agreement` of the benchmarks: fewer splits, smaller tables, fewer trees.
public class Agreeing_with_other_libraries
{
    [Fact]
    public void Learns_as_well_as_scikit_learn_and_XGBoost()
    {
        var lines = new List<string>();
        var holds = AgreementBenchmark.Run(quick: true, lines.Add);
        var text = string.Join('\n', lines);
        TestContext.Current.TestOutputHelper!.WriteLine(text);
        Assert.SkipWhen(holds is null, text);
        holds.ShouldBe(true, text);
    }
}
