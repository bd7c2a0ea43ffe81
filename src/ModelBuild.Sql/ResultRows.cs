using System.Globalization;
using System.Text;
using ModelBuild.Tabular;

namespace ModelBuild.Sql;

// The rows of a query on their way to a table: written to a temporary file as CSV, which the pipeline for tables reads with the types
// that the database says. Memory holds a buffer of them.
sealed class ResultRows : IDisposable
{
    // Stands for NULL. PostgreSQL has no text with this character; of SQLite such a text is an error, with blanks around it, too.
    const string Null = "\0";

    static int files;

    readonly IReadOnlyList<string> names;
    readonly StageContext context;
    readonly string path;
    readonly StreamWriter writer;
    int rows, cells;

    // Throws StageException for columns that cannot be a table's.
    public ResultRows(IReadOnlyList<string> names, StageContext context)
    {
        this.context = context;
        this.names = [.. names.Select(name => name.Trim(' ', '\t'))];
        Check();
        path = Path.Combine(context.TemporaryFolder, $"query-{Interlocked.Increment(ref files).ToString(CultureInfo.InvariantCulture)}.csv");
        try
        {
            // With a mark, so that none is taken of a name that begins with one.
            writer = new(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 1 << 16);
        }
        catch (Exception e) when (IsOfFile(e))
        {
            throw NotWritten(e);
        }
        foreach (var name in this.names)
            Add(name);
        EndRow();
        rows = 0;
    }

    // The next cell; null for NULL.
    public void Add(string? text)
    {
        if (text.AsSpan().Trim(" \t").SequenceEqual(Null))
            throw QueryErrors.Error(Codes.NotATable, QueryErrors.Query,
                $"row {rows + 1}: the text in column '{names[cells]}' is the character U+0000, which a table cannot have. Replace it in the query.");
        if (cells++ > 0)
            Write(",");
        Write(text is null ? Null
            : text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text
            : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
    }

    public void EndRow()
    {
        Write("\n");
        (cells, rows) = (0, rows + 1);
        context.Cancellation.ThrowIfCancellationRequested();
    }

    // Of each column its type; null where its cells are to say it. The table has no lines: who finds something wrong with a row names its number.
    public Table ToTable(IReadOnlyList<ColumnType?> types, ResultOptions options)
    {
        if (rows == 0)
            throw QueryErrors.Error(Codes.NoRows, QueryErrors.Query, "The query returned no rows. A model needs rows to learn from.");
        Finish();
        var columns = new Dictionary<string, IngestColumn>(options.Columns);
        for (var i = 0; i < names.Count; i++)
            columns[names[i]] = new() { Type = options.Columns.GetValueOrDefault(names[i])?.Type ?? types[i] };
        var ingest = new IngestOptions { Separator = ",", Missing = [Null, .. options.Missing], Ignore = options.Ignore, Key = options.Key, Columns = columns };
        context.Log($"The query returned {rows} rows.");
        try
        {
            var table = TabularPipeline.Ingest(new DataSource("data", path), ingest, context);
            return new(table.Rows, table.Columns) { Dropped = table.Dropped };
        }
        catch (StageException e)
        {
            throw new StageException([.. e.Errors.Select(OfRow)]);
        }
    }

    // Who gets here with rows that are not in the file yet has an error, which another must not replace.
    public void Dispose()
    {
        try
        {
            writer.Dispose();
        }
        catch (Exception e) when (IsOfFile(e))
        {
        }
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (IsOfFile(e))
        {
            // The stage's folder is removed with all that is in it.
        }
    }

    void Write(string text)
    {
        try
        {
            writer.Write(text);
        }
        catch (Exception e) when (IsOfFile(e))
        {
            throw NotWritten(e);
        }
    }

    void Finish()
    {
        try
        {
            writer.Dispose();
        }
        catch (Exception e) when (IsOfFile(e))
        {
            throw NotWritten(e);
        }
    }

    static bool IsOfFile(Exception e) => e is IOException or UnauthorizedAccessException;

    StageException NotWritten(Exception cause) => new(new StageError(
        $"The rows of the query cannot be written to the temporary folder: {cause.Message} They take their room there as text before they are a table. Free some, or keep the project where there is more ({path}).")
    {
        Code = Codes.NoTemporaryFile,
    });

    void Check()
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length == 0)
                throw NotATable($"Column {i + 1} of the query has no name. Give it one: … as name.");
            if (!places.TryAdd(names[i], i))
                throw NotATable($"Columns {places[names[i]] + 1} and {i + 1} of the query are both named '{names[i]}'. Rename one: … as name.");
        }
        if (names.Count == 1)
            throw NotATable($"The query returns a single column, '{names[0]}'; a label and a feature are needed.");
    }

    static StageException NotATable(string message) => QueryErrors.Error(Codes.NotATable, QueryErrors.Query, message);

    // The user has never seen the file: its lines are rows of the query.
    StageError OfRow(StageError error) => error.Line is not { } line ? error : error with
    {
        Message = $"row {RowOf(line)}: {error.Message}",
        Input = null,
        Line = null,
        Column = null,
        Option = QueryErrors.Query,
    };

    // Texts may have line breaks, so a row begins on a later line than its number.
    int RowOf(int line)
    {
        using var reader = new StreamReader(path);
        var (row, at, quoted) = (0, 1, false);
        for (int read; at < line && (read = reader.Read()) >= 0;)
        {
            if (read == '"')
                quoted = !quoted;
            else if (read == '\n' || (read == '\r' && reader.Peek() != '\n'))
            {
                at++;
                row += quoted ? 0 : 1;
            }
        }
        return row;
    }
}
