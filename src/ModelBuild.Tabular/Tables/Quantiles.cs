namespace ModelBuild.Tabular;

// The quantile of sorted numbers by linear interpolation: type 7 of R. J. Hyndman and Y. Fan, Sample quantiles in
// statistical packages, The American Statistician 50, 1996. NaN of none.
static class Quantiles
{
    public static double Of(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.Length == 0)
            return double.NaN;
        var place = share * (sorted.Length - 1);
        var below = Math.Min((int)place, sorted.Length - 1);
        var above = Math.Min(below + 1, sorted.Length - 1);
        var part = place - below;
        // Either end exactly, also where both are infinite.
        return part == 0 || sorted[below] == sorted[above] ? sorted[below] : sorted[below] * (1 - part) + sorted[above] * part;
    }
}
