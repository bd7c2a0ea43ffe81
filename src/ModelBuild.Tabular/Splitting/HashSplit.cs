using System.Buffers.Binary;
using System.Text;

namespace ModelBuild.Tabular;

// Decides each row's part, and its fold, by SHA-256 of seed, class (stratified only) and what identifies the row. Random: by the hash alone, so that
// no other row has a say. Stratified: by the hash's place among those of the class, so that each class has its share in each part.
sealed class HashSplit
{
    const double Unit = 1.0 / (1L << 53);

    readonly Table table;
    readonly SplitOptions options;
    readonly IReadOnlyList<string>? classes; // of a stratified split
    readonly int[]? strata;
    readonly RowIdentity identity;

    public HashSplit(Table table, SplitOptions options, KeyOptions keys, LabelClasses? classes)
    {
        (this.table, this.options, this.classes) = (table, options, classes?.Names);
        identity = new(table, options, keys);
        if (options.AllowShared)
            strata = classes?.Codes;
        else if (classes is not null || !identity.AllDeclared)
        {
            var together = new KeptTogether(table, identity);
            together.CheckMostDiffer();
            strata = classes is null ? null : together.Strata(classes);
        }
    }

    public Part[] Parts()
    {
        var prefixes = Prefixes("");
        var parts = new Part[table.Rows];
        if (strata is not null)
        {
            Stratify([.. Enumerable.Range(0, parts.Length)], prefixes, (place, rows, row) =>
            {
                var test = Math.Round(options.Test * rows, MidpointRounding.ToEven);
                var validation = Math.Round((options.Test + options.Validation) * rows, MidpointRounding.ToEven);
                parts[row] = place < test ? Part.Test : place < validation ? Part.Validation : Part.Train;
            });
            return parts;
        }
        for (var row = 0; row < parts.Length; row++)
        {
            var share = Share(Hash(row, prefixes));
            parts[row] = share < options.Test ? Part.Test : share < options.Test + options.Validation ? Part.Validation : Part.Train;
        }
        return parts;
    }

    // Of some rows the fold, from 1, drawn anew: rows of one key are in one fold.
    public int[] Folds(int[] rows, int folds)
    {
        var prefixes = Prefixes("fold");
        var result = new int[rows.Length];
        if (strata is not null)
            Stratify(rows, prefixes, (place, count, i) => result[i] = (int)(place * folds / count) + 1);
        else
            for (var i = 0; i < rows.Length; i++)
                result[i] = Math.Min((int)(Share(Hash(rows[i], prefixes)) * folds), folds - 1) + 1;
        var counts = new int[folds];
        foreach (var fold in result)
            counts[fold - 1]++;
        var empty = Array.IndexOf(counts, 0);
        return empty < 0 ? result : throw TableSplitter.Error(Codes.EmptyPart, "folds",
            $"None of the {rows.Length} training rows falls into fold {empty + 1} of {folds}. Use fewer folds, or add rows.");
    }

    // Gives each row's index in rows its place among those of its class in the order of their hashes, the middle of its key's rows, and how many they are.
    void Stratify(int[] rows, byte[][] prefixes, Action<double, int, int> give)
    {
        var hashes = Array.ConvertAll(rows, row => Hash(row, prefixes));
        var order = new int[rows.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(order, (a, b) => strata![rows[a]] != strata[rows[b]] ? strata[rows[a]].CompareTo(strata[rows[b]]) : hashes[a].CompareTo(hashes[b]));
        for (int first = 0, end; first < order.Length; first = end)
        {
            end = EndOf(first, order.Length, (a, b) => strata![rows[order[a]]] == strata[rows[order[b]]]);
            for (int key = first, next; key < end; key = next)
            {
                next = EndOf(key, end, (a, b) => hashes[order[a]] == hashes[order[b]]);
                for (var i = key; i < next; i++)
                    give((key + next) / 2.0 - first, end - first, order[i]);
            }
        }

        static int EndOf(int first, int most, Func<int, int, bool> isSame)
        {
            var next = first + 1;
            while (next < most && isSame(first, next))
                next++;
            return next;
        }
    }

    // The first 53 bits of the hash as a number from 0 to 1, 1 excluded.
    static double Share(UInt128 hash) => (ulong)(hash >> 75) * Unit;

    UInt128 Hash(int row, byte[][] prefixes) => identity.Hash(row, prefixes[strata is null ? 0 : strata[row]]);

    // What precedes the key: the seed, in a stratified split the class, and for folds that it is about these.
    byte[][] Prefixes(string purpose)
    {
        var prefixes = new byte[classes?.Count ?? 1][];
        for (var i = 0; i < prefixes.Length; i++)
        {
            var name = Encoding.UTF8.GetBytes(purpose + (classes is null ? "" : classes[i]));
            prefixes[i] = new byte[12 + name.Length];
            BinaryPrimitives.WriteInt64LittleEndian(prefixes[i], options.Seed);
            BinaryPrimitives.WriteInt32LittleEndian(prefixes[i].AsSpan(8), classes is null ? -1 - purpose.Length : name.Length);
            name.CopyTo(prefixes[i], 12);
        }
        return prefixes;
    }
}
