using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Gates;

public enum Verdict { Passed, Failed }

/// <summary>A gate that was judged.</summary>
/// <param name="Value">The metric's value, which may be no finite number; null where the evaluation has no such metric.</param>
/// <param name="Error">Why it failed, at the gate's own line; null where it passed.</param>
public sealed record GateOutcome(GateDeclaration Gate, double? Value, Diagnostic? Error)
{
    public Verdict Verdict => Error is null ? Verdict.Passed : Verdict.Failed;
}
