using System.ComponentModel.DataAnnotations;

namespace ModelBuild.Tabular;

/// <summary>How far the data may be from the reference profile: the definition's <c>reference</c>, whose <c>path</c> is a <c>profile.json</c>.</summary>
/// <remarks>Key columns are not compared; date columns only where they are declared in <see cref="Columns"/>.</remarks>
public sealed record DriftOptions
{
    /// <summary>
    /// The largest population stability index of a column (N. Siddiqi, Credit Risk Scorecards, 2006: below 0.1 little changed, above
    /// 0.25 much). Of numbers over tenths of the reference (one bin more for numbers that it does not have, where it has few), of texts over the reference's most frequent ones, in both with the
    /// missing cells as a bin. Of few rows it is large by chance, so a chi-square test of the bins must have a p-value below 0.001, too.
    /// Default: 0.25.
    /// </summary>
    [Range(0.0, double.MaxValue)]
    public double Psi { get; init; } = 0.25;

    /// <summary>The largest Kolmogorov-Smirnov distance of a column of numbers, from 0 to 1; from the reference's hundredth quantiles, so exact to 0.01. Default: it is not judged.</summary>
    [Range(0.0, 1.0)]
    public double? KolmogorovSmirnov { get; init; }

    /// <summary>
    /// The smallest p-value of Pearson's chi-square test that the texts of both have one distribution, from 0 to 1. Of many rows the
    /// smallest difference is significant. Default: it is not judged.
    /// </summary>
    [Range(0.0, 1.0)]
    public double? ChiSquare { get; init; }

    /// <summary>By how much the share of missing cells may have grown or shrunk, from 0 to 1. Default: it is not judged by itself.</summary>
    [Range(0.0, 1.0)]
    public double? Missing { get; init; }

    /// <summary>Other limits for some columns, by name. Default: none.</summary>
    public IReadOnlyDictionary<string, ColumnDrift> Columns { get; init; } = new Dictionary<string, ColumnDrift>();
}

/// <summary>How far one column may be from the reference.</summary>
public sealed record ColumnDrift
{
    /// <summary>False: the column is not compared. Default: true.</summary>
    public bool Compare { get; init; } = true;

    /// <summary>Default: that of <see cref="DriftOptions"/>.</summary>
    [Range(0.0, double.MaxValue)]
    public double? Psi { get; init; }

    /// <summary>Default: that of <see cref="DriftOptions"/>.</summary>
    [Range(0.0, 1.0)]
    public double? KolmogorovSmirnov { get; init; }

    /// <summary>Default: that of <see cref="DriftOptions"/>.</summary>
    [Range(0.0, 1.0)]
    public double? ChiSquare { get; init; }

    /// <summary>Default: that of <see cref="DriftOptions"/>.</summary>
    [Range(0.0, 1.0)]
    public double? Missing { get; init; }
}
