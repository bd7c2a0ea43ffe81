using ModelBuild.Core.Digests;

namespace ModelBuild.Core.Keys;

/// <summary>What the stage cache remembers of a stage that succeeded.</summary>
/// <param name="Output">The tree digest of its output folder.</param>
/// <param name="Log">The digest of its log.</param>
/// <param name="Metrics">The digest of its metrics.jsonl, if it reported any.</param>
/// <param name="Duration">How long its process ran.</param>
public sealed record StageResult(Digest Output, Digest Log, Digest? Metrics, TimeSpan Duration);

/// <summary>Where the plan looks up results by stage key.</summary>
public interface IStageResults
{
    StageResult? Find(Digest stageKey);
}

/// <summary>Where results of other machines are looked up.</summary>
public interface ISharedResults
{
    /// <summary>The result of a key, and in words where it is and who vouches for it; null where there is none that counts.</summary>
    (StageResult Result, string Origin)? FindShared(Digest stageKey);
}
