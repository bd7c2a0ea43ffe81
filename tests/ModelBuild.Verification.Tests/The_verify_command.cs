using System.Text;
using ModelBuild.Packaging;

namespace ModelBuild.Verification.Tests;

/// <summary><c>dotnet modelbuild verify</c>, as a process.</summary>
public sealed class The_verify_command : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly string publicKey;
    readonly Dictionary<string, string?> environment;

    public The_verify_command()
    {
        publicKey = folder.Write("PUBLIC.pem", Encoding.ASCII.GetBytes(Keys.Publisher.All.Single().Pem));
        environment = new() { ["XDG_CONFIG_HOME"] = folder["profile"], [SigningKey.Variable] = null };
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Says_in_one_line_what_was_verified()
    {
        var package = TestPackage.Good;
        var line = $"Contoso.BreastCancer.Model 1.2.0: root sha256:{RootDigest.Of(package.Resources())}, signed by the key {Keys.Publisher.All.Single().Id}\n";

        Verify(package.WriteArchive(folder), "--key", publicKey).ShouldBe((0, line));
        Verify(package.WriteFolder(folder), "--key", publicKey).ShouldBe((0, line));
    }

    [Fact]
    public void Says_in_one_line_why_it_is_refused()
    {
        var path = TestPackage.Good.Flip(TestPackage.Weights).WriteArchive(folder);

        var (code, text) = Verify(path, "--key", publicKey);

        code.ShouldBe(1);
        text.ShouldStartWith($"{path}: error MB5020: model/weights/part-1.bin has the SHA-256 digest ");
        text.Count(c => c == '\n').ShouldBe(1);
    }

    [Fact]
    public void Trusts_the_users_own_keys_where_none_is_given()
    {
        var path = TestPackage.Good.WriteArchive(folder);
        Verify(path).ShouldSatisfyAllConditions(result => result.ExitCode.ShouldBe(1), result => result.Text.ShouldContain("error MB5030: "));
        Directory.Exists(folder["profile"]).ShouldBeFalse("verifying makes no key");

        environment[SigningKey.Variable] = Keys.PublisherPem;
        Verify(path).ExitCode.ShouldBe(0);

        environment[SigningKey.Variable] = "no key";
        Verify(path).ShouldSatisfyAllConditions(result => result.ExitCode.ShouldBe(1), result => result.Text.ShouldStartWith("MODELBUILD_SIGNING_KEY: error MB5033: "));
    }

    [Fact]
    public void Says_development_key_where_it_is_one()
    {
        using (SigningKey.Find(null, null, _ => null, folder["profile"]))
        {
            // Made by asking for it.
        }
        var pem = File.ReadAllText(DevelopmentKey.PathIn(folder["profile"]));
        Verify(new TestPackage { KeyPem = pem }.Sign().WriteArchive(folder)).Text.ShouldContain("signed by the development key ");
        Verify(TestPackage.Good.WriteArchive(folder)).Text.ShouldContain("error MB5015: ");
    }

    [Fact]
    public void Ends_with_2_where_it_is_not_understood()
    {
        Verify().ExitCode.ShouldBe(2);
        Verify("a", "b").ExitCode.ShouldBe(2);
        Verify("a", "--key").ExitCode.ShouldBe(2);
        Verify("a", "--unknown").ExitCode.ShouldBe(2);
        Verify("--help").ShouldSatisfyAllConditions(result => result.ExitCode.ShouldBe(0), result => result.Text.ShouldContain("--key <PUBLIC.pem>"));
    }

    (int ExitCode, string Text) Verify(params string[] arguments)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)); // bin/CONFIGURATION/FRAMEWORK
        var tool = Path.Combine(OtherProgram.Repository, "src", "dotnet-modelbuild", "bin", output.Parent!.Name, output.Name, "modelbuild.dll");
        return OtherProgram.Run("dotnet", environment, [tool, "verify", .. arguments]);
    }
}
