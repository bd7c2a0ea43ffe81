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
        Used.ShouldAllBe(code => string.CompareOrdinal(code, "MB2001") >= 0 && string.CompareOrdinal(code, "MB2059") <= 0);
    }

    [Fact]
    public void Of_the_catalogue_in_this_range_are_all_used() =>
        Catalogue.Rules.Select(rule => rule.Code)
            .Where(code => string.CompareOrdinal(code, "MB2001") >= 0 && string.CompareOrdinal(code, "MB2059") <= 0)
            .ShouldBe(Used, ignoreOrder: true);
}
