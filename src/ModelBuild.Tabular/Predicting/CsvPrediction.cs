using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

/// <summary>Predicts the rows of CSV files into a CSV file, with the code that read and served them in training.</summary>
/// <remarks>
/// The data is what the definition's <c>data.path</c> can be. Memory holds some rows and the different texts; the columns that the model
/// reads lie in a temporary folder meanwhile. Written are the kept columns, then <c>prediction</c>, and of a classification for each class its
/// <c>probability[CLASS]</c>: UTF-8 with a header, rows in the order of the data, numbers so that they read back the same.
/// </remarks>
public static class CsvPrediction
{
    const string DataName = "data";
    const int RowsAtOnce = 1 << 16;

    /// <summary>Predicts all rows, and returns how many.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The data: a file, or a folder of them.</param>
    /// <param name="output">Where to write.</param>
    /// <param name="options">What to keep, and how to read.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="StageException">
    /// The data lacks a column that the model reads or that is to be kept, or has a cell that the column's type does not allow, or is no CSV.
    /// Places are in the input <c>data</c>.
    /// </exception>
    public static int Run(TabularModel model, string path, Stream output, CsvPredictionOptions options, CancellationToken cancellation = default)
    {
        var data = new DataSource(DataName, path);
        var members = DataMember.Of(data);
        try
        {
            CheckColumns(model, data, members[0], options);
        }
        catch (InvalidDataException)
        {
            throw new StageException(GzipText.Damaged(data, members[0]));
        }
        var folder = Directory.CreateTempSubdirectory("modelbuild-predict-");
        Table? table = null;
        AppDomain.CurrentDomain.ProcessExit += Remove; // of a process that ends while this waits for who reads the output
        try
        {
            var context = new PredictionContext(options, folder.FullName, cancellation);
            var ingest = new IngestOptions
            {
                Separator = options.Separator,
                Missing = model.Missing,
                Columns = model.Schema.Columns.ToDictionary(column => column.Name, column => new IngestColumn { Type = TypeOf(column.Type) }),
            };
            table = new TableIngestion(data, ingest, context) { ForModel = true }.Run();
            using var kept = options.Keep.Count == 0 ? null : new KeptCells(data, members, options.Separator, options.Keep);
            var text = new PredictionText(model.Schema, options.Keep, output);
            var done = 0;
            foreach (var part in model.PredictParts(table.ToBatch(), RowsAtOnce, options.Threads))
            {
                cancellation.ThrowIfCancellationRequested();
                CheckFinite(part, table, done);
                text.Write(part, kept);
                done += part.Rows;
                context.Progress((double)done / table.Rows, $"predicted {done} of {table.Rows} rows");
            }
            text.Flush();
            return table.Rows;
        }
        finally
        {
            AppDomain.CurrentDomain.ProcessExit -= Remove;
            table?.Unmap();
            folder.Delete(recursive: true);
        }

        void Remove(object? sender, EventArgs e)
        {
            try
            {
                folder.Delete(recursive: true);
            }
            catch (IOException)
            {
                // The end of the prediction is at it already.
            }
        }
    }

    // All of them at once, before much is read.
    static void CheckColumns(TabularModel model, DataSource data, DataMember member, CsvPredictionOptions options)
    {
        using var rows = new MemberRows(data, member, options.Separator);
        var errors = new List<StageError>();
        void Add(string what) => errors.Add(new(what) { Code = Codes.RowsDoNotFitModel, Input = data.Name, Member = member.Name, Line = 1, Column = 1 });
        var absent = model.Schema.Columns.Select(column => column.Name).Where(name => !rows.Names.Contains(name)).ToList();
        if (absent is [var only])
            Add($"The data has no column '{only}', which the model reads.{NearestName.Hint(only, rows.Names, "columns of the data")} Where nothing is known of it, add the column with empty cells.");
        else if (absent.Count > 1)
            Add($"The data lacks {absent.Count} of the {model.Schema.Columns.Count} columns that the model reads. {NearestName.List(absent, "absent columns")} {NearestName.List(rows.Names, "columns of the data")} Where nothing is known of a column, add it with empty cells.");
        foreach (var twice in options.Keep.GroupBy(name => name).Where(names => names.Count() > 1))
            Add($"Column '{twice.Key}' is to be kept {twice.Count()} times, and a file has one column of a name. Name it once.");
        foreach (var name in options.Keep.Distinct())
            if (!rows.Names.Contains(name))
                Add($"The data has no column '{name}', which is to be kept.{Several(name, rows.Names) ?? NearestName.Hint(name, rows.Names, "columns of the data")}");
            else if (PredictionText.ColumnsOf(model.Schema).Contains(name))
                Add($"Column '{name}' cannot be kept, since that is a column of the prediction. Rename it in the data.");
        if (errors.Count > 0)
            throw new StageException(errors);
    }

    // Of several columns given as one.
    static string? Several(string name, string[] columns) =>
        name.Split(',', StringSplitOptions.TrimEntries) is { Length: > 1 } parts && parts.All(columns.Contains)
            ? $" Each of these is one: repeat the option, {string.Join(' ', parts.Select(part => $"--keep {part}"))}."
            : null;

    // Sums of numbers near the largest one there is overflow.
    static void CheckFinite(Predictions part, Table table, int firstRow)
    {
        for (var row = 0; row < part.Rows; row++)
            foreach (var value in part[row])
                if (!double.IsFinite(value))
                    throw new StageException(new StageError("The prediction of this row is not a finite number, since numbers of the row are too large for the model. Correct them, or mark them as missing.")
                    {
                        Code = Codes.RowsDoNotFitModel,
                        Input = DataName,
                        Member = table.FileOf(firstRow + row),
                        Line = table.Lines?[firstRow + row],
                        Column = 1,
                    });
    }

    static ColumnType TypeOf(FeatureType type) => type switch
    {
        FeatureType.Numeric => ColumnType.Numeric,
        FeatureType.Date => ColumnType.Date,
        _ => ColumnType.Categorical,
    };
}
