namespace ModelBuild.Tabular;

// Reads files into a table: unpacks what is packed, cuts all into chunks of whole rows, parses these in parallel, and writes the cells
// where they belong in columns.bin. Memory holds a few chunks and the different texts. Reads the rows a second time only where a column's
// type turned out to be another than the first rows said.
sealed class TableIngestion(DataSource data, IngestOptions options, StageContext context)
{
    static readonly Lock Naming = new();

    readonly MissingValues missing = new(options.Missing);

    // About so many bytes are parsed at once by a thread.
    public int ChunkSize { get; init; } = 1 << 20;

    public int LongestRow { get; init; } = CsvReader.LongestRow;

    // The rows are for a model: only the columns that are declared are read, and one of them or no row at all will do.
    public bool ForModel { get; init; }

    // A table of fewer bytes is kept in memory.
    public long SmallestMap { get; init; } = FileBytes.SmallestMap;

    public Table Run()
    {
        var members = DataMember.Of(data);
        var texts = new string?[members.Count];
        try
        {
            ParallelPieces.Run(texts.Length, context.Threads, () => i => texts[i] = members[i].IsGzip ? Unpack(members[i], i) : null, context.Cancellation);
            var files = new CsvFile[members.Count];
            for (var i = 0; i < files.Length; i++)
                files[i] = new(data, members[i], options.Separator, texts[i] ?? members[i].Path);
            return Read(files);
        }
        finally
        {
            foreach (var text in texts)
                if (text is not null)
                    File.Delete(text);
        }
    }

    Table Read(CsvFile[] files)
    {
        var places = Array.ConvertAll(files, file => file.PlacesAmong(files[0]));
        context.Progress(0, "finding rows");
        var chunks = new CsvChunks(files, ChunkSize, context.Threads, context.Cancellation).Cut(out var rows, out var firstRows);
        if (rows == 0)
            return ForModel
                ? new(0, [.. Columns(files[0].Names, [], out _).OfType<ColumnReading>().Select(column => column.Empty())])
                : throw AtBegin(files[0], Codes.NoRows, "The data has a header and no rows. A model needs rows to learn from.");
        if (files[0].Names is [var only] && !ForModel)
            throw AtBegin(files[0], Codes.SingleColumn, $"The data has a single column, '{only}'; a label and a feature are needed. If another character than '{files[0].Separator}' separates the cells, set data.separator.");
        var sources = new List<SourceFile>();
        for (var i = 0; i < files.Length; i++)
            if (files[i].Member.Name is { } name)
                sources.Add(new(name, firstRows[i]));

        var inference = new ColumnTypes(files, places, missing, data.Name, ForModel);
        var types = inference.Guess();
        var path = Temporary(TableFiles.Cells);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var columns = Columns(files[0].Names, types, out var dropped);
            TableHeader header;
            using (var reading = new TableReading(files, places, columns, missing, rows, path, context) { ChunkSize = ChunkSize, LongestRow = LongestRow })
            {
                reading.Parse(chunks);
                types = inference.Decide(columns, reading.CountCodes);
                if (!columns.Zip(types).All(pair => pair.First is null || pair.First.Type == pair.Second))
                    continue;
                header = reading.Finish(dropped, sources);
            }
            var bytes = FileBytes.Open(path, SmallestMap);
            if (!bytes.IsMapped)
                File.Delete(path);
            return new(header, bytes, owned: true);
        }
        throw new InvalidDataException("The data changed while it was read.");
    }

    // Null where the column is ignored.
    ColumnReading?[] Columns(IReadOnlyList<string> names, ColumnType[] types, out List<string> dropped)
    {
        var columns = new ColumnReading?[names.Count];
        dropped = [];
        for (var i = 0; i < columns.Length; i++)
        {
            var declared = options.Columns.TryGetValue(names[i], out var column) ? column.Type : null;
            if (ForModel ? declared is null : options.Ignore.Contains(names[i]) && !options.Key.Contains(names[i]))
                dropped.Add(names[i]);
            else
                columns[i] = new(names[i], declared, declared ?? types[i]);
        }
        return columns;
    }

    StageException AtBegin(CsvFile file, string code, string message) =>
        new(new StageError(message) { Code = code, Input = data.Name, Member = file.Member.Name, Line = 1, Column = 1 });

    // A new file: a stage may ingest twice, also at once, and what the first one read stays in its own.
    string Temporary(string name)
    {
        var path = Path.Combine(context.TemporaryFolder, name);
        TemporaryFile.Guard(path, () =>
        {
            lock (Naming)
            {
                for (var i = 2; File.Exists(path); i++)
                    path = Path.Combine(context.TemporaryFolder, $"{name}.{i}");
                File.Create(path).Dispose();
            }
        });
        return path;
    }

    // The member's text in a file.
    string Unpack(DataMember member, int index)
    {
        var path = Temporary($"text-{index}");
        try
        {
            GzipText.Unpack(member.Path, path, context.Cancellation);
        }
        catch (InvalidDataException)
        {
            throw new StageException(GzipText.Damaged(data, member));
        }
        return path;
    }
}
