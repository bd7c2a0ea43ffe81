using ModelBuild.Core.Digests;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Locking;

namespace ModelBuild.Execution.Judging;

/// <summary>A champion that is there.</summary>
/// <param name="Source">What it is and where from, for people.</param>
sealed record FoundChampion(string Source)
{
    /// <summary>The model, in the store; null where only its metrics are known.</summary>
    public Digest? Model { get; init; }

    /// <summary>Why the model is not there, a clause; empty where it is.</summary>
    public string WhyNoModel { get; init; } = "";

    /// <summary>What was recorded of it; null where nothing was.</summary>
    public EvaluationMetrics? Recorded { get; init; }

    /// <summary>The rows that it was trained on, as its evaluation wrote them; null where nobody knows.</summary>
    public byte[]? TrainingRows { get; init; }

    /// <summary>What it was made from; null where nobody knows.</summary>
    public LockFile? Lock { get; init; }

    /// <summary>What it was measured on, as <see cref="Core.Planning.ModelPlan.MeasuredOn"/> has it; null where nobody says, or its lock file does.</summary>
    public Digest? MeasuredOn { get; init; }
}
