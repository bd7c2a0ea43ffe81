namespace ModelBuild.Core.Protocol;

/// <summary>What the engine needs to know to prepare the packages of a project's models. All paths are absolute.</summary>
public sealed record PackOrder
{
    /// <summary>One for each model.</summary>
    public required IReadOnlyList<PackageName> Packages { get; init; }

    /// <summary>Derive the version from the newest package on <see cref="Feed"/>: the same for the same model, the next one for another.</summary>
    public required bool AutomaticVersion { get; init; }

    /// <summary>The feed to push to: a folder, a URL or the name of a source in the user's nuget.config; null where none is set.</summary>
    public string? Feed { get; init; }

    /// <summary>A PEM file; null for the key in <c>MODELBUILD_SIGNING_KEY</c> or, without one, the development key.</summary>
    public string? SigningKeyFile { get; init; }

    /// <summary>The NAME of the environment variable with the password of <see cref="SigningKeyFile"/>.</summary>
    public string? SigningKeyPasswordVariable { get; init; }

    /// <summary>The project file.</summary>
    public required string ProjectFile { get; init; }

    /// <summary><c>Debug</c> or <c>Release</c>, for the provenance.</summary>
    public required string Configuration { get; init; }

    /// <summary>The commit that the SDK found, and the repository's URL; null without source control.</summary>
    public string? Commit { get; init; }

    /// <inheritdoc cref="Commit"/>
    public string? Repository { get; init; }
}

/// <summary>How a model's package is called.</summary>
/// <param name="Version">The project's own, or the least where the version is derived.</param>
public sealed record PackageName(string Model, string Id, string Version);

/// <summary>What the engine needs to know to push packages.</summary>
public sealed record PushOrder
{
    /// <summary>Paths of the packages.</summary>
    public required IReadOnlyList<string> Packages { get; init; }

    /// <summary>A folder, a URL or the name of a source in the user's nuget.config.</summary>
    public required string Feed { get; init; }

    /// <summary>Where the command line looks for the user's nuget.config from.</summary>
    public required string ProjectFolder { get; init; }

    /// <summary>The NAME of the environment variable with the API key; null for <c>NUGET_API_KEY</c>.</summary>
    public string? ApiKeyVariable { get; init; }

    /// <summary>Whether a feed over plain HTTP may be used.</summary>
    public bool AllowInsecureConnections { get; init; }
}
