using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Adapter;

namespace ModelBuild.TestAdapter;

/// <summary>What <c>dotnet test --filter</c> can ask of a gate.</summary>
static class GateFilter
{
    static readonly Dictionary<string, Func<GateTest, string>> Properties = new(StringComparer.OrdinalIgnoreCase)
    {
        ["FullyQualifiedName"] = test => test.Case.FullyQualifiedName,
        ["Name"] = test => test.Gate,
        ["DisplayName"] = test => test.Case.DisplayName,
        ["Model"] = test => test.Model,
        ["Category"] = _ => "Gate",
        ["TestCategory"] = _ => "Gate",
    };

    /// <exception cref="TestPlatformFormatException">The filter asks something else.</exception>
    public static IReadOnlyList<GateTest> Choose(IReadOnlyList<GateTest> tests, IRunContext? context) =>
        context?.GetTestCaseFilter(Properties.Keys, static _ => null!) is { } filter
            ? [.. tests.Where(test => filter.MatchTestCase(test.Case, name => Properties.TryGetValue(name, out var of) ? of(test) : null))]
            : tests;
}
