using System.Reflection;
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
    public static IReadOnlyList<GateTest> Choose(IReadOnlyList<GateTest> tests, IDiscoveryContext? context) =>
        Find(context) is { } filter
            ? [.. tests.Where(test => filter.MatchTestCase(test.Case, name => Properties.TryGetValue(name, out var of) ? of(test) : null))]
            : tests;

    static ITestCaseFilterExpression? Find(IDiscoveryContext? context)
    {
        Func<string, TestProperty?> none = static _ => null; // which a filter needs for what it does not know by name
        if (context is IRunContext run)
            return run.GetTestCaseFilter(Properties.Keys, none);
        // For lists, VSTest's own object has it and the interface has not: https://github.com/microsoft/vstest/issues/2023
        return (ITestCaseFilterExpression?)context?.GetType()
            .GetMethod(nameof(IRunContext.GetTestCaseFilter), [typeof(IEnumerable<string>), typeof(Func<string, TestProperty?>)])?
            .Invoke(context, BindingFlags.DoNotWrapExceptions, binder: null, [Properties.Keys, none], culture: null);
    }
}
