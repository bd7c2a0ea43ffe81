using System.Globalization;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Gates;

/// <summary>What gates demand, in a few characters for tables.</summary>
static class Demands
{
    public static string OfBounds(GateDeclaration gate, string unit) => (gate.Min, gate.Max) switch
    {
        ({ } min, { } max) => $"{Wording.Number(min)} to {Wording.Number(max)}{unit}",
        ({ } min, null) => $">= {Wording.Number(min)}{unit}",
        (null, { } max) => $"<= {Wording.Number(max)}{unit}",
        _ => "",
    };

    public static string OfLimit(bool isHigherBetter, double limit, GateReference with, double reference, int sign, Amount amount)
    {
        var name = with switch { ChampionReference => "champion ", BaselineReference => "baseline ", _ => "" };
        return $"{(isHigherBetter ? ">=" : "<=")} {OneLine.Round(limit)} ({name}{OneLine.Round(reference)} {(sign < 0 ? "-" : "+")} {Text(amount)})";
    }

    public static string OfTest(bool isNonInferiority, double reference, double margin, double confidence) => isNonInferiority
        ? $"not worse than champion {OneLine.Round(reference)} by {Wording.Number(margin)}, {Percent(confidence)}"
        : $"better than champion {OneLine.Round(reference)}{(margin > 0 ? $" by {Wording.Number(margin)}" : "")}, {Percent(confidence)}";

    public static string Text(Amount amount) => amount.IsRelative ? Percent(amount.Value) : Wording.Number(amount.Value);

    /// <summary>For instance <c>95 %</c>.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.######} %");
}
