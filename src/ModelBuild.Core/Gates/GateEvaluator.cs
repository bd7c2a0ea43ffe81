namespace ModelBuild.Core.Gates;

/// <summary>Judges a model by the gates of its definition. What cannot be judged has failed, and no gate hides another.</summary>
public static class GateEvaluator
{
    /// <summary>The outcomes in the order of the gates; a gate on every slice of a column has one for each.</summary>
    public static IReadOnlyList<GateOutcome> Evaluate(IReadOnlyList<GateDeclaration> gates, GateFacts facts) =>
        [.. gates.SelectMany(gate => new GateJudge(gate, facts).Judge())];
}
