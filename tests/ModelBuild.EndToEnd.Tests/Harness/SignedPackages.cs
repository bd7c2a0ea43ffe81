using System.Security.Cryptography;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>Two packages that builds made and signed with one key, and the tool to verify them with, installed from its package.</summary>
public sealed class SignedPackages(PackedPackage package) : IAsyncLifetime
{
    readonly UserProject project = package.Copy("BreastCancer", $"SignedPackages {Guid.NewGuid():N}");

    /// <summary>A folder for what tests make of the packages.</summary>
    public string Folder => project.Home;

    /// <summary>Another training of the same model.</summary>
    public string Other => project.In("bin", "Debug", "Contoso.Other.1.0.0.nupkg");

    public string PublicKey => Path.Combine(project.Home, "PUBLIC.pem");

    public string Package => project.In("bin", "Debug", "Contoso.BreastCancer.1.0.0.nupkg");

    string Tools => Path.Combine(package.Environment["DOTNET_CLI_HOME"], ".dotnet", "tools");

    public async ValueTask InitializeAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = Path.Combine(project.Home, "signing.pem");
        await File.WriteAllTextAsync(file, key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(PublicKey, key.ExportSubjectPublicKeyInfoPem() + "\n");
        project.Write("other.model.yaml", (await File.ReadAllTextAsync(project.Definition)).Replace("seed: 7", "seed: 8", StringComparison.Ordinal));
        UserProject.Edit(project.ProjectFile, "</Project>", """
            <ItemGroup>
              <ModelDefinition Update="breast-cancer.model.yaml" PackageId="Contoso.BreastCancer" />
              <ModelDefinition Update="other.model.yaml" PackageId="Contoso.Other" />
            </ItemGroup></Project>
            """);
        (await project.BuildAsync("-t:PackModel", $"-p:ModelSigningKeyFile={file}")).ShouldSucceed();
        var readme = await File.ReadAllLinesAsync(Path.Combine(PackedPackage.Repository, "README.md"));
        (await project.DotnetAsync(readme.Single(line => line.StartsWith("dotnet tool install ", StringComparison.Ordinal)).Split(' ')[1..])).ShouldSucceed();
    }

    public ValueTask DisposeAsync()
    {
        Folders.Delete(project.Home);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs commands where the tool is on the path; the first that fails ends them.</summary>
    internal async Task<(int ExitCode, string Text)> RunAsync(string folder, string commands)
    {
        var environment = new Dictionary<string, string>(project.Environment) { ["PATH"] = $"{Tools}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}" };
        using var shell = ChildProcess.Start("bash", ["-c", $"set -euo pipefail\n{commands}"], folder, environment);
        return await shell.EndAsync();
    }
}
