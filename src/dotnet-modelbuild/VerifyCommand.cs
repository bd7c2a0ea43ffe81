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
        var trust = new TrustOptions(environment);
        var command = new Command("verify", "Verify that a model package is whole and signed by a trusted key. Offline; nothing of the package is written or executed.") { path };
        var sample = new Option<bool>("--allow-sample") { Description = "Let also pass what was trained on a sample of its data (ModelSample), which is not for release." };
        trust.AddTo(command);
        command.Add(sample);
        command.SetAction(result => Run(result.GetRequiredValue(path), result.GetValue(sample), package => trust.Keys(result, package)));
        return command;
    }

    static int Run(string path, bool allowsSample, Func<string, TrustedKeys> keys)
    {
        try
        {
            var model = ModelVerifier.Verify(path, keys(path));
            if (!model.IsReleasable && !allowsSample)
            {
                Console.Error.WriteLine($"{path}: error MB5066: {model.Identity} was trained on a sample of the data, and is not for release. Train it on all rows, or let it pass with --allow-sample.");
                return ExitCode.Failed;
            }
            Console.WriteLine($"{model.Identity}: root sha256:{model.RootSha256}, signed by {Signer(model.Signer)}{(model.IsReleasable ? "" : "; trained on a sample, not for release")}");
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
