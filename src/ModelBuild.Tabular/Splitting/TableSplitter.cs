using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ModelBuild.Tabular;

// Decides each row's part by SHA-256 of seed, label (stratified only) and key: no other row has a say.
sealed class TableSplitter(Table table, SplitOptions options, KeyOptions keys, LearningTask task)
{
    public TableSplit Run()
    {
        var label = table.Find(keys.Label) ?? throw new ArgumentException($"The table has no column '{keys.Label}'.");
        var classes = task == LearningTask.Regression ? null : LabelClasses.Of(label);
        if (options.Method == SplitMethod.Stratified && classes is null)
            throw Error(Codes.NothingToStratify, "split.method", "The split is stratified by class, and a regression has no classes. Use the method random.");

        var isTest = Choose(options.Method == SplitMethod.Stratified ? classes : null);
        var count = 0;
        foreach (var test in isTest)
            if (test)
                count++;
        if (count == 0 || count == table.Rows)
            throw Error(Codes.EmptyPart, "split.test", $"None of the {table.Rows} rows falls into the {(count == 0 ? "test" : "training")} part with split.test {LabelClasses.Name(options.Test)} and split.seed {Invariant(options.Seed)}. Add rows, or change one of the two.");

        var (train, rest) = (new int[table.Rows - count], new int[count]);
        var (a, b) = (0, 0);
        for (var row = 0; row < isTest.Length; row++)
        {
            if (isTest[row])
                rest[b++] = row;
            else
                train[a++] = row;
        }
        if (classes is not null)
        {
            CheckClasses(classes, train, "training");
            CheckClasses(classes, rest, "test");
        }
        return new(table.Select(train), table.Select(rest));
    }

    bool[] Choose(LabelClasses? strata)
    {
        var rowKeys = new RowKeys(KeyColumns());
        var labels = strata is null ? null : LabelOfKeys(strata);
        var prefixes = Prefixes(strata);
        var isTest = new bool[table.Rows];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        for (var row = 0; row < isTest.Length; row++)
        {
            var prefix = prefixes[strata is null ? 0 : strata.Codes[row]];
            if (labels is not null)
                CheckLabelOfKey(labels, rowKeys, strata!, row);
            SHA256.HashData(rowKeys.Of(row, prefix), hash);
            // The first 53 bits as a number from 0 to 1, 1 excluded.
            var share = (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) * (1.0 / (1L << 53));
            isTest[row] = share < options.Test;
        }
        return isTest;
    }

    List<Column> KeyColumns()
    {
        if (keys.Key.Count == 0)
            return [.. table.Columns];
        var columns = new List<Column>();
        foreach (var name in keys.Key)
            columns.Add(table.Find(name) ?? throw new ArgumentException($"The table has no column '{name}'."));
        return columns;
    }

    // What precedes the key: the seed, and in a stratified split the class.
    byte[][] Prefixes(LabelClasses? strata)
    {
        var prefixes = new byte[strata?.Names.Count ?? 1][];
        for (var i = 0; i < prefixes.Length; i++)
        {
            var name = strata is null ? [] : Encoding.UTF8.GetBytes(strata.Names[i]);
            prefixes[i] = new byte[12 + name.Length];
            BinaryPrimitives.WriteInt64LittleEndian(prefixes[i], options.Seed);
            BinaryPrimitives.WriteInt32LittleEndian(prefixes[i].AsSpan(8), strata is null ? -1 : name.Length);
            name.CopyTo(prefixes[i], 12);
        }
        return prefixes;
    }

    // Only a declared key can meet several labels; the default key has the label in it.
    Dictionary<UInt128, int>? LabelOfKeys(LabelClasses strata) =>
        keys.Key.Count > 0 && strata.Names.Count > 1 ? [] : null;

    void CheckLabelOfKey(Dictionary<UInt128, int> firstRows, RowKeys rowKeys, LabelClasses strata, int row)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(rowKeys.Of(row, []), hash);
        var key = BinaryPrimitives.ReadUInt128BigEndian(hash);
        if (!firstRows.TryGetValue(key, out var first))
            firstRows.Add(key, row);
        else if (strata.Codes[first] != strata.Codes[row])
            throw Error(Codes.KeyWithSeveralLabels, "split.method", $"Rows of one key must stay together, and a stratified split divides by class; the rows of lines {Line(first)} and {Line(row)} have one key and the labels '{strata.Names[strata.Codes[first]]}' and '{strata.Names[strata.Codes[row]]}'. Use the method random, or another data.key.");
    }

    void CheckClasses(LabelClasses classes, int[] rows, string part)
    {
        var found = new bool[classes.Names.Count];
        foreach (var row in rows)
            if (classes.Codes[row] >= 0)
                found[classes.Codes[row]] = true;
        for (var i = 0; i < found.Length; i++)
            if (!found[i])
                throw Error(Codes.ClassMissingFromPart, "split.seed", $"The class '{classes.Names[i]}' ({classes.Count()[i]} rows of {table.Rows}) has no row in the {part} part with split.test {LabelClasses.Name(options.Test)} and split.seed {Invariant(options.Seed)}. Add rows of this class, or change one of the two.");
    }

    string Line(int row) => Invariant(table.Lines?[row] ?? row + 1);

    static string Invariant(long number) => number.ToString(CultureInfo.InvariantCulture);

    static StageException Error(string code, string option, string message) =>
        new(new StageError(message) { Code = code, Option = option });
}
