using System.Globalization;

namespace ModelBuild.Tabular;

// Everything that can be wrong with a table for a definition, all found in one go.
sealed class TableValidation(
    Table table, DataSource? data, SchemaOptions schema, LearningTask task, DataSource? reference, DriftOptions drift, StageContext context)
{
    const int MostClasses = 1000;

    readonly Findings findings = new();
    readonly List<string> notes = [];
    IReadOnlyList<KeyValuePair<string, long>> classes = [];
    LabelLeakage? leakage;

    public ValidationReport Run()
    {
        var accepted = reference is null ? null : DriftCheck.Read(reference);
        CheckNames();
        CheckLabel();
        foreach (var name in schema.Key)
            if (table.Find(name) is { } key)
                findings.Add(Codes.MissingKey, "data.key", key, WrongRows.Missing(key),
                    _ => $"The key column '{name}' has no value here; a key must be there in every row. Fill it in, or take the column out of data.key.");
        if (schema.Weight is { } weight && table.Find(weight) is { } weights)
            findings.AddAll(RowWeights.Check(weights));
        foreach (var column in table.Columns)
            if (IdOption(column.Name) is { } option)
                findings.AddAll(IdColumn.Check(table, column, option));
        CheckRows();
        var columns = CheckColumns();
        foreach (var (name, rule) in schema.Rules)
            findings.AddAll(RowRule.Check(table, name, rule));
        var profile = new DataProfile
        {
            Rows = table.Rows,
            Label = schema.Label,
            Duplicates = CheckDuplicates(),
            Classes = classes,
            Columns = columns,
            Correlations = Correlations.Of(table.Columns, schema.Key, table.Rows),
            Notes = notes,
        };
        CheckBalance();
        var check = accepted is null ? null : new DriftCheck(accepted, table, schema, profile, drift);
        if (check is not null)
            findings.AddAll(check.Run());
        findings.Throw(table, data, schema.Separator);
        foreach (var note in notes)
            context.Log(note);
        return new(profile) { Drift = check?.Measured };
    }

    void CheckNames()
    {
        foreach (var name in schema.Ignore)
            CheckName(name, "data.ignore");
        foreach (var name in schema.Key)
            CheckRead(name, "data.key");
        if (schema.Weight is { } weight)
            CheckRead(weight, "data.weight");
        foreach (var (name, rules) in schema.Columns)
            if (rules == new ColumnRules { Feature = rules.Feature })
                CheckName(name, $"data.columns.{name}");
            else
                CheckRead(name, $"data.columns.{name}");
        foreach (var name in schema.Leakage.Allow)
            CheckRead(name, "data.leakage.allow");
        foreach (var name in schema.Duplicates?.By ?? [])
            CheckRead(name, "data.duplicates.by");
        if (schema.Closed)
            foreach (var name in AllNames())
                if (name != schema.Label && name != schema.Weight && !schema.Columns.ContainsKey(name) && !schema.Key.Contains(name) && !schema.Ignore.Contains(name))
                    findings.Add(Codes.UnexpectedColumn, "data.closed", $"The data has a column '{name}' that the definition does not name, and data.closed is true. Declare it in data.columns, or list it in data.ignore.");
    }

    void CheckName(string name, string option)
    {
        if (table.Find(name) is null && !table.Dropped.Contains(name))
            findings.Add(Codes.ColumnNotFound, option, $"The data has no column '{name}'.{NearestName.Hint(name, AllNames(), "columns")}");
    }

    // As CheckName, of a column whose cells are needed.
    void CheckRead(string name, string option)
    {
        if (table.Find(name) is null && table.Dropped.Contains(name))
            findings.Add(Codes.ColumnNotFound, option, $"The column '{name}' is in data.ignore and so is not read, and {option} needs it. Take it out of data.ignore and declare it with feature: false (data.columns.{name}), or remove it here.");
        else
            CheckName(name, option);
    }

    void CheckLabel()
    {
        if (schema.Ignore.Contains(schema.Label) || schema.Key.Contains(schema.Label))
        {
            findings.Add(Codes.LabelLeftOut, "data.label", $"The label '{schema.Label}' is also in data.ignore or data.key. Take it out there.");
            return;
        }
        if (table.Find(schema.Label) is not { } label)
        {
            findings.Add(Codes.LabelNotFound, "data.label", $"The data has no column '{schema.Label}' to be the label.{NearestName.Hint(schema.Label, AllNames(), "columns")}");
            return;
        }
        findings.Add(Codes.MissingLabel, "data.label", label, WrongRows.Missing(label),
            _ => $"The label '{schema.Label}' is missing here. Fill it in, or remove the row.");
        if (task == LearningTask.Regression)
            CheckRegression(label);
        else
            CheckClasses(label);
        if (task != LearningTask.BinaryClassification && schema.Positive is not null)
            findings.Add(Codes.PositiveNotALabel, "data.positive", $"data.positive is '{schema.Positive}', and only a binary classification has a positive class. Remove it, or change the task.");
    }

    // Of too many classes one may be a typing mistake.
    string Rarest(LabelClasses classes, long[] counts)
    {
        var rarest = Array.IndexOf(counts, counts.Min());
        var first = Findings.Line(table, Array.IndexOf(classes.Codes, rarest));
        var meant = NearestName.Of(classes.Names[rarest], classes.Names.Where(name => name != classes.Names[rarest]));
        return $"The rarest, '{classes.Names[rarest]}', is in {counts[rarest]} of {table.Rows} rows, first in {first}.{(meant is null ? "" : $" Is '{meant}' meant?")}";
    }

    void CheckRegression(Column label)
    {
        if (label is CategoricalColumn categorical)
            findings.Add(Codes.LabelDoesNotFitTask, "data.label",
                $"A regression predicts numbers, and the label '{label.Name}' is text (for instance '{(categorical.Levels.Count > 0 ? categorical.Levels[0] : "")}'). Choose another label, or a classification as the task.");
        else
            leakage = LabelLeakage.OfNumbers((NumericColumn)label);
    }

    void CheckClasses(Column label)
    {
        if (label is NumericColumn numeric)
            foreach (var value in numeric.Values)
                if (!double.IsNaN(value) && value != Math.Floor(value))
                {
                    findings.Add(Codes.LabelDoesNotFitTask, "data.label",
                        $"A classification needs classes, and the label '{label.Name}' has numbers such as {LabelClasses.Name(value)}. Use the task regression, or declare the column categorical.");
                    return;
                }
        var found = LabelClasses.Of(label);
        var counts = found.Count();
        if (found.Names.Count > MostClasses)
            findings.Add(Codes.LabelDoesNotFitTask, "data.label", $"The label '{label.Name}' has {found.Names.Count} different values; a classification may have {MostClasses} classes. Choose another label, or the task regression.");
        else if (found.Names.Count < 2)
            findings.Add(Codes.WrongNumberOfClasses, "data.label", $"The label '{label.Name}' has {(found.Names.Count == 0 ? "no value" : $"the one value '{found.Names[0]}'")} in all rows; a classification needs at least two classes. Add rows of the other classes.");
        else if (task == LearningTask.BinaryClassification && found.Names.Count > 2)
            findings.Add(Codes.WrongNumberOfClasses, "data.label", $"The label '{label.Name}' has {found.Names.Count} classes, and a binary classification has two. {Rarest(found, counts)} {NearestName.List(found.Names, "classes")} Correct the data, or use the task multiclass-classification.");
        else
        {
            if (task == LearningTask.BinaryClassification && found.Positive(schema.Positive) < 0)
            {
                if (schema.Positive is { } positive)
                    findings.Add(Codes.PositiveNotALabel, "data.positive", $"data.positive is '{positive}', and the label '{label.Name}' has no such class.{NearestName.Hint(positive, found.Names, "classes")}");
                else
                    findings.Add(Codes.PositiveNotSet, "data.label", $"The label '{label.Name}' is '{found.Names[0]}' or '{found.Names[1]}'. Say with data.positive which of them the probability is of.");
            }
            var summary = new KeyValuePair<string, long>[counts.Length];
            for (var i = 0; i < counts.Length; i++)
                summary[i] = new(found.Names[i], counts[i]);
            classes = summary;
            leakage = LabelLeakage.OfClasses(found);
        }
    }

    // The setting that makes a column one of ids; null where none does.
    string? IdOption(string name) =>
        schema.Key.Contains(name) ? "data.key"
        : schema.Duplicates is { } duplicates && duplicates.By.Contains(name) ? "data.duplicates.by"
        : schema.Columns.GetValueOrDefault(name) is { Unique: true } ? $"data.columns.{name}.unique"
        : null;

    void CheckRows()
    {
        if (schema.Rows.Min > schema.Rows.Max)
            findings.Add(Codes.RowCountOutOfRange, "data.rows.min", $"There must be at least {schema.Rows.Min} and at most {schema.Rows.Max} rows, which no data can have. Correct one of the two.");
        else if (table.Rows < schema.Rows.Min)
            findings.Add(Codes.RowCountOutOfRange, "data.rows.min", $"The data has {table.Rows} rows, and must have at least {schema.Rows.Min}. Check what writes it, or lower data.rows.min.");
        else if (table.Rows > schema.Rows.Max)
            findings.Add(Codes.RowCountOutOfRange, "data.rows.max", $"The data has {table.Rows} rows, and may have at most {schema.Rows.Max}. Check what writes it, or raise data.rows.max.");
    }

    // Columns at the same time, what is found in their order.
    ColumnProfile[] CheckColumns()
    {
        var profiles = new ColumnProfile[table.Columns.Count];
        var found = new Findings[profiles.Length];
        var remarks = new string?[profiles.Length];
        Parallel.For(
            0, profiles.Length,
            new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, context.Threads), CancellationToken = context.Cancellation },
            () => new ColumnProfiler(),
            (i, _, profiler) =>
            {
                var column = table.Columns[i];
                var rules = schema.Columns.GetValueOrDefault(column.Name) ?? new();
                profiles[i] = profiler.Of(column, schema.Key.Contains(column.Name));
                found[i] = new ColumnValidation(table, column, rules, profiles[i], schema.MaxMissing, context.Cancellation).Run();
                if (IsFeature(column, rules))
                    remarks[i] = CheckLeakage(column, found[i]) ?? Remark(profiles[i]);
                return profiler;
            },
            _ => { });
        foreach (var one in found)
            findings.AddAll(one);
        foreach (var remark in remarks)
            if (remark is not null)
                notes.Add(remark);
        return profiles;
    }

    bool IsFeature(Column column, ColumnRules rules) => column.Name != schema.Label && column.Name != schema.Weight && rules.Feature && !schema.Key.Contains(column.Name);

    string? CheckLeakage(Column column, Findings found)
    {
        if (leakage is not { CanJudge: true })
            return null;
        var share = leakage.Of(column);
        if (share < schema.Leakage.Max)
            return null;
        var what = task == LearningTask.Regression
            ? $"explains {Percent(share)} of the variance of the label '{schema.Label}'"
            : $"avoids {Percent(share)} of the errors that always saying the most frequent class of '{schema.Label}' makes";
        if (schema.Leakage.Allow.Contains(column.Name))
            return $"Column '{column.Name}' alone {what}; data.leakage.allow accepts it.";
        found.Add(Codes.LabelLeak, "data.leakage", $"Column '{column.Name}' alone {what} ({Example(column)}). Such a column usually is the label in another form, or is written when the label is known. Put it into data.ignore, declare it with feature: false, or accept it with data.leakage.allow: [{column.Name}].");
        return null;
    }

    string Example(Column column)
    {
        var label = table.Find(schema.Label)!;
        var row = 0;
        while (row < table.Rows - 1 && (column.IsMissing(row) || label.IsMissing(row)))
            row++;
        return $"in {Findings.Line(table, row)} it is '{CellValue.Of(column, row)}' where the label is '{CellValue.Of(label, row)}'";
    }

    static string? Remark(ColumnProfile column) => column.Distinct switch
    {
        0 => $"Column '{column.Name}' has no value in any row.",
        1 when column.Missing == 0 => $"Column '{column.Name}' has one value in all rows.",
        _ => null,
    };

    // How many rows repeat an earlier one altogether.
    long CheckDuplicates()
    {
        var whole = new RowGroups(table.Columns, table.Rows, cancellation: context.Cancellation).First;
        var duplicates = Repeats(whole).Count;
        if (schema.Duplicates is not { } limits)
            return duplicates;
        IReadOnlyList<string> names = limits.By.Count > 0 ? limits.By : schema.Key;
        var columns = new List<Column>();
        foreach (var name in names)
            if (table.Find(name) is { } column)
                columns.Add(column);
            else
                return duplicates; // said already
        var first = columns.Count > 0 ? new RowGroups(columns, table.Rows, cancellation: context.Cancellation).First : whole;
        var wrong = columns.Count > 0 ? Repeats(first) : Repeats(whole);
        var (option, most) = limits.MaxShare is { } share && wrong.Count > share * table.Rows ? ("data.duplicates.maxShare", Percent(share))
            : (limits.Max ?? (limits.MaxShare is null ? 0 : int.MaxValue)) is var max && wrong.Count > max ? ("data.duplicates.max", max.ToString(CultureInfo.InvariantCulture))
            : ("", "");
        if (option.Length == 0)
            return duplicates;
        var where = names.Count > 0 ? names[0] : table.Columns[0].Name;
        var equal = names.Count > 0 ? $"in {string.Join(", ", names)}" : "in all columns";
        foreach (var row in wrong.First)
            findings.AddRow(Codes.DuplicateRows, where, row, $"This row is equal to that of {Findings.Line(table, first[row])} {equal}{Values(columns, row)}. Remove one of the two.");
        findings.Add(Codes.DuplicateRows, option, $"{wrong.Count} of {table.Rows} rows ({Percent((double)wrong.Count / table.Rows)}) repeat an earlier row {equal}, and at most {most} may{(wrong.Count > WrongRows.Shown ? $"; the first {WrongRows.Shown} are listed" : "")}.");
        return duplicates;
    }

    static string Values(List<Column> columns, int row)
    {
        var values = columns.ConvertAll(column => CellValue.Of(column, row));
        return values.Count == 0 ? "" : $" ({string.Join(", ", values)})";
    }

    static WrongRows Repeats(int[] first)
    {
        var repeats = new WrongRows();
        for (var row = 0; row < first.Length; row++)
            if (first[row] != row)
                repeats.Add(row);
        return repeats;
    }

    void CheckBalance()
    {
        if (schema.Balance is not { } limits)
            return;
        if (task == LearningTask.Regression)
        {
            findings.Add(Codes.RuleDoesNotFitColumn, "data.balance", "data.balance is about classes, and a regression has none. Remove it.");
            return;
        }
        var all = 0L;
        foreach (var (_, rows) in classes)
            all += rows;
        foreach (var (name, rows) in classes)
            if (rows < limits.Min * all)
                findings.Add(Codes.Unbalanced, "data.balance.min", $"The class '{name}' of the label '{schema.Label}' has {rows} of {all} rows ({Percent((double)rows / all)}), and must have at least {Percent(limits.Min)}. Add rows of this class, or lower data.balance.min.");
    }

    static string Percent(double share) => (100 * share).ToString("0.###", CultureInfo.InvariantCulture) + " %";

    List<string> AllNames()
    {
        var names = new List<string>(table.Columns.Count + table.Dropped.Count);
        foreach (var column in table.Columns)
            names.Add(column.Name);
        names.AddRange(table.Dropped);
        return names;
    }
}
