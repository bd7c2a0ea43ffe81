using System.Globalization;

namespace ModelBuild.Tabular;

// Divides the rows into parts, and the training part into folds, by the method that the definition names.
sealed class TableSplitter(Table table, SplitOptions options, KeyOptions keys, LearningTask task, int? folds)
{
    public TableSplit Run()
    {
        CheckOptions();
        var label = table.Find(keys.Label) ?? throw new ArgumentException($"The table has no column '{keys.Label}'.");
        var classes = task == LearningTask.Regression ? null : LabelClasses.Of(label);
        if (options.Method == SplitMethod.Stratified && classes is null)
            throw Error(Codes.NothingToStratify, "split.method", "The split is stratified by class, and a regression has no classes. Use the method random.");

        var time = options.Method == SplitMethod.Time ? new TimeSplit(table, options) : null;
        var hash = time is null && (options.Method != SplitMethod.Column || folds is not null) ? new HashSplit(table, options, keys, options.Method == SplitMethod.Stratified ? classes : null) : null;
        var parts = time?.Parts() ?? (options.Method == SplitMethod.Column ? PartColumn.Parts(table, options) : hash!.Parts());
        if (options.Method is SplitMethod.Time or SplitMethod.Column)
            CheckNotShared(Array.ConvertAll(parts, part => (int)part), ["training", "validation", "test"]);
        var rows = new int[3][];
        for (var part = 0; part < 3; part++)
            rows[part] = Rows(parts, (Part)part);
        CheckNotEmpty(rows);
        if (classes is not null)
        {
            CheckClasses(classes, rows[(int)Part.Train], "training");
            // By time or by a column the test part is what it is; metrics of a class that is not there are not defined, and fail their gates.
            if (options.Method is SplitMethod.Random or SplitMethod.Stratified)
                CheckClasses(classes, rows[(int)Part.Test], "test");
        }
        var train = rows[(int)Part.Train];
        var source = Features();
        var validation = rows[(int)Part.Validation];
        return new(new TablePart(source, train), new TablePart(source, rows[(int)Part.Test]), validation.Length > 0 ? new TablePart(source, validation) : null)
        {
            Folds = folds is { } count ? Folds(train, count, time, hash, classes) : null,
            InTime = time is not null,
        };
    }

    int[] Folds(int[] train, int count, TimeSplit? time, HashSplit? hash, LabelClasses? classes)
    {
        var ofRow = time?.Folds(train, count) ?? hash!.Folds(train, count);
        if (time is not null)
        {
            var all = new int[table.Rows];
            Array.Fill(all, -1);
            for (var i = 0; i < train.Length; i++)
                all[train[i]] = ofRow[i];
            CheckNotShared(all, [.. Enumerable.Range(0, count + 1).Select(fold => $"fold {fold.ToString(CultureInfo.InvariantCulture)}")]);
        }
        if (classes is not null)
            for (var fold = 1; fold <= count; fold++)
            {
                var (own, others) = (new List<int>(), new List<int>());
                for (var i = 0; i < train.Length; i++)
                    if (ofRow[i] == fold)
                        own.Add(train[i]);
                    else if (time is null || ofRow[i] < fold)
                        others.Add(train[i]);
                CheckClassesOfFold(classes, others, $"train for fold {Of(fold)}");
                // In time a fold is what it is, as the test part.
                if (time is null)
                    CheckClassesOfFold(classes, own, $"are in fold {Of(fold)}");
            }
        return ofRow;

        string Of(int fold) => string.Create(CultureInfo.InvariantCulture, $"{fold} of {count}");
    }

    // Time and a column know nothing of rows that belong together. Over time a key comes again, and is no group unless it is named as one.
    void CheckNotShared(int[] parts, string[] partNames)
    {
        var names = options.Group.Count > 0 ? options.Group : options.Method == SplitMethod.Column ? keys.Key : null;
        if (options.AllowShared || names is null)
            return;
        var columns = new List<Column>();
        foreach (var column in table.Columns)
            if (names.Count > 0 ? names.Contains(column.Name) : column.Name != options.Column)
                columns.Add(column);
        var errors = PartLeakage.Errors(table, PartLeakage.Find(table.Rows, parts, columns), parts, partNames, names, options.Group.Count > 0 ? "split.group" : "split.column");
        if (errors.Count > 0)
            throw new StageException(errors);
    }

    // The column that decides the part is no feature: it would tell the part, not the row.
    Table Features()
    {
        if (options.Method != SplitMethod.Column)
            return table;
        var columns = new List<Column>();
        foreach (var column in table.Columns)
            if (column.Name != options.Column)
                columns.Add(column);
        return new(table.Rows, columns);
    }

