using System.Diagnostics;
using System.Text.RegularExpressions;
using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Protocol;
using ModelBuild.Packaging.Packing;
using NuGet.Versioning;

namespace ModelBuild.Packaging.Publishing;

/// <summary>
/// A NuGet feed through the <c>dotnet</c> command line, which knows the user's nuget.config, credentials and protocols: a
/// folder, a URL, or the name of a configured source.
/// </summary>
/// <param name="dotnet">Path of the dotnet program.</param>
public sealed partial class Feed(FeedOrder order, string dotnet, CancellationToken cancellation)
{
    const string NuGetApiKey = "NUGET_API_KEY";

    /// <summary>What the command line says where a feed has no such package, or none of the version.</summary>
    const string NotFound = "Unable to find a valid package version";

    public string Source { get; } = order.Source;

    /// <summary>The folder that it is, also by a configured name; null for a server.</summary>
    string? Folder => Path.IsPathFullyQualified(Place) ? Place : null;

    /// <exception cref="PackingException">MB5061: there is no source of that name.</exception>
    string Place => field ??= Path.IsPathFullyQualified(Source) ? Source
        : Uri.TryCreate(Source, UriKind.Absolute, out var address) ? address.IsFile ? address.LocalPath : Source
        : FindConfigured();

    /// <summary>Downloads the newest version of a package that the feed lists.</summary>
    /// <inheritdoc cref="Download"/>
    public string? DownloadNewest(string id, bool orPrerelease, string folder)
    {
        try
        {
            return DownloadAny(id, orPrerelease, folder);
        }
        catch (PackingException e) when (Folder is not null && Directory.Exists(Folder))
        {
            throw new PackingException("MB5064", $"a package '{id}' on the feed '{Source}' cannot be read: {e.Message} Remove it from the feed if it is damaged.");
        }
    }

    /// <summary>Downloads a package of exactly this version, listed or not.</summary>
    /// <param name="folder">An empty folder for it.</param>
    /// <returns>The path of the package; null where the feed has none.</returns>
    /// <exception cref="PackingException">MB5061: the feed cannot be asked; MB5064: it is there and cannot be read.</exception>
    public string? Download(string id, NuGetVersion version, string folder)
    {
        try
        {
            return DownloadAny($"{id}@{version.ToNormalizedString()}", orPrerelease: true, folder);
        }
        catch (PackingException e) when (Folder is not null && FindFile(Folder, $"{id}.{version.ToNormalizedString()}.nupkg") is { } unreadable)
        {
            throw new PackingException("MB5064", $"'{unreadable}' is on the feed and cannot be read: {e.Message} Remove it from the feed if it is damaged.");
        }
    }

    string? DownloadAny(string package, bool orPrerelease, string folder)
    {
        if (Folder is not null && !Directory.Exists(Folder))
            return File.Exists(Folder) ? throw new PackingException("MB5061", $"the feed '{Source}' is a file. Set ModelFeed to a folder, a URL or the name of a source in nuget.config.") : null;
        var run = Run(["package", "download", package, "--source", Source, "--output", folder, .. orPrerelease ? ["--prerelease"] : Array.Empty<string>(), .. Insecure]);
        return run.ExitCode == 0 ? FindFile(folder, "*.nupkg")
            : run.Output.Contains(NotFound, StringComparison.Ordinal) ? null
            : throw new PackingException("MB5061", $"the feed '{Source}' cannot be asked for its packages: {run.Reason} "
                + (run.Reason.Contains("allowInsecureConnections", StringComparison.Ordinal)
                    ? "Or set ModelFeedAllowInsecureConnections=true."
                    : "Look at ModelFeed, at the network, and at the credentials in nuget.config."));
    }

    /// <summary>Publishes a package that <see cref="Download"/> did not find.</summary>
    /// <exception cref="PackingException">MB5062: the feed refused it; MB5063: it refused the key; MB5060: somebody else was faster.</exception>
    public void Push(string package)
    {
        // The command line replaces a file in a folder without a word.
        if (Folder is not null && !HasFolderPerPackage(Folder))
        {
            PutInto(Folder, package);
            return;
        }
        var run = Run(["nuget", "push", package, "--source", Source, "--no-symbols", "--force-english-output", .. Insecure]);
        if (run.ExitCode == 0)
            return;
        var name = Path.GetFileName(package);
        throw run.Output.Contains(" 401 ", StringComparison.Ordinal) || run.Output.Contains(" 403 ", StringComparison.Ordinal)
            ? new PackingException("MB5063", $"the feed '{Source}' refused '{name}' and its API key in {order.ApiKeyVariable ?? NuGetApiKey}: {run.Reason} "
                + (HasKey ? "Correct the key." : "Set that variable, or ModelFeedApiKeyVariable to the name of another one."))
            : run.Output.Contains(" 409 ", StringComparison.Ordinal)
            ? new PackingException("MB5060", $"the feed '{Source}' has another '{name}' already, which it does not give out. Choose another Version.")
            : new PackingException("MB5062", $"'{name}' could not be pushed to '{Source}': {run.Reason}");
    }

