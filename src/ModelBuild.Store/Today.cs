namespace ModelBuild.Store;

/// <summary>The day, for what ends on one.</summary>
public static class Today
{
    /// <summary>In UTC.</summary>
    public static DateOnly Of(TimeProvider time) => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
}
