using ModelBuild.Core.Code;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Graph;
using ModelBuild.Core.Keys;

namespace ModelBuild.Core.Planning;

/// <summary>What the last good build of a model left behind, in the project's own disposable state.</summary>
/// <param name="Nodes">The manifest and the result of each node.</param>
/// <param name="Gates">What the gates demanded when the model passed them.</param>
/// <param name="Model">The tree digest of the materialised folder.</param>
/// <param name="Headline">Its metrics in one line.</param>
public sealed record ModelState(
    IReadOnlyDictionary<NodeId, NodeState> Nodes, Digest Gates, Digest Model, string Headline)
{
    /// <summary>The id of the run that judged and materialised it.</summary>
    public string Run { get; init; } = "";

    /// <summary>The stage whose output the model is.</summary>
    public string ModelStage { get; init; } = "";

    /// <summary>The stage whose output was judged; empty for none.</summary>
    public string EvaluationStage { get; init; } = "";

    /// <summary>The digest of the lock file that it left or was held to; null where it was not about one.</summary>
    public Digest? Lock { get; init; }

    /// <summary>What there was that a champion could come from; null where none was asked for.</summary>
    public Digest? Champion { get; init; }

    /// <summary>Whether a feed had no champion: it may have one by now.</summary>
    public bool LooksForChampion { get; init; }

    /// <summary>The last day on which all waivers hold that were needed; null where none was.</summary>
    public DateOnly? WaivedUntil { get; init; }

    /// <summary>The tree digest of its reports, where they are not in the model's folder; null where they are.</summary>
    public Digest? Reports { get; init; }

    /// <summary>What its gates warned of, or were waived for: said again in every build that has nothing to do.</summary>
    public IReadOnlyList<Diagnostic> Warnings { get; init; } = [];

    /// <summary>Finds the listing of a stage's code by its digest; null where it is not known any more.</summary>
    public Func<Digest, CodeListing?> Code { get; init; } = _ => null;

    /// <summary>The first thing by which a node differs from what it was, in words; null where none does.</summary>
    public string? FirstDifference(StageNode node, KeyManifest manifest) =>
        !Nodes.TryGetValue(node.Id, out var last) ? "it is new"
        : manifest.FirstDifferenceFrom(last.Manifest, before => Code(before) is { } old ? node.Listing?.FirstDifferenceFrom(old) : null);
}

/// <summary>A node as it was when it last succeeded.</summary>
public sealed record NodeState(KeyManifest Manifest, StageResult Result)
{
    /// <summary>Its code; null where a version stands for that, and in a state that was read.</summary>
    public CodeListing? Listing { get; init; }
}
