namespace ModelBuild.Reporting;

/// <summary>Where a report's links lead. Default: there are none.</summary>
public sealed record ReportLinks
{
    public static ReportLinks None { get; } = new();

    /// <summary>Absolute path of the repository's root, to which the files that reports name are relative; empty where they stay absolute.</summary>
    public string SourceRoot { get; init; } = "";

    /// <summary>Where the whole report is, an address or a path relative to the summary; empty where there is none.</summary>
    public string Report { get; init; } = "";
}
