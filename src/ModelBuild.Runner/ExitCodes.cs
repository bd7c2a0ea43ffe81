namespace ModelBuild.Runner;

/// <summary>How the runner ends; see docs/stage-folder.md.</summary>
static class ExitCodes
{
    public const int Done = 0;
    public const int Broken = 1;
    public const int Usage = 2;
    public const int Failed = 3;
    public const int Stopped = 130;
}
