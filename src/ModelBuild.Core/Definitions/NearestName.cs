namespace ModelBuild.Core.Definitions;

/// <summary>Finds what somebody meant who typed a name that does not exist.</summary>
public static class NearestName
{
    /// <summary>
    /// The known name that differs from <paramref name="typed"/> in case, <c>-</c> and <c>_</c> only; else the one with the
    /// fewest edits, if these are few for its length; else null. Ties go to the first by ordinal.
    /// </summary>
    public static string? Find(string typed, IEnumerable<string> known)
    {
        var names = known.Order(StringComparer.Ordinal).ToList();
        var plain = Plain(typed);
        if (names.Find(name => Plain(name) == plain) is { } same)
            return same;

        string? nearest = null;
        var fewest = int.MaxValue;
        foreach (var name in names)
        {
            var longer = Math.Max(name.Length, typed.Length);
            var shorter = Math.Min(name.Length, typed.Length);
            var allowed = Math.Min(3, Math.Min((longer + 1) / 3, shorter - 1));
            // The length alone may settle it; what was typed can be a megabyte long.
            if (longer - shorter > allowed)
                continue;
            var edits = Edits(typed, name);
            if (edits <= allowed && edits < fewest)
                (nearest, fewest) = (name, edits);
        }
        return nearest;
    }

    static string Plain(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    // Damerau-Levenshtein distance in its restricted form, "optimal string alignment": insertion, deletion,
    // substitution and the exchange of neighbours cost 1 each.
    static int Edits(string a, string b)
    {
        var before = new int[b.Length + 1];
        var above = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            above[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(above[j] + 1, row[j - 1] + 1), above[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            (before, above, row) = (above, row, before);
        }
        return above[b.Length];
    }
}
