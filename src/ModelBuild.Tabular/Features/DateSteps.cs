using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

static class DateSteps
{
    public static DateTransform Fit(string column, FeatureStep step) => new(Fields(step.Date ?? []), Cycles(column, Fields(step.Cycles ?? [])));

    // The model's words for them have the same names.
    static DateField[] Fields(IReadOnlyList<DatePart> parts) => Array.ConvertAll([.. parts], part => Enum.Parse<DateField>(part.ToString()));

    // Years and days since 1970 do not come back, so they have no cycle.
    static DateField[] Cycles(string column, DateField[] cycles)
    {
        foreach (var cycle in cycles)
            if (DateTransform.Period(cycle) == 0)
                throw FeatureErrors.DoesNotFit($"{cycle} of column '{column}' never begins again, so it has no cycle. Put it under date.");
        return cycles;
    }
}
