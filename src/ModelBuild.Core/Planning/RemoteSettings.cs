using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Core.Planning;

/// <summary>What a project says of its remote cache, as it is written there. Empty means that nothing is said.</summary>
/// <param name="Place">A URL, or the path of a folder from the project's folder.</param>
/// <param name="Mode"><c>read-write</c>, the default, or <c>read</c>.</param>
/// <param name="SecretVariable">See <see cref="RemoteOrder.SecretVariable"/>.</param>
/// <param name="TrustedKeys">A file, from the project's folder.</param>
/// <param name="TokenVariable">See <see cref="RemoteOrder.TokenVariable"/>.</param>
/// <param name="AllowsInsecureConnections">Whether a server without TLS may be elsewhere than on this machine.</param>
public sealed record RemoteSettings(string Place, string Mode, string SecretVariable, string TrustedKeys, string TokenVariable, bool AllowsInsecureConnections)
{
    const string Https = "https";
    const string Http = "http";

    /// <summary>The order, or the first thing that is wrong with it; neither where no remote cache is set.</summary>
    /// <param name="projectFile">The place of an error.</param>
    /// <param name="key">The key that signs.</param>
    public (RemoteOrder? Order, Diagnostic? Error) Read(string projectFile, KeyOrder key)
    {
        if (Place.Length == 0)
            return default;
        var folder = Path.GetDirectoryName(projectFile)!;
        string place;
        if (HasScheme(Place))
        {
            // The messages do not repeat it: what is wrong in an address may be a secret.
            if (!Uri.TryCreate(Place, UriKind.Absolute, out var address) || address.Scheme is not (Https or Http))
                return Error("MB6010", "ModelRemoteCache is not the address of a server that this version knows. Set it to an https URL, or to the path of a folder.");
            if (address.UserInfo.Length > 0)
                return Error("MB6011", "ModelRemoteCache has a user name or password in it, which every log of the build would show. Take it out, put what the server wants into an environment variable, and name that with ModelRemoteCacheTokenVariable.");
            if (address.Query.Length > 0 || address.Fragment.Length > 0)
                return Error("MB6010", "ModelRemoteCache has a query or a fragment, and objects are found by their paths alone. Set it to an https URL that ends with a path.");
            if (address.Scheme == Http && !address.IsLoopback && !AllowsInsecureConnections)
                return Error("MB6012", $"ModelRemoteCache '{address.Host}' is a server without TLS: everybody on the way reads data, models and the token. Use https, or set ModelRemoteCacheAllowInsecureConnections=true.");
            place = address.GetLeftPart(UriPartial.Path).TrimEnd('/');
        }
        else
        {
            place = Path.GetFullPath(Place, folder);
        }
        if (!Is(Mode, "") && !Is(Mode, "read") && !Is(Mode, "read-write"))
            return Error("MB6013", $"ModelRemoteCacheMode is {Wording.Quote(Mode)}, and must be read-write or read.");
        if (SecretVariable.Length == 0 && TrustedKeys.Length == 0)
            return Error("MB6014", "nothing says whose results of the remote cache count, and whoever can write there could otherwise put any model in the place of yours. "
                + "Set ModelRemoteCacheSecretVariable to the NAME of an environment variable with a secret, or ModelRemoteCacheTrustedKeys to a file of public keys.");
        return (new()
        {
            Place = place,
            IsReadOnly = Is(Mode, "read"),
            SecretVariable = OrNull(SecretVariable),
            TrustedKeys = TrustedKeys.Length == 0 ? null : Path.GetFullPath(TrustedKeys, folder),
            TokenVariable = OrNull(TokenVariable),
            Key = key,
        }, null);

        (RemoteOrder?, Diagnostic?) Error(string code, string message) => (null, Diagnostic.Error(code, new(projectFile, 0, 0), message));
    }

    /// <summary>Letters before a colon; one alone is a drive of Windows.</summary>
    static bool HasScheme(string text)
    {
        var end = text.IndexOf(':', StringComparison.Ordinal);
        return end > 1 && !text.AsSpan(0, end).ContainsAny('/', '\\');
    }

    static bool Is(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);

    static string? OrNull(string text) => text.Length == 0 ? null : text;
}
