using System.Text.Json;

namespace ModelBuild.Prediction;

/// <summary>A part of a date and time; the definition's words for them are those of ModelBuild.Tabular.</summary>
enum DateField
{
    /// <summary>The year, as 2026.</summary>
    Year,

    /// <summary>1 to 4.</summary>
    Quarter,

    /// <summary>1 to 12.</summary>
    Month,

    /// <summary>The day of the month, 1 to 31.</summary>
    Day,

    /// <summary>1 (Monday) to 7, as ISO 8601 has it.</summary>
    Weekday,

    /// <summary>1 to 366.</summary>
    DayOfYear,

    /// <summary>0 to 23.</summary>
    Hour,

    /// <summary>0 to 59.</summary>
    Minute,

    /// <summary>Days since 1970-01-01T00:00:00Z, with their fraction.</summary>
    Days,
}

/// <summary>
/// Parts of one date, in UTC, each as a number, or as a cycle: sine and cosine of its share of the whole, so that December is beside January.
/// The date is given in seconds since 1970-01-01T00:00:00Z.
/// </summary>
sealed class DateTransform : Transform
{
    const double SecondsOfDay = 86400;

    // The first and the last second that a calendar of four-digit years has.
    const double First = -62135596800;
    const double Last = 253402300799;

    readonly DateField[] parts;
    readonly DateField[] cycles;

    public DateTransform(DateField[] parts, DateField[] cycles)
    {
        if (parts.Length + cycles.Length == 0)
            throw new ArgumentException("A date needs at least one part or cycle.");
        foreach (var cycle in cycles)
            if (Period(cycle) == 0)
                throw new ArgumentException($"The part {cycle} does not come back, so it has no cycle.");
        (this.parts, this.cycles) = (parts, cycles);
    }

    public override int Inputs => 1;

    public override int Outputs => parts.Length + 2 * cycles.Length;

    internal override string Type => "date";

    // How many values the part goes through before it begins again; 0 for those that never do.
    public static int Period(DateField part) => part switch
    {
        DateField.Quarter => 4,
        DateField.Month => 12,
        DateField.Day => 31,
        DateField.Weekday => 7,
        DateField.DayOfYear => 366,
        DateField.Hour => 24,
        DateField.Minute => 60,
        _ => 0,
    };

    public override string OutputName(IReadOnlyList<string> inputs, int output) => output < parts.Length
        ? $"{inputs[0]} {Name(parts[output])}"
        : $"{((output - parts.Length) % 2 == 0 ? "sin" : "cos")} of {inputs[0]} {Name(cycles[(output - parts.Length) / 2])}";

    public override void Apply(ReadOnlySpan<double> input, int rows, Span<double> output)
    {
        for (var i = 0; i < rows; i++)
        {
            var seconds = input[i];
            for (var k = 0; k < parts.Length; k++)
                output[k * rows + i] = Value(parts[k], seconds);
            for (var k = 0; k < cycles.Length; k++)
            {
                var value = Value(cycles[k], seconds);
                // Hours and minutes begin with 0, the others with 1.
                var turns = (cycles[k] is DateField.Hour or DateField.Minute ? value : value - 1) / Period(cycles[k]);
                var (sine, cosine) = DeterministicMath.SinCosOfTurns(turns);
                output[(parts.Length + 2 * k) * rows + i] = sine;
                output[(parts.Length + 2 * k + 1) * rows + i] = cosine;
            }
        }
    }

    static double Value(DateField part, double seconds)
    {
        if (!(seconds >= First && seconds <= Last))
            return double.NaN;
        if (part == DateField.Days)
            return seconds / SecondsOfDay;
        var days = Math.Floor(seconds / SecondsOfDay);
        var ofDay = (int)Math.Floor(seconds - days * SecondsOfDay);
        var date = DateTime.UnixEpoch.AddDays(days);
        return part switch
        {
            DateField.Year => date.Year,
            DateField.Quarter => (date.Month + 2) / 3,
            DateField.Month => date.Month,
            DateField.Day => date.Day,
            DateField.Weekday => date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek,
            DateField.DayOfYear => date.DayOfYear,
            DateField.Hour => ofDay / 3600,
            _ => ofDay / 60 % 60,
        };
    }

    static string Name(DateField part) => part switch
    {
        DateField.Year => "year",
        DateField.Quarter => "quarter",
        DateField.Month => "month",
        DateField.Day => "day",
        DateField.Weekday => "weekday",
        DateField.DayOfYear => "day-of-year",
        DateField.Hour => "hour",
        DateField.Minute => "minute",
        _ => "days",
    };

    internal override void WriteParameters(Utf8JsonWriter json)
    {
        StrictJson.Write(json, "parts", Array.ConvertAll(parts, Name));
        StrictJson.Write(json, "cycles", Array.ConvertAll(cycles, Name));
    }

    public static DateTransform Read(JsonElement item)
    {
        StrictJson.Members(item, "type", "parts", "cycles");
        return new(Parts(item, "parts"), Parts(item, "cycles"));
    }

    static DateField[] Parts(JsonElement item, string name) => Array.ConvertAll([.. StrictJson.Strings(item, name)], text =>
    {
        foreach (var part in Enum.GetValues<DateField>())
            if (Name(part) == text)
                return part;
        throw new FormatException($"'{text}' is no part of a date.");
    });
}
