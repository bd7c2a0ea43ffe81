namespace ModelBuild.Core.Gates;

/// <summary>Which rows a model was made from: <c>training-rows.bin</c>, as <c>ModelBuild.TrainingRowIds</c> writes it.</summary>
/// <remarks><c>MBROWS01</c>; the identity of the ids, a text (int32 length in bytes, UTF-8); int64 number of ids, and these (uint64, ascending, each once). Little-endian.</remarks>
/// <param name="Identity">What the ids are made of: those of different identities are not to be compared. Empty where nobody knows.</param>
/// <param name="Ids">Ascending, each once.</param>
public sealed record TrainingRows(string Identity, ulong[] Ids)
{
    /// <exception cref="EvaluationFormatException">The content is anything else.</exception>
    public static TrainingRows Read(Stream content)
    {
        var file = new BinaryColumns(content, "MBROWS01", "training-rows.bin").Begin();
        var identity = file.Text();
        var ids = file.Ids(file.Length("ids", sizeof(ulong)));
        for (var i = 1; i < ids.Length; i++)
            if (ids[i] <= ids[i - 1])
                throw file.Wrong("has ids that do not ascend");
        file.End();
        return new(identity, ids);
    }

    /// <summary>Whether its ids and those of the predictions are made of the same, so that they can be compared.</summary>
    public bool IsComparable(RowPredictions predictions) => Identity.Length > 0 && Identity == predictions.Identity;

    /// <summary>How many of the rows are among those that the model was made from, one for each entry.</summary>
    public long Overlaps(ReadOnlySpan<ulong> ids)
    {
        var count = 0L;
        foreach (var id in ids)
            if (Array.BinarySearch(Ids, id) >= 0)
                count++;
        return count;
    }
}
