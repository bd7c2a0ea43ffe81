namespace ModelBuild.Tool;

/// <summary>What commands end with, next to 0 for success. docs/tool.md lists them.</summary>
static class ExitCode
{
    /// <summary>An error was shown.</summary>
    public const int Failed = 1;

    /// <summary>The command line, or the request on standard input, is not understood.</summary>
    public const int WrongUsage = 2;

    /// <summary>A build would run a stage, or has something to do.</summary>
    public const int WouldRun = 3;

    /// <summary>It was told to stop.</summary>
    public const int Cancelled = 130;
}