    bool HasKey => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(order.ApiKeyVariable ?? NuGetApiKey));

    string[] Insecure => order.AllowInsecureConnections ? ["--allow-insecure-connections"] : [];

    /// <summary>The layout of <c>nuget init</c>: ID/VERSION/ID.VERSION.nupkg.</summary>
    static bool HasFolderPerPackage(string folder) => Directory.Exists(folder)
        && !Directory.EnumerateFiles(folder, "*.nupkg").Any()
        && Directory.EnumerateDirectories(folder).Any(id => Directory.EnumerateFiles(id, "*.nupkg.sha512", SearchOption.AllDirectories).Any());

    static string? FindFile(string folder, string name) => Directory
        .EnumerateFiles(folder, name, new EnumerationOptions { RecurseSubdirectories = true, MatchCasing = MatchCasing.CaseInsensitive })
        .FirstOrDefault();

    /// <summary>In one step, and never over another file.</summary>
    void PutInto(string folder, string package)
    {
        Directory.CreateDirectory(folder);
        var place = Path.Combine(folder, Path.GetFileName(package));
        var unfinished = Path.Combine(folder, $".{Path.GetFileName(package)}.{Guid.NewGuid():N}.tmp");
        try
        {
            File.Copy(package, unfinished);
            NewFile.Move(unfinished, place);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(unfinished);
            throw File.Exists(place)
                ? new PackingException("MB5060", $"'{place}' came to be while it was being pushed. Build again to compare the two.")
                : new PackingException("MB5062", $"'{Path.GetFileName(package)}' could not be pushed to '{Source}': {e.Message}");
        }
    }

    /// <summary>Where the source of that name is: the line after <c>1.  NAME [Enabled]</c>.</summary>
    string FindConfigured()
    {
        var lines = Run("nuget", "list", "source", "--format", "Detailed").StandardOutput.Split('\n', StringSplitOptions.TrimEntries);
        var sources = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i + 1 < lines.Length; i++)
            if (SourceLine().Match(lines[i]) is { Success: true } source)
                sources[source.Groups[1].Value] = lines[i + 1];
        if (sources.TryGetValue(Source, out var place))
            return place;
        var nearest = NearestName.Find(Source, sources.Keys);
        throw new PackingException("MB5061", $"nuget.config has no source {Wording.Quote(Source)}{(nearest is null ? "." : $"; did you mean {Wording.Quote(nearest)}?")} "
            + (sources.Count > 0 ? $"There are: {Wording.List(sources.Keys)}. " : "") + "A folder that does not exist yet is written with a slash, as ./feed.");
    }

    [GeneratedRegex(@"^\d+\.\s+(.+) \[(Enabled|Disabled)\]$")]
    private static partial Regex SourceLine();

    CommandResult Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(dotnet, arguments)
        {
            WorkingDirectory = order.ProjectFolder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        // NuGet remembers for half an hour what a feed has.
        var cache = Directory.CreateTempSubdirectory("modelbuild-feed-");
        start.Environment["NUGET_HTTP_CACHE_PATH"] = cache.FullName;
        // By the environment: a command line is everybody's to read.
        if (order.ApiKeyVariable is not null)
            start.Environment[NuGetApiKey] = Environment.GetEnvironmentVariable(order.ApiKeyVariable);
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            using var end = cancellation.Register(() => process.Kill(entireProcessTree: true));
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            return new(process.ExitCode, output, errors.GetAwaiter().GetResult());
        }
        finally
        {
            cache.Delete(recursive: true);
        }
    }

    sealed partial record CommandResult(int ExitCode, string StandardOutput, string StandardError)
    {
        public string Output => ExitCode == 0 ? StandardOutput : StandardOutput + StandardError;

        /// <summary>The first error, on one line, without the name of its exception, the stack and the usage that follow some.</summary>
        public string Reason
        {
            get
            {
                var lines = (StandardOutput + "\n" + StandardError).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                var reason = Prefix().Replace(lines.FirstOrDefault(line => line.StartsWith("error", StringComparison.OrdinalIgnoreCase)) ?? lines.LastOrDefault() ?? $"exit code {ExitCode}", "");
                return reason.EndsWith('.') ? reason : reason + ".";
            }
        }

        [GeneratedRegex(@"^error:\s*([\w.]+Exception:\s*)?", RegexOptions.IgnoreCase)]
        private static partial Regex Prefix();
    }
}
