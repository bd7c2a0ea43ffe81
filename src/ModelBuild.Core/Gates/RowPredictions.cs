namespace ModelBuild.Core.Gates;

/// <summary>What a model says of each row that it was evaluated on: <c>predictions.bin</c>, as <c>ModelBuild.RowPredictions</c> writes it.</summary>
/// <remarks>
/// <c>MBPRED01</c>; int32 flags (1: weights, 2: scores); int32 number of labels, and each as a text; the identity of the ids, a text; int64 number
/// of rows; columns one after the other: ids (uint64), weights (double, where flagged), truth and prediction (int32 index of a label, or double where
/// there are no labels), scores (double, where flagged); int32 number of slices, each with its column and value as texts, int64 number of rows and their
/// places (int32, ascending). All little-endian; a text is its length in bytes (int32) and UTF-8.
/// </remarks>
public sealed record RowPredictions
{
    const int Weighted = 1, Scored = 2;

    /// <summary>Empty where what is predicted are numbers.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>What the ids are made of; empty where nobody knows.</summary>
    public string Identity { get; init; } = "";

    /// <summary>Several rows may have one.</summary>
    public required ulong[] Ids { get; init; }

    /// <summary>The index of a label, or a number.</summary>
    public required double[] Truth { get; init; }

    /// <summary>As <see cref="Truth"/>.</summary>
    public required double[] Predicted { get; init; }

    /// <summary>Of two labels the score of the last one; null where there are none.</summary>
    public double[]? Scores { get; init; }

    /// <summary>Null where each row weighs 1.</summary>
    public double[]? Weights { get; init; }

    /// <summary>The places of the rows of each slice.</summary>
    public IReadOnlyDictionary<SliceName, int[]> Slices { get; init; } = new Dictionary<SliceName, int[]>();

    /// <summary>Whether rows count alike: then they can be counted.</summary>
    public bool IsUnweighted => Weights is null || Array.TrueForAll(Weights, weight => weight == 1);

    /// <exception cref="EvaluationFormatException">The content is anything else.</exception>
    public static RowPredictions Read(Stream content)
    {
        var file = new BinaryColumns(content, "MBPRED01", "predictions.bin").Begin();
        var flags = file.Count("flags");
        if (flags > (Weighted | Scored))
            throw file.Wrong($"has unknown flags {flags}");
        var labels = new List<string>();
        for (var left = file.Count("labels"); left > 0; left--)
            labels.Add(file.Text());
        var identity = file.Text();
        var rows = file.Length("rows", sizeof(ulong));
        var ids = file.Ids(rows);
        var weights = (flags & Weighted) == 0 ? null : file.Doubles(rows);
        if (weights is not null && !Array.TrueForAll(weights, weight => weight >= 0 && double.IsFinite(weight)))
            throw file.Wrong("has a weight that is no number of at least 0");
        var truth = Outcomes(file, rows, labels.Count);
        var predicted = Outcomes(file, rows, labels.Count);
        var scores = (flags & Scored) == 0 ? null : file.Doubles(rows);
        var slices = new Dictionary<SliceName, int[]>();
        for (var left = file.Count("slices"); left > 0; left--)
        {
            var slice = new SliceName(file.Text(), file.Text());
            var places = file.Ints(file.Length("rows of a slice", sizeof(int)));
            for (var i = 0; i < places.Length; i++)
                if (places[i] >= rows || places[i] < (i == 0 ? 0 : places[i - 1] + 1))
                    throw file.Wrong($"has a row {places[i]} in the slice {slice}, out of order or behind the {rows} rows");
            if (!slices.TryAdd(slice, places))
                throw file.Wrong($"has the slice {slice} twice");
        }
        file.End();
        return new() { Labels = labels, Identity = identity, Ids = ids, Weights = weights, Truth = truth, Predicted = predicted, Scores = scores, Slices = slices };
    }

    static double[] Outcomes(BinaryColumns file, int rows, int labels)
    {
        if (labels == 0)
            return file.Doubles(rows);
        return Array.ConvertAll(file.Ints(rows), index => index >= 0 && index < labels ? (double)index : throw file.Wrong($"has a class {index}, and there are {labels} labels"));
    }
}
