using System.Text.Json;

namespace ModelBuild.Prediction;

/// <summary>
/// A text as a bag of its words and word n-grams, hashed into buckets; each count is weighted by how rare the bucket was among the training
/// rows (TF-IDF: G. Salton and C. Buckley, Term-weighting approaches in automatic text retrieval, 1988), and the row has length 1.
/// </summary>
/// <remarks>Words are runs of letters, digits and marks, in lower case. A missing text is 0 everywhere.</remarks>
sealed class TextEncoder : Encoder
{
    public const int MostWords = 5;

    readonly double[] weights; // of each bucket
    readonly int shortest;
    readonly int longest;

    public TextEncoder(double[] weights, int shortest, int longest)
    {
        if (weights.Length is < 2 or > HashEncoder.MostBuckets)
            throw new ArgumentException($"Texts need 2 to {HashEncoder.MostBuckets} buckets, not {weights.Length}.");
        if (shortest < 1 || longest < shortest || longest > MostWords)
            throw new ArgumentException($"N-grams have 1 to {MostWords} words, not {shortest} to {longest}.");
        StrictJson.Finite(weights, "weights");
        (this.weights, this.shortest, this.longest) = (weights, shortest, longest);
    }

    public override int Outputs => weights.Length;

    internal override string Type => "text";

    public override string OutputName(string column, int output) => $"{column} in bucket {output}";

    public override void Encode(string? text, EncodedText target)
    {
        if (text is null)
            return;
        var counts = Counts(text, weights.Length, shortest, longest);
        var squares = 0.0;
        foreach (var (bucket, count) in counts)
            squares += count * weights[bucket] * (count * weights[bucket]);
        if (squares == 0)
            return;
        var length = Math.Sqrt(squares);
        foreach (var (bucket, count) in counts)
            target.Add(bucket, count * weights[bucket] / length);
    }

    // How often each bucket occurs, in the buckets' order.
    public static SortedDictionary<int, double> Counts(string text, int buckets, int shortest, int longest)
    {
        var lower = text.ToLowerInvariant();
        var words = new List<(int Start, int End)>();
        for (var at = 0; at < lower.Length;)
        {
            var start = at;
            while (at < lower.Length && IsWord(lower[at]))
                at++;
            if (at > start)
                words.Add((start, at));
            else
                at++;
        }
        var counts = new SortedDictionary<int, double>();
        var gram = new char[lower.Length + MostWords];
        for (var first = 0; first < words.Count; first++)
        {
            var length = 0;
            for (var size = 1; size <= longest && first + size <= words.Count; size++)
            {
                var (start, end) = words[first + size - 1];
                if (size > 1)
                    gram[length++] = ' ';
                lower.CopyTo(start, gram, length, end - start);
                length += end - start;
                if (size < shortest)
                    continue;
                var bucket = TextHash.Bucket(gram.AsSpan(0, length), buckets);
                counts[bucket] = counts.GetValueOrDefault(bucket) + 1;
            }
        }
        return counts;
    }

    static bool IsWord(char unit) => char.IsLetterOrDigit(unit) || char.IsSurrogate(unit) || char.GetUnicodeCategory(unit) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    internal override void WriteParameters(Utf8JsonWriter json)
    {
        json.WriteNumber("shortest", shortest);
        json.WriteNumber("longest", longest);
        StrictJson.Write(json, "weights", weights);
    }

    public static TextEncoder Read(JsonElement item)
    {
        StrictJson.Members(item, "type", "shortest", "longest", "weights");
        return new(StrictJson.Numbers(item, "weights"), (int)StrictJson.WholeNumber(item, "shortest"), (int)StrictJson.WholeNumber(item, "longest"));
    }
}
