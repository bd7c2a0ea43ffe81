using System.Globalization;

namespace StepTracer;

/// <summary>What a test wants: <c>--root FOLDER --steps FILE [--record] [--kill N [--all]] [--fail N[+] ERRNO] -- PROGRAM …</c>.</summary>
/// <param name="Root">Only what happens below it counts.</param>
/// <param name="Steps">Where the steps are written to when all is over.</param>
/// <param name="Record">Takes along what was written, and what the program's own children do.</param>
/// <param name="Kill">Ends the program as it begins its Nth step; 0 for never.</param>
/// <param name="All">Ends its children, too.</param>
/// <param name="Fail">Its Nth step that takes space fails; 0 for none.</param>
/// <param name="Onwards">And every one after it.</param>
sealed record Orders(string Root, string Steps, bool Record, int Kill, bool All, int Fail, bool Onwards, int Error, string[] Command)
{
    public static Orders Parse(string[] args)
    {
        var end = Array.IndexOf(args, "--");
        string Of(string name, string otherwise) => Array.IndexOf(args, name, 0, end) is >= 0 and var at ? args[at + 1] : otherwise;
        var fail = Of("--fail", "0");
        return new(
            Of("--root", ""), Of("--steps", ""), args.AsSpan(0, end).Contains("--record"),
            int.Parse(Of("--kill", "0"), CultureInfo.InvariantCulture), args.AsSpan(0, end).Contains("--all"),
            int.Parse(fail.TrimEnd('+'), CultureInfo.InvariantCulture), fail.EndsWith('+'),
            int.Parse(Of("--error", "28"), CultureInfo.InvariantCulture), args[(end + 1)..]);
    }
}
