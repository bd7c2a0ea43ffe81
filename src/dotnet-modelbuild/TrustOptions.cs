using System.CommandLine;
using ModelBuild.Packaging;
using ModelBuild.Verification;

namespace ModelBuild.Tool;

/// <summary>The options of commands that verify a package: whose signatures count.</summary>
sealed class TrustOptions(Func<string, string?> environment)
{
    readonly Option<string[]> keys = new("--key") { HelpName = "PUBLIC.pem", Description = "A public key to trust, EC P-256 in PEM; can be given more than once. Default: your own keys, the one in MODELBUILD_SIGNING_KEY and the development key, as far as there are any." };
    readonly Option<string> password = new("--password-variable") { HelpName = "NAME", Description = "The name of the environment variable that holds the password of the key in MODELBUILD_SIGNING_KEY, where that is encrypted." };

    public void AddTo(Command command)
    {
        command.Add(keys);
        command.Add(password);
    }

    /// <summary>The keys that count. Throws <see cref="VerificationException"/> or <see cref="SigningException"/>.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="package">What is to be verified.</param>
    public TrustedKeys Keys(ParseResult result, string package)
    {
        var trusted = result.GetValue(keys) is { Length: > 0 } files
            ? new TrustedKeys(files.Select(file => TrustedKey.FromFile(file)))
            : SigningKey.Own(result.GetValue(password), environment, DevelopmentKey.ProfileFolder(environment));
        return trusted.All.Count > 0
            ? trusted
            : throw new VerificationException("MB5030", package, "there is no key to verify with: none was given, and you have none of your own. Name the publisher's with --key PUBLIC.pem.");
    }
}
