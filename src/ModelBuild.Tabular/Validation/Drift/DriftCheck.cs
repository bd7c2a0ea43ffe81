using System.Globalization;

namespace ModelBuild.Tabular;

// Compares the data with the profile of data that was accepted.
sealed class DriftCheck(DataProfile reference, Table table, SchemaOptions schema, DataProfile profile, DriftOptions options)
{
    // A column of few rows is far from anything by chance alone.
    const double MostChance = 0.001;

    readonly Findings findings = new();
    readonly List<MeasuredDrift> measured = [];

    // Of every column that is compared, in the order of the reference; after a run.
    public IReadOnlyList<MeasuredDrift> Measured => measured;

    // The profile that the definition declares; throws what is wrong with the file.
    public static DataProfile Read(DataSource source)
    {
        if (source.IsFolder)
            throw Unreadable("is a folder. Name the profile.json itself.");
        try
        {
            using var stream = source.OpenRead();
            return ProfileFile.Read(stream);
        }
        catch (InvalidDataException e)
        {
            throw Unreadable($"cannot be read. {e.Message} Take the profile.json of a model's folder.");
        }

        StageException Unreadable(string what) => new(new StageError($"The reference profile {what}")
        {
            Code = Codes.ReferenceUnreadable,
            Option = $"{source.Name}.path",
        });
    }

    public Findings Run()
    {
        foreach (var name in options.Columns.Keys)
            if (table.Find(name) is null && reference.Find(name) is null)
                findings.Add(Codes.ColumnNotFound, $"reference.columns.{name}", $"Neither the data nor the reference profile has a column '{name}'. Correct the name, or remove it.");
        foreach (var before in reference.Columns)
        {
            var own = options.Columns.GetValueOrDefault(before.Name);
            if (own is { Compare: false } || schema.Key.Contains(before.Name) || schema.Ignore.Contains(before.Name))
                continue;
            if (table.Find(before.Name) is not { } column)
                findings.Add(Codes.ReferenceDiffers, "reference", $"The reference profile has a column '{before.Name}', and the data has none. Correct the data, make a new reference, or leave the column out with reference.columns.{before.Name}.compare: false.");
            else if (before.Type != column.Type)
                findings.Add(Codes.ReferenceDiffers, "reference", $"Column '{before.Name}' is {Name(column.Type)}, and {Name(before.Type)} in the reference profile. Declare its type (data.columns.{before.Name}.type), or make a new reference.");
            else if (own is not null || !CellValue.IsDate(column))
                Compare(column, before, own ?? new());
        }
        return findings;
    }

    void Compare(Column column, ColumnProfile before, ColumnDrift own)
    {
        // A profile of no rows, or of a column that was a key when it was made, has no distribution.
        if (reference.Rows == 0 || table.Rows == 0 || (before.Numbers is null && before.Texts is null && before.Missing < reference.Rows))
            return;
        var missing = profile.Find(column.Name)!.Missing;
        var distance = new ColumnDistance(before, reference.Rows, column, missing);
        var psi = distance.Psi(out var chance);
        var statistics = new List<KeyValuePair<string, double>> { new("psi", psi) };
        measured.Add(new(column.Name, statistics));
        var (most, option) = Limit(column.Name, "psi", own.Psi, options.Psi);
        if (psi > most && chance < MostChance)
            Add(column, option, $"a population stability index of {Round(psi)} against the reference profile, above its maximum {Round(most!.Value)}", before);

        if (column is NumericColumn)
        {
            var statistic = distance.KolmogorovSmirnov();
            statistics.Add(new("kolmogorovSmirnov", statistic));
            (most, option) = Limit(column.Name, "kolmogorovSmirnov", own.KolmogorovSmirnov, options.KolmogorovSmirnov);
            if (statistic > most)
                Add(column, option, $"a Kolmogorov-Smirnov distance of {Round(statistic)} from the reference profile, above its maximum {Round(most.Value)}", before);
        }
        else
        {
            var p = distance.ChiSquare();
            statistics.Add(new("chiSquare", p));
            (var least, option) = Limit(column.Name, "chiSquare", own.ChiSquare, options.ChiSquare);
            if (p < least)
                Add(column, option, $"a p-value of {p.ToString("0.###e+0", CultureInfo.InvariantCulture)} in the chi-square test against the reference profile, below its minimum {Round(least.Value)}", before);
        }

        statistics.Add(new("missing", Math.Abs(distance.Missing)));
        (most, option) = Limit(column.Name, "missing", own.Missing, options.Missing);
        if (Math.Abs(distance.Missing) > most)
            Add(column, option, $"a share of missing cells that is {Round(Math.Abs(distance.Missing))} {(distance.Missing > 0 ? "above" : "below")} that of the reference profile, and may differ by {Round(most.Value)}", before);
    }

    static (double? Limit, string Option) Limit(string column, string kind, double? own, double? all) =>
        own is null ? (all, $"reference.{kind}") : (own, $"reference.columns.{column}.{kind}");

    void Add(Column column, string option, string what, ColumnProfile before) =>
        findings.Add(Codes.Drift, option, $"Column '{column.Name}' has {what}: {Describe(profile.Find(column.Name)!, profile.Rows)} now, {Describe(before, reference.Rows)} then. Correct the data, or make a new reference of it.");

    static string Describe(ColumnProfile column, long rows)
    {
        var missing = $"{Round(100.0 * column.Missing / rows)} % missing";
        if (column.Numbers is { } numbers)
            return $"median {Name(numbers.Quantile(0.5))}, a tenth below {Name(numbers.Quantile(0.1))}, a tenth above {Name(numbers.Quantile(0.9))}, {missing}";
        if (column.Texts is not { } texts)
            return missing;
        var top = "";
        for (var i = 0; i < texts.Top.Count && i < 3; i++)
            top += $"'{CellValue.Shorten(texts.Top[i].Key)}' {Round(100.0 * texts.Top[i].Value / rows)} %, ";
        return $"{top}{column.Distinct} values, {missing}";

        string Name(double number) => column.Type == ColumnType.Date ? NumberNames.Date(number) : Round(number);
    }

    static string Name(ColumnType type) => type == ColumnType.Categorical ? "categorical" : type == ColumnType.Numeric ? "numeric" : "a date";

    static string Round(double number) => number.ToString("G4", CultureInfo.InvariantCulture);
}
