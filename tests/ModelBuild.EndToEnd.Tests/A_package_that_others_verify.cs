using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>
/// What a build packed, verified by the installed tool, by OpenSSL and by Sigstore's own library for npm; by the commands of
/// docs/packages.md.
/// </summary>
public partial class A_package_that_others_verify(SignedPackages packages) : IClassFixture<SignedPackages>
{
    const string Signature = "modelbuild/attestations/model.sig";
    const string Metrics = "model/metrics.json";

    static readonly string[] Verifiers = ["dotnet modelbuild verify", "openssl", "node"];

    static readonly Dictionary<string, Action<ZipArchive, ZipArchive>> Changes = new()
    {
        ["a byte of the weights"] = (package, _) => Flip(package, "model/model.json"),
        ["a byte of the metrics"] = (package, _) => Flip(package, Metrics),
        ["a byte of the manifest"] = (package, _) => Flip(package, "model/modelbuild.manifest.json"),
        ["a byte of the bundle's payload"] = (package, _) => FlipText(package, "\"payload\":\""),
        ["a byte of the bundle's signature"] = (package, _) => FlipText(package, "\"sig\":\""),
        ["an added file"] = (package, _) => Write(package, "model/notes.txt", "more"u8.ToArray()),
        ["a removed file"] = (package, _) => package.GetEntry(Metrics)!.Delete(),
        ["a renamed file"] = (package, _) =>
        {
            var content = Read(package, Metrics);
            package.GetEntry(Metrics)!.Delete();
            Write(package, "model/metrics2.json", content);
        },
        ["the bundle of another package"] = (package, other) => Write(package, Signature, Read(other, Signature)),
    };

    public static MatrixTheoryData<string, string> ChangesAndVerifiers => new(Changes.Keys, Verifiers);

    public static TheoryData<string> AllVerifiers => [.. Verifiers];

    [Theory]
    [MemberData(nameof(AllVerifiers))]
    public async Task Is_accepted(string verifier)
    {
        foreach (var package in new[] { packages.Package, packages.Other })
        {
            var (exitCode, text) = await VerifyAsync(verifier, package);
            exitCode.ShouldBe(0, text);
        }
    }

    [Theory]
    [MemberData(nameof(ChangesAndVerifiers))]
    public async Task Is_refused_after(string change, string verifier)
    {
        var changed = Path.Combine(Directory.CreateDirectory(Path.Combine(packages.Folder, Guid.NewGuid().ToString("N"))).FullName, Path.GetFileName(packages.Package));
        File.Copy(packages.Package, changed);
        using (var package = ZipFile.Open(changed, ZipArchiveMode.Update))
        using (var other = ZipFile.OpenRead(packages.Other))
            Changes[change](package, other);

        var (exitCode, text) = await VerifyAsync(verifier, changed);

        exitCode.ShouldBe(1, text);
        if (verifier == Verifiers[0])
            text.ShouldMatch(@"^[^\n]+: error MB50\d\d: [^\n]+\n$");
    }

    /// <summary>By the block of docs/packages.md that has the verifier's command.</summary>
    async Task<(int ExitCode, string Text)> VerifyAsync(string verifier, string package)
    {
        var blocks = Block().Matches(await File.ReadAllTextAsync(Path.Combine(PackedPackage.Repository, "docs", "packages.md"), TestContext.Current.CancellationToken))
            .Select(block => block.Groups[1].Value).ToArray();
        var unpack = blocks.Single(block => block.StartsWith("unzip ", StringComparison.Ordinal));
        var commands = verifier switch
        {
            "openssl" => unpack,
            "node" => unpack.Split('\n')[0] + "\n" + blocks.Single(block => block.StartsWith("node ", StringComparison.Ordinal)),
            _ => blocks.Single(block => block.StartsWith(verifier, StringComparison.Ordinal)),
        };
        foreach (var program in new[] { "bash", "unzip", "jq", "openssl", "node" }.Where(program => commands.Contains(program, StringComparison.Ordinal) || program == "bash"))
            Assert.SkipUnless(IsInstalled(program), $"{program} is not installed.");
        if (verifier == "node")
            Assert.SkipUnless(Directory.Exists(Path.Combine(PackedPackage.Repository, "tests", "interop", "sigstore", "node_modules")), "Run tests/interop/install first.");
        var folder = Directory.CreateDirectory(Path.Combine(packages.Folder, Guid.NewGuid().ToString("N"))).FullName;
        return await packages.RunAsync(folder, commands
            .Replace("Contoso.BreastCancer.Model.1.2.0.nupkg", $"\"{package}\"", StringComparison.Ordinal)
            .Replace("PACKAGE.nupkg", $"\"{package}\"", StringComparison.Ordinal)
            .Replace("PUBLIC.pem", $"\"{packages.PublicKey}\"", StringComparison.Ordinal)
            .Replace("contoso.pem", $"\"{packages.PublicKey}\"", StringComparison.Ordinal)
            .Replace("tests/interop", Path.Combine(PackedPackage.Repository, "tests", "interop"), StringComparison.Ordinal));
    }

    static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    static void Flip(ZipArchive package, string name)
    {
        var content = Read(package, name);
        content[content.Length / 2] ^= 1;
        Write(package, name, content);
    }

    /// <summary>Another letter of Base64, a little after <paramref name="start"/>.</summary>
    static void FlipText(ZipArchive package, string start)
    {
        var content = Read(package, Signature);
        var at = content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(start)) + start.Length + 40;
        content[at] = content[at] == 'A' ? (byte)'B' : (byte)'A';
        Write(package, Signature, content);
    }

    static byte[] Read(ZipArchive package, string name)
    {
        using var content = new MemoryStream();
        using (var entry = package.GetEntry(name)!.Open())
            entry.CopyTo(content);
        return content.ToArray();
    }

    static void Write(ZipArchive package, string name, byte[] content)
    {
        package.GetEntry(name)?.Delete();
        using var entry = package.CreateEntry(name).Open();
        entry.Write(content);
    }

    [GeneratedRegex("^```bash\n(.*?)\n```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
