namespace ModelBuild.Tabular;

/// <summary>How <see cref="CsvPrediction"/> reads and writes.</summary>
public sealed record CsvPredictionOptions
{
    /// <summary>Columns of the data to write before the prediction, in this order and with the text that they have there. Default: none.</summary>
    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <summary>What separates the cells of the data: comma, semicolon, tab or bar. Default: as in training, what the header line has most often.</summary>
    public string? Separator { get; init; }

    /// <summary>How many threads to use. Does not change what is predicted. Default: 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Is told how much of the work is done, from 0 to 1, and what is being done. Default: nobody.</summary>
    public Action<double, string>? Progress { get; init; }
}
