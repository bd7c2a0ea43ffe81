using System.Reflection;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Tabular.Tests;

public class Diagnostic_codes
{
    static readonly string[] Used = [.. typeof(Codes).GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => (string)field.GetRawConstantValue()!)];

    [Fact]
    public void Are_all_in_the_catalogue() => Used.ShouldAllBe(code => Catalogue.Find(code) != null);

    [Fact]
    public void Are_used_once_and_within_their_range()
    {
        Used.ShouldBeUnique();
        Used.ShouldAllBe(code => IsOfTables(code));
    }

    [Fact]
    public void Of_the_catalogue_in_this_range_are_all_used() =>
        Catalogue.Rules.Select(rule => rule.Code)
            .Where(IsOfTables)
            .ShouldBe(Used, ignoreOrder: true);

    // MB2060, MB2061 and MB2074 are the engine's: data that is not there, a pipeline that infers no schema. MB2089 to MB2094 are of databases,
    // MB2096 is the tool's.
    static bool IsOfTables(string code) => code.StartsWith("MB2", StringComparison.Ordinal)
        && code is not ("MB2060" or "MB2061" or "MB2074" or "MB2089" or "MB2090" or "MB2091" or "MB2092" or "MB2093" or "MB2094" or "MB2096");
}
