using System.Runtime.InteropServices;

namespace ModelBuild.Tabular;

// The rows that stay together, as sets of rows with one identity.
sealed class KeptTogether
{
    readonly Table table;
    readonly RowIdentity identity;
    readonly int[] setOf;
    readonly List<int> firstRows = [];

    public KeptTogether(Table table, RowIdentity identity)
    {
        (this.table, this.identity) = (table, identity);
        setOf = new int[table.Rows];
        var sets = new Dictionary<UInt128, int>();
        for (var row = 0; row < setOf.Length; row++)
        {
            var hash = identity.Hash(row, []);
            if (!sets.TryGetValue(hash, out setOf[row]))
            {
                sets.Add(hash, setOf[row] = firstRows.Count);
                firstRows.Add(row);
            }
        }
    }

    // Few kinds of rows cannot be divided into parts that are like the data. What a definition says is its own affair.
    public void CheckMostDiffer()
    {
        var repeated = 0;
        for (var row = 0; row < setOf.Length; row++)
            if (firstRows[setOf[row]] != row && !identity.IsDeclared(row))
                repeated++;
        if (repeated > setOf.Length / 2)
            throw TableSplitter.Error(Codes.MostRowsRepeat, "split.method", $"{repeated} of {setOf.Length} rows are like an earlier row in all but the label, such rows stay together, and parts of {firstRows.Count} kinds of rows would not be like the data. If they are rows of their own, set split.allowShared: true, and each is drawn by itself; else name the columns that identify a row in data.key.");
    }

    // Of each row the class that its set is divided by: the most frequent one in it, of equally frequent ones the first.
    public int[] Strata(LabelClasses classes)
    {
        var isMixed = new bool[firstRows.Count];
        for (var row = 0; row < setOf.Length; row++)
        {
            var first = firstRows[setOf[row]];
            if (classes.Codes[first] == classes.Codes[row])
                continue;
            if (identity.IsDeclared(row))
                throw TableSplitter.Error(Codes.KeyWithSeveralLabels, "split.method", $"Rows of one {(identity.HasGroup(row) ? "group" : "key")} must stay together, and a stratified split divides by class; the rows of {Findings.Line(table, first)} and {Findings.Line(table, row)} have one and the labels '{classes.Names[classes.Codes[first]]}' and '{classes.Names[classes.Codes[row]]}'. Use the method random, or another {(identity.HasGroup(row) ? "split.group" : "data.key")}.");
            isMixed[setOf[row]] = true;
        }

        var counts = new Dictionary<(int Set, int Class), int>();
        for (var row = 0; row < setOf.Length; row++)
            if (isMixed[setOf[row]])
                CollectionsMarshal.GetValueRefOrAddDefault(counts, (setOf[row], classes.Codes[row]), out _)++;
        var most = new Dictionary<int, (int Rows, int Class)>();
        foreach (var ((set, code), rows) in counts)
            if (!most.TryGetValue(set, out var best) || rows > best.Rows || (rows == best.Rows && code < best.Class))
                most[set] = (rows, code);
        var strata = new int[setOf.Length];
        for (var row = 0; row < strata.Length; row++)
            strata[row] = most.TryGetValue(setOf[row], out var its) ? its.Class : classes.Codes[row];
        return strata;
    }
}
