using System.Globalization;

namespace ModelBuild.Tabular;

// Judges one column by its declared rules. Of texts each level is judged once, then rows by their level.
sealed class ColumnValidation(Table table, Column column, ColumnRules rules, ColumnProfile profile, double? maxMissing, CancellationToken cancellation)
{
    readonly Findings findings = new();
    readonly string option = $"data.columns.{column.Name}";

    public Findings Run()
    {
        CheckMissing();
        CheckDistinct();
        if (column is NumericColumn numeric)
        {
            CheckRange(numeric);
            CheckNumbers(numeric);
            RefuseTextRules();
        }
        else if (column is CategoricalColumn categorical)
        {
            RefuseRanges();
            CheckTexts(categorical);
        }
        if (rules.Unique)
            CheckUnique();
        if (rules.Order is { } order)
            CheckOrder(order);
        return findings;
    }

    string Article => CellValue.IsDate(column) ? "date" : "number";

    void CheckMissing()
    {
        if (rules.Required)
            findings.Add(Codes.MissingValue, $"{option}.required", column, WrongRows.Missing(column),
                _ => $"Column '{column.Name}' is required, and this row has no value. Fill it in, or drop the rule.");
        if ((rules.MaxMissing ?? maxMissing) is { } limit && table.Rows > 0 && profile.Missing > limit * table.Rows)
            findings.Add(Codes.TooManyMissing, rules.MaxMissing is null ? "data.maxMissing" : $"{option}.maxMissing",
                $"Column '{column.Name}' has no value in {profile.Missing} of {table.Rows} rows ({Percent(profile.Missing, table.Rows)}; the first is {Findings.Line(table, WrongRows.Missing(column).First[0])}), and at most {Share(limit)} may be missing. Fill them in, or raise maxMissing.");
    }

    void CheckDistinct()
    {
        if (rules.MinDistinct > rules.MaxDistinct)
            findings.Add(Codes.RuleDoesNotFitColumn, $"{option}.minDistinct", $"Column '{column.Name}' must have at least {rules.MinDistinct} and at most {rules.MaxDistinct} different values, which nothing can. Correct one of the two.");
        else if (profile.Distinct < rules.MinDistinct)
            findings.Add(Codes.DistinctOutOfRange, $"{option}.minDistinct", $"Column '{column.Name}' has {profile.Distinct} different values, and must have at least {rules.MinDistinct}. Correct the data or the rule.");
        else if (profile.Distinct > rules.MaxDistinct)
            findings.Add(Codes.DistinctOutOfRange, $"{option}.maxDistinct", $"Column '{column.Name}' has {profile.Distinct} different values, and may have at most {rules.MaxDistinct}. Correct the data or the rule.");
    }

    void CheckRange(NumericColumn numeric)
    {
        var isDate = CellValue.IsDate(numeric);
        var (low, high) = isDate ? ("earliest", "latest") : ("min", "max");
        if (isDate && (rules.Min ?? rules.Max) is not null)
            Refuse(rules.Min is null ? "max" : "min", $"Column '{column.Name}' has dates, and min and max are for numbers. Use earliest and latest, with dates such as 2026-01-31.");
        if (!isDate && (rules.Earliest ?? rules.Latest) is not null)
            Refuse(rules.Earliest is null ? "latest" : "earliest", $"Column '{column.Name}' has numbers, and earliest and latest are for dates. Use min and max, or declare the column's type as date.");
        var min = isDate ? Date(rules.Earliest, low) : rules.Min;
        var max = isDate ? Date(rules.Latest, high) : rules.Max;
        if (min > max)
        {
            Refuse(low, $"The {(isDate ? "earliest date" : "minimum")} {CellValue.Of(column, min.Value)} of column '{column.Name}' is above its {(isDate ? "latest" : "maximum")} {CellValue.Of(column, max.Value)}, so no {Article} fits. Correct one of the two.");
            return;
        }
        var values = numeric.Values;
        if (min is { } least)
        {
            var wrong = new WrongRows();
            for (var row = 0; row < values.Length; row++)
                if (values[row] < least)
                    wrong.Add(row);
            findings.Add(Codes.BelowMinimum, $"{option}.{low}", column, wrong,
                row => $"{CellValue.Of(column, row)} in column '{column.Name}' is {(isDate ? "before its earliest date" : "below its minimum")} {CellValue.Of(column, least)}. Correct the data or the rule.");
        }
        if (max is { } most)
        {
            var wrong = new WrongRows();
            for (var row = 0; row < values.Length; row++)
                if (values[row] > most)
                    wrong.Add(row);
            findings.Add(Codes.AboveMaximum, $"{option}.{high}", column, wrong,
                row => $"{CellValue.Of(column, row)} in column '{column.Name}' is {(isDate ? "after its latest date" : "above its maximum")} {CellValue.Of(column, most)}. Correct the data or the rule.");
        }
    }

