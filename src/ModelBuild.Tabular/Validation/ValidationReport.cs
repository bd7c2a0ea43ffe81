namespace ModelBuild.Tabular;

/// <summary>What valid data looks like: the output of validation, which has none where the data is wrong.</summary>
/// <param name="profile">The statistics of the data.</param>
/// <remarks>
/// Written as <c>profile.json</c>, and as <c>schema.yaml</c>: a schema to begin with, which follows from the profile.
/// </remarks>
public sealed class ValidationReport(DataProfile profile) : IArtifact<ValidationReport>
{
    const string SchemaName = "schema.yaml";

    /// <summary>The statistics of the data.</summary>
    public DataProfile Profile { get; } = profile;

    /// <summary>How many rows.</summary>
    public int Rows => checked((int)Profile.Rows);

    /// <inheritdoc/>
    public void Write(string folder)
    {
        ProfileFile.Write(Profile, Path.Combine(folder, ProfileFile.Name));
        File.WriteAllText(Path.Combine(folder, SchemaName), SchemaInference.Of(Profile));
    }

    /// <inheritdoc/>
    /// <remarks>Throws <see cref="InvalidDataException"/> for a folder that <see cref="Write"/> did not leave.</remarks>
    public static ValidationReport Read(string folder)
    {
        using var stream = File.OpenRead(Path.Combine(folder, ProfileFile.Name));
        return new(ProfileFile.Read(stream));
    }
}
