namespace ModelBuild.Reporting;

/// <summary>Where a report's links lead. Default: there are none.</summary>
public sealed record ReportLinks
{
    public static ReportLinks None { get; } = new();

    /// <summary>Absolute path of the repository's root, to which the files that reports name are relative; empty where they stay absolute.</summary>
    public string SourceRoot { get; init; } = "";

    /// <summary>The page of a diagnostic code, with <c>{code}</c> for the code: <c>https://example.org/diagnostics.md#{code}</c>. Empty for none.</summary>
    public string Help { get; init; } = "";

    /// <summary>Where the whole report is, an address or a path relative to the summary; empty where there is none.</summary>
    public string Report { get; init; } = "";

    /// <summary>
    /// Whether SARIF has results for gates that hold or were not judged too. Default: no, since GitHub's code scanning opens an alert for each
    /// result, whatever its kind: https://github.com/microsoft/PSRule/issues/955.
    /// </summary>
    public bool PassedInSarif { get; init; }
}