    double? Date(string? text, string setting)
    {
        if (text is null)
            return null;
        if (CellValue.TryParse(column, text, out var value))
            return value;
        Refuse(setting, $"'{text}' is no date. Write it as 2026-01-31, or with a time as 2026-01-31T12:30:00Z.");
        return null;
    }

    void CheckNumbers(NumericColumn numeric)
    {
        if (rules.Values is not { } allowed)
            return;
        var numbers = new HashSet<double>();
        foreach (var text in allowed)
        {
            if (!CellValue.TryParse(column, text, out var number))
            {
                Refuse("values", $"Column '{column.Name}' has {CellValue.TypeName(column)}, and '{text}' in its values is no {Article}. Correct it, or declare the column categorical.");
                return;
            }
            numbers.Add(number);
        }
        var wrong = new WrongRows();
        var values = numeric.Values;
        for (var row = 0; row < values.Length; row++)
            if (!double.IsNaN(values[row]) && !numbers.Contains(values[row]))
                wrong.Add(row);
        findings.Add(Codes.UnexpectedValue, $"{option}.values", column, wrong, row => Unexpected(row, allowed));
    }

    void CheckTexts(CategoricalColumn categorical)
    {
        if (rules.Values is { } allowed)
        {
            var known = new HashSet<string>(allowed, StringComparer.Ordinal);
            findings.Add(Codes.UnexpectedValue, $"{option}.values", column, WithLevel(categorical, level => !known.Contains(level)), row => Unexpected(row, allowed));
        }
        if (rules.Pattern is { } pattern && TextPattern.TryCreate(pattern, out var problem) is var expression)
        {
            if (expression is null)
                findings.Add(Codes.InvalidPattern, $"{option}.pattern", $"The pattern of column '{column.Name}' cannot be used: {problem}");
            else
                findings.Add(Codes.PatternMismatch, $"{option}.pattern", column, WithLevel(categorical, level => !expression.IsMatch(level)),
                    row => $"'{CellValue.Of(column, row)}' in column '{column.Name}' does not match its pattern {pattern} as a whole. Correct the data or the pattern.");
        }
        if (rules.MinLength > rules.MaxLength)
            Refuse("minLength", $"Texts of column '{column.Name}' must have at least {rules.MinLength} and at most {rules.MaxLength} characters, which nothing can. Correct one of the two.");
        else
        {
            if (rules.MinLength is { } shortest)
                findings.Add(Codes.LengthOutOfRange, $"{option}.minLength", column, WithLevel(categorical, level => level.Length < shortest),
                    row => $"'{CellValue.Of(column, row)}' in column '{column.Name}' has {Length(categorical, row)} characters, and must have at least {shortest}. Correct the data or the rule.");
            if (rules.MaxLength is { } longest)
                findings.Add(Codes.LengthOutOfRange, $"{option}.maxLength", column, WithLevel(categorical, level => level.Length > longest),
                    row => $"'{CellValue.Of(column, row)}' in column '{column.Name}' has {Length(categorical, row)} characters, and may have at most {longest}. Correct the data or the rule.");
        }
    }

    static int Length(CategoricalColumn categorical, int row) => categorical.Levels[categorical.Codes[row]].Length;

    static WrongRows WithLevel(CategoricalColumn categorical, Func<string, bool> isWrong)
    {
        var levels = new bool[categorical.Levels.Count];
        for (var level = 0; level < levels.Length; level++)
            levels[level] = isWrong(categorical.Levels[level]);
        var wrong = new WrongRows();
        var codes = categorical.Codes;
        for (var row = 0; row < codes.Length; row++)
            if (codes[row] >= 0 && levels[codes[row]])
                wrong.Add(row);
        return wrong;
    }

