namespace ModelBuild.Core.Protocol;

/// <summary>What the engine needs to know to lay out the packages of a project's models. All paths are absolute.</summary>
public sealed record PackOrder
{
    /// <summary>One for each model.</summary>
    public required IReadOnlyList<PackageName> Packages { get; init; }

    /// <summary><c>project</c>: the versions of <see cref="Packages"/>; <c>auto</c>: derived from the newest package on <see cref="Feed"/>, the same for the same model, the next one for another.</summary>
    public required string VersionMode { get; init; }

    /// <summary>The feed to push to; null where none is set.</summary>
    public FeedOrder? Feed { get; init; }

    public required KeyOrder Key { get; init; }

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

/// <summary>What the engine needs to know to check packages that NuGet packed, and to put them into their folder.</summary>
public sealed record PlaceOrder
{
    public required IReadOnlyList<PackedModel> Packages { get; init; }

    /// <summary>Where they belong.</summary>
    public required string Folder { get; init; }

    public required KeyOrder Key { get; init; }
}

/// <summary>A package that NuGet packed, beside what was laid out for it.</summary>
/// <param name="Folder">What was laid out for it.</param>
/// <param name="File">The package.</param>
public sealed record PackedModel(string Folder, string File);

/// <summary>What the engine needs to know to push packages.</summary>
public sealed record PushOrder
{
    /// <summary>Paths of the packages.</summary>
    public required IReadOnlyList<string> Packages { get; init; }

    public required FeedOrder Feed { get; init; }

    public required KeyOrder Key { get; init; }
}

/// <summary>What the engine needs to know to take champions from packages. With a feed and keys that are others, so may the champion be.</summary>
public sealed record ChampionOrder
{
    /// <summary>The project's feed; null where none is set.</summary>
    public FeedOrder? Feed { get; init; }

    /// <summary>How feeds are asked that definitions name.</summary>
    public required string ProjectFolder { get; init; }

    /// <summary>A file of public keys that may have signed a champion; null for the project's own key.</summary>
    public string? TrustedKeys { get; init; }

    public required KeyOrder Key { get; init; }
}

/// <summary>Which feed, and how.</summary>
/// <param name="Source">A folder, a URL or the name of a source in the user's nuget.config.</param>
/// <param name="ProjectFolder">Where the command line looks for the user's nuget.config from.</param>
/// <param name="ApiKeyVariable">The NAME of the environment variable with the API key; null for <c>NUGET_API_KEY</c>.</param>
/// <param name="AllowInsecureConnections">Whether it may be a server without TLS.</param>
public sealed record FeedOrder(string Source, string ProjectFolder, string? ApiKeyVariable, bool AllowInsecureConnections)
{
    /// <summary>A feed as somebody names it: a path is from the folder, an address and the name of a source stay.</summary>
    public static string SourceOf(string given, string folder)
    {
        var path = Path.GetFullPath(given, folder);
        var isPath = !given.Contains("://", StringComparison.Ordinal) && (Directory.Exists(path) || given.AsSpan().IndexOfAny('/', '\\') >= 0 || given[0] == '.');
        return isPath ? path : given;
    }
}

/// <summary>Which key signs.</summary>
/// <param name="File">A PEM file; null for the key in <c>MODELBUILD_SIGNING_KEY</c> or, without one, the development key.</param>
/// <param name="PasswordVariable">The NAME of the environment variable with its password; null for none.</param>
public sealed record KeyOrder(string? File, string? PasswordVariable);
