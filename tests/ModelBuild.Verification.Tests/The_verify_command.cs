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
    public void Refuses_an_empty_path()
    {
        Verify("", "--key", publicKey).ShouldBe((1, "the package: error MB5001: its path is empty. Give the path of a package or folder.\n"));
        Verify(TestPackage.Good.WriteArchive(folder), "--key", "").ShouldBe((1, "the key: error MB5029: the path of a key to verify with is empty. Give the file of a public key.\n"));
    }

    [Fact]
    public void Refuses_a_key_that_is_a_pipe_without_waiting_for_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no mkfifo on Windows.");
        OtherProgram.Run("mkfifo", folder["pipe.pem"]).ExitCode.ShouldBe(0);
        File.CreateSymbolicLink(folder["link-to-pipe.pem"], folder["pipe.pem"]);
        File.CreateSymbolicLink(folder["link.pem"], publicKey);
        var path = TestPackage.Good.WriteArchive(folder);

        foreach (var name in (string[])["pipe.pem", "link-to-pipe.pem"])
            Verify(path, "--key", folder[name]).ShouldBe((1, $"{folder[name]}: error MB5029: a key to verify with is a pipe, socket or device, and no file. Give the file of a public key.\n"));
        Verify(path, "--key", "/dev/null").ShouldSatisfyAllConditions(result => result.ExitCode.ShouldBe(1), result => result.Text.ShouldContain("error MB5029: "));
        Verify(path, "--key", folder["link.pem"]).ExitCode.ShouldBe(0);
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
        var tool = Path.Combine(OtherProgram.Repository, "src", "dotnet-modelbuild", "bin", output.Parent!.Name, output.Name, "dotnet-modelbuild.dll");
        return OtherProgram.Run("dotnet", environment, [tool, "verify", .. arguments]);
    }
}