    void CheckUnique()
    {
        if (profile.Distinct == table.Rows - profile.Missing)
            return;
        var first = new RowGroups([column], table.Rows, cancellation: cancellation).First;
        var wrong = new WrongRows();
        for (var row = 0; row < first.Length; row++)
            if (first[row] != row && !column.IsMissing(row))
                wrong.Add(row);
        findings.Add(Codes.NotUnique, $"{option}.unique", column, wrong,
            row => $"'{CellValue.Of(column, row)}' in column '{column.Name}' is there already in {Findings.Line(table, first[row])}, and the column is declared unique. Remove one of the two, or the rule.");
    }

    void CheckOrder(RowOrder order)
    {
        var (sign, strict, what) = order switch
        {
            RowOrder.Increasing => (1, false, "increasing"),
            RowOrder.StrictlyIncreasing => (1, true, "strictly increasing"),
            RowOrder.Decreasing => (-1, false, "decreasing"),
            _ => (-1, true, "strictly decreasing"),
        };
        var wrong = new WrongRows();
        var before = new List<int>(WrongRows.Shown); // of each row that is listed, the row that it is compared with
        var last = -1;
        for (var row = 0; row < table.Rows; row++)
        {
            if (column.IsMissing(row))
                continue;
            if (last >= 0)
            {
                var step = sign * Compare(last, row);
                if (step > 0 || (strict && step == 0))
                {
                    if (wrong.Count < WrongRows.Shown)
                        before.Add(last);
                    wrong.Add(row);
                }
            }
            last = row;
        }
        findings.Add(Codes.OutOfOrder, $"{option}.order", column, wrong, row =>
        {
            var previous = before[IndexOf(wrong.First, row)];
            return $"'{CellValue.Of(column, row)}' in column '{column.Name}' follows '{CellValue.Of(column, previous)}' of {Findings.Line(table, previous)}, and the column is declared {what}. Sort the data, or drop the rule.";
        });
    }

    // Levels are sorted by ordinal, so codes compare as their texts do.
    int Compare(int a, int b) => column is NumericColumn numeric
        ? numeric.Values[a].CompareTo(numeric.Values[b])
        : ((CategoricalColumn)column).Codes[a].CompareTo(((CategoricalColumn)column).Codes[b]);

    static int IndexOf(IReadOnlyList<int> rows, int row)
    {
        var index = 0;
        while (rows[index] != row)
            index++;
        return index;
    }

    void RefuseTextRules()
    {
        if (rules.Pattern is not null)
            Refuse("pattern", $"Column '{column.Name}' has {CellValue.TypeName(column)}, and a pattern is for text. Declare the column categorical.");
        if ((rules.MinLength ?? rules.MaxLength) is not null)
            Refuse(rules.MinLength is null ? "maxLength" : "minLength", $"Column '{column.Name}' has {CellValue.TypeName(column)}, and lengths are for text. Declare the column categorical.");
    }

    void RefuseRanges()
    {
        if ((rules.Min ?? rules.Max) is not null)
            Refuse(rules.Min is null ? "max" : "min", $"Column '{column.Name}' is text and has no order; min and max are for numbers. Use values, or declare the column numeric.");
        if ((rules.Earliest ?? rules.Latest) is not null)
            Refuse(rules.Earliest is null ? "latest" : "earliest", $"Column '{column.Name}' is text, and earliest and latest are for dates. Declare the column's type as date.");
    }

    void Refuse(string setting, string message) => findings.Add(Codes.RuleDoesNotFitColumn, $"{option}.{setting}", message);

    string Unexpected(int row, IReadOnlyList<string> allowed)
    {
        var value = CellValue.Of(column, row);
        return $"'{value}' in column '{column.Name}' is not one of its values.{NearestName.Hint(value, allowed, "values")} Correct the data or the rule.";
    }

    static string Percent(long part, long whole) => Share((double)part / whole);

    static string Share(double share) => (100 * share).ToString("0.###", CultureInfo.InvariantCulture) + " %";
}
