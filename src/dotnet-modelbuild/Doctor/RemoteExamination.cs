using System.Text.Json;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Packaging;
using ModelBuild.Store.Remote;
using ModelBuild.Verification;

namespace ModelBuild.Tool;

/// <summary>The remote cache that a project's properties name: asked for something that it has not, and where it may be written, given something and asked for that.</summary>
static class RemoteExamination
{
    /// <summary>Always the same bytes, so that it leaves one object, however often.</summary>
    static readonly byte[] Trial = "modelbuild doctor was here\n"u8.ToArray();

    static readonly string[] Properties =
    [
        "ModelRemoteCache", "ModelRemoteCacheMode", "ModelRemoteCacheSecretVariable", "ModelRemoteCacheTrustedKeys", "ModelRemoteCacheTokenVariable",
        "ModelRemoteCacheAllowInsecureConnections", "ModelSigningKeyFile", "ModelSigningKeyPasswordVariable",
    ];

    public static Examination Of(string projectFile, CancellationToken stop)
    {
        var problems = new List<string>();
        if (Evaluate(projectFile, problems) is not { } values)
            return new("not known", problems);
        var settings = new RemoteSettings(values[0], values[1], values[2], values[3], values[4], values[5].Equals("true", StringComparison.OrdinalIgnoreCase));
        var (order, error) = settings.Read(projectFile, new(values[6].Length > 0 ? Path.GetFullPath(values[6], Path.GetDirectoryName(projectFile)!) : null, values[7].Length > 0 ? values[7] : null));
        if (error is not null)
            problems.Add($"{error.Code}: {error.Message}");
        if (order is null)
            return new(error is null ? "none" : "not usable", problems);
        try
        {
            using var remote = OpenedRemote.Open(order, Environment.GetEnvironmentVariable, happened =>
            {
                if (happened is DiagnosticEvent { Diagnostic: var diagnostic })
                    problems.Add($"{diagnostic.Code}: {diagnostic.Message}");
            });
            if (remote is not null)
                TryOutAsync(remote.Access.Place, remote.Access.Sealer is not null, problems, stop).GetAwaiter().GetResult();
        }
        catch (VerificationException e)
        {
            problems.Add($"{e.Code}: {e.Place}: {e.Message}");
        }
        catch (SigningException e)
        {
            problems.Add($"{e.Code}: {e.Place}: {e.Message}");
        }
        return new($"{order.Place}, {(order.IsReadOnly ? "read only" : "read and written")}{(problems.Count == 0 ? ": answers" : "")}", problems);
    }

    static async Task TryOutAsync(IRemotePlace place, bool writes, List<string> problems, CancellationToken stop)
    {
        var digest = Digest.Of(Trial);
        try
        {
            using (var nothing = await place.OpenAsync(RemotePath.OfEntry(Digest.OfText(Guid.NewGuid().ToString())), 0, version: null, stop))
                if (nothing is not null)
                    Find("has something under a name that nobody ever used. What answers there is no cache; look at the URL.");
            if (!writes)
                return;
            await place.PutAsync(RemotePath.OfObject(digest), new MemoryStream(Trial), Trial.Length, stop);
            if (!await place.ContainsAsync(RemotePath.OfObject(digest), Trial.Length, stop))
                Find("took an object, and says that it does not have it.");
            using var content = await place.OpenAsync(RemotePath.OfObject(digest), 0, version: null, stop);
            if (content is null || !await GivesAsync(content, stop))
                Find("took an object, and does not give it back as it was.");
        }
        catch (RemoteException e)
        {
            Find($"{e.Message}.");
        }

        void Find(string message) => problems.Add($"'{place.Name}' {message}");
    }

    static async Task<bool> GivesAsync(RemoteContent content, CancellationToken stop)
    {
        var bytes = new byte[Trial.Length + 1];
        var length = 0;
        while (length < bytes.Length && await content.ReadAsync(bytes.AsMemory(length), stop) is > 0 and var count)
            length += count;
        return bytes.AsSpan(0, length).SequenceEqual(Trial);
    }

    /// <summary>The values of <see cref="Properties"/> as a build would have them; null where the project cannot be evaluated.</summary>
    static string[]? Evaluate(string projectFile, List<string> problems)
    {
        var (exitCode, output) = Sdk.Run(["msbuild", projectFile, "-nologo", .. Properties.Select(property => $"-getProperty:{property}")]);
        try
        {
            if (exitCode == 0)
            {
                using var document = JsonDocument.Parse(output);
                var values = document.RootElement.GetProperty("Properties");
                return [.. Properties.Select(property => values.GetProperty(property).GetString()!.Trim())];
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException)
        {
            // Said below.
        }
        problems.Add($"'{projectFile}' cannot be evaluated: {Wording.OneLine(output.Trim())}");
        return null;
    }
}
