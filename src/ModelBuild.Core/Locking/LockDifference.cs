using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Locking;

/// <summary>What a model is made from and another was not, for people.</summary>
public static class LockDifference
{
    const int Most = 50;

    /// <summary>A line for each, in the order of the stages' names: options with both values, of code and data that they changed.</summary>
    public static IReadOnlyList<string> Of(LockFile old, LockFile now)
    {
        var changes = new List<string>();
        foreach (var stage in now.Stages.Keys.Union(old.Stages.Keys).Order(StringComparer.Ordinal))
        {
            if (!old.Stages.TryGetValue(stage, out var before))
                changes.Add($"stage '{stage}' is new");
            else if (!now.Stages.TryGetValue(stage, out var after))
                changes.Add($"stage '{stage}' is gone");
            else
                foreach (var fact in after.Facts.Keys.Union(before.Facts.Keys).Order(StringComparer.Ordinal))
                    if (Describe(stage, fact, before.Facts.GetValueOrDefault(fact), after.Facts.GetValueOrDefault(fact)) is { } change && !changes.Contains(change))
                        changes.Add(change);
        }
        return changes.Count <= Most ? changes : [.. changes.Take(Most), $"and {changes.Count - Most} more"];
    }

    static string? Describe(string stage, string fact, string? before, string? after)
    {
        if (before == after)
            return null;
        fact = fact.TrimEnd('\''); // of one that two records of the stage have
        if (fact.Contains('.', StringComparison.Ordinal) && !fact.Contains(' ', StringComparison.Ordinal))
            return $"{fact} {Shown(before)} → {Shown(after)}";
        return fact.StartsWith("data ", StringComparison.Ordinal) ? $"the data '{fact[5..]}' {Changed(before, after)} (stage '{stage}')"
            : fact.StartsWith("code", StringComparison.Ordinal) ? $"the code of stage '{stage}' {Changed(before, after)}"
            : fact.StartsWith("algorithm", StringComparison.Ordinal) ? $"the built-in stage '{stage}' {Shown(before)} → {Shown(after)}"
            : $"{fact} of stage '{stage}' {Shown(before)} → {Shown(after)}";
    }

    static string Changed(string? before, string? after) => before is null ? "is new" : after is null ? "is gone" : "changed";

    static string Shown(string? json) => json is null ? "(not set)" : Wording.OneLine(json.Length <= 80 ? json : json[..80] + "…");
}
