namespace ModelBuild.Tabular;

/// <summary>What valid data looks like: the output of validation, which has none where the data is wrong.</summary>
/// <param name="profile">The statistics of the data.</param>
/// <remarks>
/// Written as <c>profile.json</c>, and as <c>schema.yaml</c>: a schema to begin with, which follows from the profile; and where there is a reference as
/// <c>drift.json</c>: <c>[{"column": "age", "psi": 0.01, "kolmogorovSmirnov": 0.02, "missing": 0}, …]</c>, for gates.
/// </remarks>
public sealed class ValidationReport(DataProfile profile) : IArtifact<ValidationReport>
{
    const string SchemaName = "schema.yaml";

    /// <summary>The statistics of the data.</summary>
    public DataProfile Profile { get; } = profile;

    /// <summary>How far the columns that were compared are from the reference, in its order; null where there is no reference.</summary>
    public IReadOnlyList<MeasuredDrift>? Drift { get; init; }

    /// <summary>How many rows.</summary>
    public int Rows => checked((int)Profile.Rows);

    /// <inheritdoc/>
    public void Write(string folder)
    {
        ProfileFile.Write(Profile, Path.Combine(folder, ProfileFile.Name));
        File.WriteAllText(Path.Combine(folder, SchemaName), SchemaInference.Of(Profile));
        if (Drift is not null)
            DriftFile.Write(Drift, Path.Combine(folder, DriftFile.Name));
    }

    /// <inheritdoc/>
    /// <remarks>Throws <see cref="InvalidDataException"/> for a folder that <see cref="Write"/> did not leave.</remarks>
    public static ValidationReport Read(string folder)
    {
        using var stream = File.OpenRead(Path.Combine(folder, ProfileFile.Name));
        var drift = Path.Combine(folder, DriftFile.Name);
        return new(ProfileFile.Read(stream)) { Drift = File.Exists(drift) ? DriftFile.Read(drift) : null };
    }
}
