using System.CommandLine;
using ModelBuild.Packaging;
using ModelBuild.Verification;

namespace ModelBuild.Tool;

/// <summary><c>modelbuild verify</c>: whether a model package may be used, in one line and an exit code.</summary>
static class VerifyCommand
{
    public static Command Create(Func<string, string?> environment)
    {
        var path = new Argument<string>("PACKAGE|FOLDER") { Description = "A model package (ID.VERSION.nupkg), or a folder with model/ and modelbuild/attestations/, such as one in NuGet's global folder." };
        var keys = new Option<string[]>("--key") { HelpName = "PUBLIC.pem", Description = "A public key to trust, EC P-256 in PEM; can be given more than once. Default: your own keys, the one in MODELBUILD_SIGNING_KEY and the development key, as far as there are any." };
        var password = new Option<string>("--password-variable") { HelpName = "NAME", Description = "The name of the environment variable that holds the password of the key in MODELBUILD_SIGNING_KEY, where that is encrypted." };
        var command = new Command("verify", "Verify that a model package is whole and signed by a trusted key. Offline; nothing of the package is written or executed.") { path, keys, password };
        command.SetAction(result => Run(result.GetRequiredValue(path), result.GetValue(keys) ?? [], result.GetValue(password), environment));
        return command;
    }

    static int Run(string path, string[] keyFiles, string? passwordVariable, Func<string, string?> environment)
    {
        try
        {
            var keys = keyFiles.Length > 0
                ? new TrustedKeys(keyFiles.Select(file => TrustedKey.FromFile(file)))
                : SigningKey.Own(passwordVariable, environment, DevelopmentKey.ProfileFolder(environment));
            if (keys.All.Count == 0)
                throw new VerificationException("MB5030", path, "there is no key to verify with: none was given, and you have none of your own. Name the publisher's with --key PUBLIC.pem.");
            var model = ModelVerifier.Verify(path, keys);
            Console.WriteLine($"{model.Identity}: root sha256:{model.RootSha256}, signed by {Signer(model.Signer)}");
            return 0;
        }
        catch (VerificationException exception)
        {
            Console.Error.WriteLine(exception.Line);
        }
        catch (SigningException exception)
        {
            Console.Error.WriteLine($"{exception.Place}: error {exception.Code}: {exception.Message}");
        }
        return ExitCode.Failed;
    }

    static string Signer(TrustedKey key) => key.Name is { } name ? $"the {name} {key.Id}" : $"the key {key.Id}";
}
