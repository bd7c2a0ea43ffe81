using System.Text.Json;

namespace ModelBuild.Prediction;

/// <summary>A column for each of some buckets, 1 for the one that the text's hash falls into: K. Weinberger et al., Feature hashing for large scale multitask learning, 2009. Nothing is fitted; a missing text is 0 everywhere.</summary>
sealed class HashEncoder : Encoder
{
    public const int MostBuckets = 1 << 20;

    readonly int buckets;

    public HashEncoder(int buckets)
    {
        if (buckets is < 2 or > MostBuckets)
            throw new ArgumentException($"Hashing needs 2 to {MostBuckets} buckets, not {buckets}.");
        this.buckets = buckets;
    }

    public override int Outputs => buckets;

    internal override string Type => "hash";

    public override string OutputName(string column, int output) => $"{column} in bucket {output}";

    public override void Encode(string? text, EncodedText target)
    {
        if (text is not null)
            target.Add(TextHash.Bucket(text, buckets), 1);
    }

    internal override void WriteParameters(Utf8JsonWriter json) => json.WriteNumber("buckets", buckets);

    public static HashEncoder Read(JsonElement item)
    {
        StrictJson.Members(item, "type", "buckets");
        return new((int)StrictJson.WholeNumber(item, "buckets"));
    }
}
