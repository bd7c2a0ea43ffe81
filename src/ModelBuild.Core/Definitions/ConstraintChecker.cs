using System.Globalization;
using System.Text.RegularExpressions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Definitions;

/// <summary>Checks the conditions that a pipeline's options records put on a value.</summary>
sealed class ConstraintChecker(DefinitionErrors errors)
{
    static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(1);

    public void CheckLength(IReadOnlyList<SettingConstraint> constraints, int length, string unit, YamlNode node, string setting)
    {
        foreach (var (minimum, maximum) in constraints.OfType<LengthConstraint>())
        {
            if (length >= minimum && length <= maximum)
                continue;
            var wanted = minimum == maximum ? $"{minimum}" : maximum == int.MaxValue ? $"at least {minimum}" : minimum <= 0 ? $"at most {maximum}" : $"{minimum} to {maximum}";
            errors.Add("MB1019", node.Place, $"{setting} must have {wanted} {unit}, but has {length}.");
        }
    }

    public void CheckRange(IReadOnlyList<SettingConstraint> constraints, decimal value, (decimal Least, decimal Most) type, YamlNode node, string setting)
    {
        foreach (var range in constraints.OfType<RangeConstraint>())
        {
            // Whole numbers of 64 bits are more than a double can tell apart: round the bounds, not the value.
            var tooSmall = range.MinimumIsExclusive ? value <= Whole(Math.Floor(range.Minimum)) : value < Whole(Math.Ceiling(range.Minimum));
            var tooLarge = range.MaximumIsExclusive ? value >= Whole(Math.Ceiling(range.Maximum)) : value > Whole(Math.Floor(range.Maximum));
            if (tooSmall || tooLarge)
                OutOfRange(setting, range, range.Minimum > (double)type.Least, range.Maximum < (double)type.Most, CanonicalJson.Integer(value), node);
        }
    }

    public void CheckRange(IReadOnlyList<SettingConstraint> constraints, double value, YamlNode node, string setting)
    {
        foreach (var range in constraints.OfType<RangeConstraint>())
        {
            if (value < range.Minimum || (range.MinimumIsExclusive && value == range.Minimum)
                || value > range.Maximum || (range.MaximumIsExclusive && value == range.Maximum))
                OutOfRange(setting, range, range.Minimum > double.MinValue, range.Maximum < double.MaxValue, Wording.Number(value), node);
        }
    }

    // Exact, which the conversion of a double to a decimal is not; beyond 64 bits any number does.
    static decimal Whole(double bound) =>
        bound < long.MinValue ? decimal.MinValue : bound < long.MaxValue ? (long)bound : bound < ulong.MaxValue ? (ulong)bound : decimal.MaxValue;

    void OutOfRange(string setting, RangeConstraint range, bool hasMinimum, bool hasMaximum, string value, YamlNode node)
    {
        var least = $"{(range.MinimumIsExclusive ? "more than" : "at least")} {Wording.Number(range.Minimum)}";
        var most = $"{(range.MaximumIsExclusive ? "less than" : "at most")} {Wording.Number(range.Maximum)}";
        var wanted = !hasMaximum ? least : !hasMinimum ? most : $"{least} and {most}";
        errors.Add("MB1016", node.Place, $"{setting} must be {wanted}, but is {value}.");
    }

    /// <param name="allowedAsJson">How an allowed value reads in the value's own type: <c>1.0</c> allows <c>1</c>.</param>
    public void CheckAllowed(IReadOnlyList<SettingConstraint> constraints, string json, Func<string, string> allowedAsJson, YamlScalar scalar, string setting)
    {
        foreach (var allowed in constraints.OfType<AllowedValuesConstraint>())
        {
            if (!allowed.Values.Any(value => allowedAsJson(value) == json))
                errors.NotOneOf(setting, allowed.Values, scalar);
        }
    }

    public void CheckPattern(IReadOnlyList<SettingConstraint> constraints, string text, YamlNode node, string setting)
    {
        foreach (var constraint in constraints)
            if (constraint is PatternConstraint { Pattern: var pattern })
                CheckPattern(pattern, text, node, setting);
    }

    // Apart, so that a definition without patterns does not load the assembly of regular expressions.
    void CheckPattern(string pattern, string text, YamlNode node, string setting)
    {
        try
        {
            if (!Anchored(pattern).IsMatch(text))
                errors.Add("MB1018", node.Place, $"{setting} must match the pattern {Wording.Quote(pattern)}, but is {Wording.Quote(text)}.");
        }
        catch (RegexMatchTimeoutException)
        {
            errors.Add("MB1027", node.Place, string.Create(CultureInfo.InvariantCulture,
                $"{setting} could not be checked within {PatternTimeout.TotalSeconds} s: the pattern {Wording.Quote(pattern)} takes too long for {Wording.Quote(text)}. Correct it in the pipeline's code."));
        }
        catch (ArgumentException exception)
        {
            errors.Add("MB1027", node.Place,
                $"{setting} cannot be checked: the pattern {Wording.Quote(pattern)} is not a regular expression ({Wording.Quote(exception.Message)}). Correct it in the pipeline's code.");
        }
    }

    static Regex Anchored(string pattern)
    {
        pattern = $@"\A(?:{pattern})\z";
        const RegexOptions Options = RegexOptions.CultureInvariant;
        try
        {
            return new Regex(pattern, Options | RegexOptions.NonBacktracking, PatternTimeout);
        }
        catch (NotSupportedException)
        {
            // Lookarounds and back references need backtracking; the timeout bounds it.
            return new Regex(pattern, Options, PatternTimeout);
        }
    }
}
