namespace ModelBuild.Core.Gates;

/// <summary>Placeholder until the reports' table is here.</summary>
public static class GateTable
{
    public static string Of(IReadOnlyList<GateOutcome> outcomes) => string.Concat(outcomes.Select(outcome => $"{GatesFile.Name(outcome.Verdict)} {outcome.Name}: {OneLine.Of(outcome)}\n"));
}
