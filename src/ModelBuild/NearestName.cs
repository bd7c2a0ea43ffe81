namespace ModelBuild;

// What the user probably meant: the candidate with the smallest edit distance (V. I. Levenshtein, 1966), if it is near.
static class NearestName
{
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        string? nearest = null;
        var least = Math.Max(2, name.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            var distance = Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            // Names that have nothing in common are not near, however short.
            if (distance < least && distance < Math.Max(name.Length, candidate.Length))
                (nearest, least) = (candidate, distance);
        }
        return nearest;
    }

    // " Did you mean 'x'? The columns are: a, b, c." in one piece, for the end of a message.
    public static string Hint(string name, IReadOnlyList<string> candidates, string plural) =>
        $"{(Of(name, candidates) is { } nearest ? $" Did you mean '{nearest}'?" : "")} {List(candidates, plural)}";

    public static string List(IReadOnlyList<string> candidates, string plural)
    {
        const int Most = 30;
        if (candidates.Count == 0)
            return $"There are no {plural}.";
        var rest = candidates.Count > Most ? $" and {candidates.Count - Most} more" : "";
        return $"The {plural} are: {string.Join(", ", candidates.Take(Most))}{rest}.";
    }

    static int Distance(string left, string right)
    {
        var previous = new int[right.Length + 1];
        var current = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
            previous[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
                current[j] = Math.Min(
                    Math.Min(previous[j], current[j - 1]) + 1,
                    previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
            (previous, current) = (current, previous);
        }
        return previous[right.Length];
    }
}
