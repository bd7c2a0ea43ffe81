using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Protocol;
using ModelBuild.Execution.Remote;
using ModelBuild.Packaging;
using ModelBuild.Store.Remote;
using ModelBuild.Verification;

namespace ModelBuild.Tool;

/// <summary>
/// The remote cache that a request names, with the secrets and keys that it takes to use it. Secrets are read here, from the
/// environment, and go nowhere else. Apart from the rest, so that builds without one load nothing of it.
/// </summary>
sealed class OpenedRemote : IDisposable
{
    readonly SigningKey? key;

    OpenedRemote(RemoteAccess access, SigningKey? key) => (Access, this.key) = (access, key);

    public RemoteAccess Access { get; }

    /// <summary>Null where what it takes is not in the environment; a warning says so.</summary>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <exception cref="VerificationException">The file of trusted keys cannot be used.</exception>
    /// <exception cref="SigningException">The key that is to sign cannot be used.</exception>
    public static OpenedRemote? Open(RemoteOrder order, Func<string, string?> environment, Action<EngineEvent> report)
    {
        var secret = order.SecretVariable is null ? null : Secret(order.SecretVariable);
        var trusted = order.TrustedKeys is null ? [] : KeyFile.Read(order.TrustedKeys);
        IEntryWitness[] witnesses = [.. secret is null ? Array.Empty<IEntryWitness>() : [secret], .. trusted.Select(one => new KeyWitness(one))];
        if (witnesses.Length == 0)
            return null;
        var signing = order.IsReadOnly || order.TrustedKeys is null ? null : FindKey(order.Key, environment);
        IEntrySealer? sealer = order.IsReadOnly ? null : signing is null ? secret : new KeySealer(signing);
        if (sealer is null && !order.IsReadOnly)
            Warn("MB6016", $"nothing is uploaded, since there is no key to sign with: neither ModelSigningKeyFile nor {SigningKey.Variable} is set. Set ModelRemoteCacheMode=read where results are only to be read.");
        IRemotePlace place = order.IsServer ? new HttpPlace(order.Place, Authorization()) : new FolderPlace(order.Place);
        return new(new(place, witnesses, sealer), signing);

        SharedSecret? Secret(string variable)
        {
            var text = environment(variable)?.Trim() ?? "";
            if (text.Length >= SharedSecret.LeastLength)
                return new(text);
            Warn("MB6015", text.Length == 0
                ? $"the environment variable '{variable}', which is to hold its secret, is not set. {Unused()}"
                : $"the secret in the environment variable '{variable}' has less than {SharedSecret.LeastLength} characters, so that others could find it by trying. {Unused()} Make one with: openssl rand -hex 32");
            return null;
        }

        string Unused() => order.TrustedKeys is null ? "This build goes on without the remote cache." : "Only what trusted keys signed counts.";

        string? Authorization()
        {
            if (order.TokenVariable is null)
                return null;
            var token = environment(order.TokenVariable)?.Trim() ?? "";
            if (token.Length > 0 && token.All(c => c is >= ' ' and < '\u007f'))
                return token.Contains(' ', StringComparison.Ordinal) ? token : $"Bearer {token}";
            Warn("MB6015", $"the environment variable '{order.TokenVariable}', which is to hold its token, {(token.Length == 0 ? "is not set" : "holds something that is no token")}. It is asked without one.");
            return null;
        }

        void Warn(string code, string message) =>
            report(new DiagnosticEvent(new(code, Severity.Warning, Mark.Of(order.Place), $"the remote cache: {message}")));
    }

    public void Dispose()
    {
        Access.Place.Dispose();
        key?.Dispose();
    }

    /// <summary>One that somebody set up: nobody else trusts a development key.</summary>
    static SigningKey? FindKey(KeyOrder key, Func<string, string?> environment) =>
        key.File is null && environment(SigningKey.Variable) is null or ""
            ? null
            : SigningKey.Find(key.File, key.PasswordVariable, environment, DevelopmentKey.ProfileFolder(environment));

    static string IdOf(string keyId) => "ecdsa-p256:" + keyId;

    /// <summary>Whoever has the private half of a key.</summary>
    sealed class KeyWitness(TrustedKey key) : IEntryWitness
    {
        const int ShownDigits = 12;

        public string Id => IdOf(key.Id);

        public string Words => $"signed by {key.Id[..ShownDigits]}";

        public bool Sealed(ReadOnlySpan<byte> text, ReadOnlySpan<byte> seal) => key.Verifies(text, seal);
    }

    sealed class KeySealer(SigningKey key) : IEntrySealer
    {
        public string Id => IdOf(key.KeyId);

        public byte[] Seal(ReadOnlySpan<byte> text)
        {
            lock (key)
                return key.Sign(text);
        }
    }
}
