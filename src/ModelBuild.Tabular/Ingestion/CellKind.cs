using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// What a cell's text, without the spaces around it, could be.
enum CellKind
{
    Missing,
    Number,
    TooLarge,
    Date,
    Text,
}

static class CellKinds
{
    public static CellKind Of(ReadOnlySpan<byte> trimmed, MissingValues missing) => Of(trimmed, missing, out _);

    // With the number, or the date as one; NaN for anything else.
    public static CellKind Of(ReadOnlySpan<byte> trimmed, MissingValues missing, out double value)
    {
        value = double.NaN;
        if (missing.Contains(trimmed))
            return CellKind.Missing;
        if (NumberText.TryParse(trimmed, out var parsed))
        {
            if (double.IsInfinity(parsed))
                return CellKind.TooLarge;
            value = parsed;
            return CellKind.Number;
        }
        if (!DateText.TryParse(trimmed, out parsed))
            return CellKind.Text;
        value = parsed;
        return CellKind.Date;
    }

    public static bool IsNumber(this CellKind kind) => kind is CellKind.Number or CellKind.TooLarge;
}
