using System.Globalization;
using System.Text;

namespace ModelBuild.Tabular;

// A schema to begin with: what the data is like now, loosely, as the text of data.columns of a definition. Not a rule until a person
// has put it there.
static class SchemaInference
{
    const int MostValues = 20;
    const int FewestOfValue = 2;

    static readonly string[] Words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

    public static string Of(DataProfile profile)
    {
        var text = new StringBuilder("columns:\n");
        foreach (var column in profile.Columns)
            text.Append(CultureInfo.InvariantCulture, $"  {Scalar(column.Name)}: {{ {string.Join(", ", Rules(column, profile.Rows))} }}\n");
        return text.ToString();
    }

    static List<string> Rules(ColumnProfile column, long rows)
    {
        List<string> rules = [$"type: {(column.Type == ColumnType.Categorical ? "categorical" : column.Type == ColumnType.Numeric ? "numeric" : "date")}"];
        if (column.Missing == 0)
            rules.Add("required: true");
        // A key has no statistics. Where it names groups, it is not unique.
        if (column is { Numbers: null, Texts: null } && column.Distinct == rows && rows > 1)
            rules.Add("unique: true");
        if (column.Numbers is { } numbers && numbers.Min < numbers.Max)
        {
            if (column.Type != ColumnType.Numeric)
                rules.Add($"earliest: {NumberNames.Date(numbers.Min)[..4]}-01-01"); // later data has later dates
            else if (Range(numbers.Min, numbers.Max) is var (min, max))
                rules.AddRange([$"min: {min}", $"max: {max}"]);
        }
        if (column.Texts is { Other: 0 } texts && texts.Top.Count <= MostValues && texts.Top[^1].Value >= FewestOfValue)
        {
            var values = new List<string>();
            foreach (var (value, _) in texts.Top)
                values.Add(Scalar(value));
            values.Sort(StringComparer.Ordinal);
            rules.Add($"values: [{string.Join(", ", values)}]");
        }
        return rules;
    }

    // Outward, to a power of ten of which the range has 10 to 100; not below 0 where nothing is. Null where a decimal cannot say it.
    public static (string Min, string Max)? Range(double min, double max)
    {
        var range = max - min;
        const double Largest = 1e20, Smallest = 1e-20;
        if (!(range > Smallest) || Math.Max(-min, max) > Largest)
            return null;
        var step = 1m;
        while ((double)step * 100 <= range)
            step *= 10;
        while ((double)step * 10 > range)
            step /= 10;
        // A decimal made of a double keeps 15 digits, which may lie within the range.
        var (low, high) = (Math.Floor((decimal)min / step) * step, Math.Ceiling((decimal)max / step) * step);
        while (Number(low) > min)
            low -= step;
        while (Number(high) < max)
            high += step;
        return (Text(low), Text(high));
    }

    // As a definition is read.
    static double Number(decimal value) => double.Parse(Text(value), CultureInfo.InvariantCulture);

    static string Text(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    // Plain where YAML takes it for text, otherwise in double quotes (YAML 1.2.2, 7.3.1).
    static string Scalar(string text)
    {
        var plain = text.Length > 0 && char.IsAsciiLetter(text[0]) && Array.IndexOf(Words, text.ToLowerInvariant()) < 0;
        foreach (var character in text)
            plain &= char.IsAsciiLetterOrDigit(character) || character is '_' or '-';
        if (plain)
            return text;
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            if (character is '"' or '\\')
                quoted.Append('\\').Append(character);
            else if (char.IsControl(character) || character is '\u2028' or '\u2029' or '\uFEFF')
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
            else
                quoted.Append(character);
        }
        return quoted.Append('"').ToString();
    }
}
