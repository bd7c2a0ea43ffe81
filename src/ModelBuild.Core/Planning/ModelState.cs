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
}

/// <summary>A node as it was when it last succeeded.</summary>
public sealed record NodeState(KeyManifest Manifest, StageResult Result);
