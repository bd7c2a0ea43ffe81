using System.Reflection;
using System.Text.RegularExpressions;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Verification.Tests;

public sealed class Diagnostic_codes
{
    static readonly string[] Own = [.. typeof(Codes).GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => (string)field.GetRawConstantValue()!)];

    [Fact]
    public void Are_unique_and_in_the_catalogue()
    {
        Own.ShouldBeUnique();
        Own.ShouldAllBe(code => Catalogue.Find(code) != null);
    }

    [Fact]
    public void Are_each_provoked_by_a_test()
    {
        var tests = Directory.GetFiles(Path.Combine(OtherProgram.Repository, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => file.Contains("ModelBuild.Verification.Tests", StringComparison.Ordinal) || file.Contains("ModelBuild.Packaging.Tests", StringComparison.Ordinal))
            .Select(File.ReadAllText);
        var provoked = tests.SelectMany(text => Regex.Matches(text, @"MB50\d\d", RegexOptions.None, TimeSpan.FromSeconds(10)).Select(match => match.Value)).ToHashSet();
        Catalogue.Rules.Select(rule => rule.Code).Where(code => string.CompareOrdinal(code, "MB5001") >= 0 && string.CompareOrdinal(code, "MB5039") <= 0)
            .Where(code => !provoked.Contains(code)).ShouldBeEmpty();
    }
}
