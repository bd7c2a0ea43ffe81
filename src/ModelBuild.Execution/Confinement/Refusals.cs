using System.ComponentModel;

namespace ModelBuild.Execution.Confinement;

/// <summary>Hints for people where a confined stage failed and cannot say itself that it was refused something.</summary>
static class Refusals
{
    const int NoAccess = 13;

    const string Advice = "A stage reaches only what it declares: data with `path:`, `access: { network: true }` for TCP (docs/hermetic.md).";

    /// <summary>What programs print: the C library's words for it.</summary>
    const string Words = "Permission denied";

    /// <summary>Empty where the log speaks of no refusal.</summary>
    public static string InLog(IEnumerable<string> lines) =>
        lines.LastOrDefault(line => line.Contains(Words, StringComparison.Ordinal)) is { } line ? $" It was refused something: \"{line.Trim()}\". {Advice}" : "";

    /// <summary>Empty where a program could not be started for another reason.</summary>
    public static string OfProgram(Win32Exception failure) =>
        failure.NativeErrorCode == NoAccess ? " A stage may start the system's programs, those of .NET, and what it declares (docs/hermetic.md)." : "";
}