    void CheckOptions()
    {
        if (options.Test + options.Validation >= 1)
            throw Error(Codes.EmptyPart, "split.validation", $"split.test {LabelClasses.Name(options.Test)} and split.validation {LabelClasses.Name(options.Validation)} leave nothing to train on. Make them less than 1 together.");
        var needsColumn = options.Method is SplitMethod.Time or SplitMethod.Column;
        if (needsColumn && options.Column is null)
            throw Error(Codes.NotAnOrder, "split.method", $"The method {(options.Method == SplitMethod.Time ? "time" : "column")} needs split.column, the column that says {(options.Method == SplitMethod.Time ? "when a row is from" : "which part a row belongs to")}. Add it.");
        if (!needsColumn && options.Column is not null)
            throw Error(Codes.NotAnOrder, "split.column", "split.column belongs to the methods time and column. Choose one of them, or take it out.");
        if (options.Method != SplitMethod.Time && (options.TestFrom ?? options.ValidationFrom) is not null)
            throw Error(Codes.NotAnOrder, options.TestFrom is null ? "split.validationFrom" : "split.testFrom", "split.testFrom and split.validationFrom belong to the method time. Choose it, or take them out.");
        if (!needsColumn && options.AllowShared && (options.Group.Count > 0 || keys.Key.Count > 0))
            throw Error(Codes.NotAnOrder, "split.allowShared", $"split.allowShared has each row drawn by itself, and {(options.Group.Count > 0 ? "split.group" : "data.key")} keeps rows together. Take one of the two out.");
        // In time what comes before the first fold is trained on, too.
        var fewest = options.Method == SplitMethod.Time ? 1 : 2;
        if (folds is { } count && count < fewest)
            throw Error(Codes.EmptyPart, "folds", $"There {(count == 1 ? "is 1 fold" : $"are {count} folds")}, and what is judged on one fold is trained on the others. Set folds to {fewest} or more, or leave it out.");
        foreach (var name in options.Group)
            CheckColumn(name, "split.group");
        if (options.Column is { } column)
            CheckColumn(column, "split.column");
        foreach (var name in options.Group)
            IdColumn.Check(table, table.Find(name)!, "split.group").Throw(table, null, null);
    }

    void CheckColumn(string name, string option)
    {
        if (table.Dropped.Contains(name))
            throw Error(Codes.ColumnNotFound, option, $"Column '{name}' is in data.ignore, and so is not read. Take it out there, and declare data.columns.{name}.feature: false if the model is not to see it.");
        if (table.Find(name) is null)
            throw Error(Codes.ColumnNotFound, option, $"The data has no column '{name}'.{Hint(name)}");
    }

    string Hint(string name)
    {
        var names = new List<string>();
        foreach (var column in table.Columns)
            names.Add(column.Name);
        return NearestName.Hint(name, names, "columns");
    }

    static int[] Rows(Part[] parts, Part part)
    {
        var rows = new List<int>();
        for (var row = 0; row < parts.Length; row++)
            if (parts[row] == part)
                rows.Add(row);
        return [.. rows];
    }

    void CheckNotEmpty(int[][] rows)
    {
        var wantsValidation = options.Method switch { SplitMethod.Column => false, SplitMethod.Time => options.Validation > 0 || options.ValidationFrom is not null, _ => options.Validation > 0 };
        foreach (var (part, name) in new[] { (Part.Train, "training"), (Part.Test, "test"), (Part.Validation, "validation") })
            if (rows[(int)part].Length == 0 && (part != Part.Validation || wantsValidation))
                throw options.Method switch
                {
                    SplitMethod.Column => Error(Codes.EmptyPart, "split.column", $"None of the {table.Rows} rows is in the {name} part. Column '{options.Column}' says '{(name == "training" ? "train" : name)}' for those that are."),
                    SplitMethod.Time => Error(Codes.EmptyPart, EmptyInTime(part), $"None of the {table.Rows} rows is in the {name} part: column '{options.Column}' goes from {Ends()}{(options.ValidationFrom is { } validation ? $", the validation part begins with {validation}" : "")}{(options.TestFrom is { } test ? $", the test part with {test}" : "")}. Change these, or add rows."),
                    _ => Error(Codes.EmptyPart, part == Part.Validation ? "split.validation" : "split.test", $"None of the {table.Rows} rows falls into the {name} part with split.test {LabelClasses.Name(options.Test)}, split.validation {LabelClasses.Name(options.Validation)} and split.seed {options.Seed.ToString(CultureInfo.InvariantCulture)}. Its share is {LabelClasses.Name(part switch { Part.Train => 1 - options.Test - options.Validation, Part.Test => options.Test, _ => options.Validation })}: add rows, or change these."),
                };
    }

    string EmptyInTime(Part part) =>
        part == Part.Validation ? options.ValidationFrom is null ? "split.validation" : "split.validationFrom"
        : part == Part.Train && options.ValidationFrom is not null ? "split.validationFrom"
        : options.TestFrom is null ? "split.test" : "split.testFrom";

    string Ends()
    {
        var times = (NumericColumn)table.Find(options.Column!)!;
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var time in times.Values)
            (least, most) = (Math.Min(least, time), Math.Max(most, time));
        return $"{NumberNames.Of(least, times)} to {NumberNames.Of(most, times)}";
    }

    void CheckClasses(LabelClasses classes, int[] rows, string part)
    {
        if (AbsentClass(classes, rows) is >= 0 and var absent)
            throw Error(Codes.ClassMissingFromPart, "split.seed", $"The class '{classes.Names[absent]}' ({classes.Count()[absent]} rows of {table.Rows}) has no row in the {part} part with split.test {LabelClasses.Name(options.Test)} and split.seed {options.Seed.ToString(CultureInfo.InvariantCulture)}. Add rows of this class, or change one of the two.");
    }

    // what: what the rows do for the fold.
    void CheckClassesOfFold(LabelClasses classes, IReadOnlyList<int> rows, string what)
    {
        if (AbsentClass(classes, rows) is >= 0 and var absent)
            throw Error(Codes.ClassMissingFromPart, "folds", $"The class '{classes.Names[absent]}' has no row among those that {what}. Use fewer folds, {(options.Method == SplitMethod.Time ? "begin with more rows" : "split.method: stratified")}, or add rows of this class.");
    }

    // The first class without a row, or -1.
    static int AbsentClass(LabelClasses classes, IReadOnlyList<int> rows)
    {
        var found = new bool[classes.Names.Count];
        foreach (var row in rows)
            if (classes.Codes[row] >= 0)
                found[classes.Codes[row]] = true;
        return Array.IndexOf(found, false);
    }

    internal static StageException Error(string code, string option, string message) =>
        new(new StageError(message) { Code = code, Option = option });
}

// What a row is for.
enum Part : byte
{
    Train,
    Validation,
    Test,
}
