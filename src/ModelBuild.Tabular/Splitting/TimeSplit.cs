using System.Text;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Divides rows by when they are from. Rows of one time stay together, so the order of the file says nothing.
sealed class TimeSplit
{
    readonly Table table;
    readonly SplitOptions options;
    readonly NumericColumn times;

    public TimeSplit(Table table, SplitOptions options)
    {
        (this.table, this.options) = (table, options);
        times = table.Find(options.Column!) as NumericColumn ?? throw TableSplitter.Error(Codes.NotAnOrder, "split.column",
            $"Column '{options.Column}' is text, which has no order in time. Declare it, data.columns.{options.Column}.type: date or numeric, or name another.");
        for (var row = 0; row < times.Rows; row++)
            if (times.IsMissing(row))
                throw TableSplitter.Error(Codes.NotAnOrder, "split.column",
                    $"The row in {Findings.Line(table, row)} has no value in column '{options.Column}', so that it has no place in time. Fill it in, or remove the row.");
    }

    public Part[] Parts()
    {
        var sorted = times.Values.ToArray();
        Array.Sort(sorted);
        var test = From(options.TestFrom, "split.testFrom") ?? Cut(sorted, options.Test);
        var validation = From(options.ValidationFrom, "split.validationFrom") ?? (options.Validation > 0 ? CutBefore(sorted, test) : test);
        if (validation > test)
            throw TableSplitter.Error(Codes.NotAnOrder, "split.validationFrom", $"The validation part begins with {options.ValidationFrom}, which is after the beginning of the test part. Let it begin before.");
        var parts = new Part[table.Rows];
        for (var row = 0; row < parts.Length; row++)
            parts[row] = times.Values[row] >= test ? Part.Test : times.Values[row] >= validation ? Part.Validation : Part.Train;
        return parts;
    }

    // Folds + 1 stretches of the training rows, as equal as equal times allow: 0 is never tested, each other one after those before it.
    public int[] Folds(int[] rows, int folds)
    {
        var sorted = Array.ConvertAll(rows, row => times.Values[row]);
        Array.Sort(sorted);
        var starts = new double[folds];
        for (var fold = 1; fold <= folds; fold++)
            starts[fold - 1] = sorted[(int)((long)fold * sorted.Length / (folds + 1))];
        for (var fold = 0; fold < folds; fold++)
            if (starts[fold] <= (fold == 0 ? sorted[0] : starts[fold - 1]))
                throw TableSplitter.Error(Codes.EmptyPart, "folds", $"The {rows.Length} training rows have too few different times in column '{times.Name}' for {folds} folds that follow one another. Use fewer folds.");
        return Array.ConvertAll(rows, row =>
        {
            var fold = 0;
            while (fold < folds && times.Values[row] >= starts[fold])
                fold++;
            return fold;
        });
    }

    // The time from which on the share of rows lies, at least one row.
    static double Cut(double[] sorted, double share) => sorted[Math.Clamp((int)Math.Round(sorted.Length * (1 - share), MidpointRounding.ToEven), 0, sorted.Length - 1)];

    double CutBefore(double[] sorted, double test)
    {
        var before = Array.FindIndex(sorted, time => time >= test);
        return sorted[Math.Max(0, (before < 0 ? sorted.Length : before) - Math.Max(1, (int)Math.Round(sorted.Length * options.Validation, MidpointRounding.ToEven)))];
    }

    double? From(string? text, string option)
    {
        if (text is null)
            return null;
        if (times.Type != ColumnType.Numeric && DateText.Seconds(text) is { } date)
            return date;
        if (times.Type == ColumnType.Numeric && NumberText.TryParse(Encoding.UTF8.GetBytes(text), out var number) && double.IsFinite(number))
            return number;
        throw TableSplitter.Error(Codes.NotAnOrder, option, $"'{text}' is no {(times.Type == ColumnType.Numeric ? "number" : "date such as 2026-01-31")}, as column '{times.Name}' has them. Correct it.");
    }
}
