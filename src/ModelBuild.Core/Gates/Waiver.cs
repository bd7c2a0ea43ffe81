using System.Globalization;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Gates;

/// <summary>A gate that somebody lets pass for a time: an item of <c>NAME.model.waivers.yaml</c>.</summary>
/// <param name="Gate">The gate's name, or that of one of its slices.</param>
/// <param name="By">Who answers for it.</param>
/// <param name="Until">The last day, in UTC, on which it is let pass.</param>
/// <param name="Place">In the file.</param>
public sealed record Waiver(string Gate, string By, string Reason, DateOnly Until, Mark Place)
{
    /// <summary>How days are written, whatever the culture.</summary>
    public const string Day = "yyyy-MM-dd";

    public static string Text(DateOnly day) => day.ToString(Day, CultureInfo.InvariantCulture);
}
