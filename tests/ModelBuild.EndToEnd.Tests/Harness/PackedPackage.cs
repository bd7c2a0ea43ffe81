using System.Reflection;

[assembly: AssemblyFixture(typeof(ModelBuild.EndToEnd.Tests.PackedPackage))]
[assembly: CollectionBehavior(MaxParallelThreads = 2)]

namespace ModelBuild.EndToEnd.Tests;

/// <summary>
/// The packages and the tool, packed once for all tests, on a feed that is the only one; and projects that use it, restored and trained
/// once, to be copied by each test. Everything is in one temporary folder, fenced from whatever lies above it.
/// </summary>
public sealed class PackedPackage : IAsyncLifetime
{
    /// <summary>Paths with spaces and letters from anywhere are paths.</summary>
    const string AwkwardName = "Zoë's prøjects 数";

    readonly string root = Directory.CreateTempSubdirectory("modelbuild-e2e-").FullName;

    /// <summary>The repository: the folder above that has the solution.</summary>
    public static string Repository { get; } = Above(AppContext.BaseDirectory);

    /// <summary>A folder with the packages.</summary>
    public string Feed => Path.Combine(root, "feed");

    /// <summary>Where tests make their folders.</summary>
    public string Projects => Path.Combine(root, AwkwardName);

    /// <summary>The extracted package that projects use.</summary>
    public string Extracted => Path.Combine(Packages, "modelbuild", "0.1.0");

    /// <summary>The tool's and the engine's program.</summary>
    public string Tool => Directory.GetFiles(Path.Combine(Extracted, "engine"), "dotnet-modelbuild.dll", SearchOption.AllDirectories).MinBy(path => Path.GetFileName(Path.GetDirectoryName(path)) == "any")!;

    string Packages => Path.Combine(root, "packages");

    /// <summary>What every process of the tests is given.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["NUGET_PACKAGES"] = Packages,
        // Where a development key would be made.
        ["XDG_CONFIG_HOME"] = Path.Combine(root, "config"),
        ["DOTNET_CLI_HOME"] = Path.Combine(root, "home"),
        // A first run in a new home would make a certificate and edit the user's shell profile.
        ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
        ["DOTNET_ADD_GLOBAL_TOOLS_TO_PATH"] = "false",
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["GIT_CONFIG_GLOBAL"] = Path.Combine(root, "no-git-config"),
    };

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Projects);
        var configuration = typeof(PackedPackage).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        // Not with the isolated packages: packing uses the compiler that restoring the repository brought.
        foreach (var project in new[] { "ModelBuild.Package", "ModelBuild.Sql", "ModelBuild.TestAdapter", "dotnet-modelbuild" })
        {
            using var pack = ChildProcess.Start("dotnet", ["pack", Path.Combine(Repository, "src", project), "--no-build", "-c", configuration, "-o", Feed, "-nodeReuse:false"], Repository, new Dictionary<string, string>());
            var (exitCode, text) = await pack.EndAsync();
            exitCode.ShouldBe(0, text);
        }

        Fence();
        await Task.WhenAll(PrepareAsync("BreastCancer"), PrepareAsync("Words"));
    }

    /// <summary>A project of its own for a test: its sources, restored, and what a build left in it and in its cache.</summary>
    internal UserProject Copy(string template, string name)
    {
        var copy = new UserProject(this, Path.Combine(Projects, name), template);
        Folders.Copy(Template(template).Home, copy.Home);
        return copy;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var folder in new[] { Feed, Packages, Path.Combine(root, "home"), Template("BreastCancer").Home, Template("Words").Home })
            Folders.Delete(folder);
        // Tests delete their own folders, but for those that failed.
        if (Directory.GetDirectories(Projects).Length == 0)
            Folders.Delete(root);
        return ValueTask.CompletedTask;
    }

    /// <summary>What copies of a name are made of.</summary>
    internal UserProject Template(string name) => new(this, Path.Combine(Projects, "template of " + name), name);

    async Task PrepareAsync(string name)
    {
        var template = Template(name);
        Directory.CreateDirectory(template.Home);
        if (name == "BreastCancer")
            Folders.Copy(Path.Combine(Repository, "samples", name), template.Folder, "bin", "obj", ".modelbuild");
        else
            WordsProject.Write(template);
        (await template.DotnetAsync("restore")).ShouldSucceed();
        (await template.TrainAsync()).ShouldSucceed();
        template.ForgetRuns();
    }

    /// <summary>Nothing above counts, and nothing but the package can be restored: one reference is enough.</summary>
    void Fence()
    {
        // That generated file has the project's path in it: each copy would be compiled again, which takes longer than all the rest.
        File.WriteAllText(Path.Combine(Projects, "Directory.Build.props"),
            "<Project><PropertyGroup><GenerateMSBuildEditorConfigFile>false</GenerateMSBuildEditorConfigFile></PropertyGroup></Project>\n");
        foreach (var name in new[] { "Directory.Build.targets", "Directory.Packages.props" })
            File.WriteAllText(Path.Combine(Projects, name), "<Project />\n");
        File.WriteAllText(Path.Combine(Projects, "Directory.Build.rsp"), "");
        File.WriteAllText(Path.Combine(Projects, ".editorconfig"), "root = true\n");
        File.Copy(Path.Combine(Repository, "global.json"), Path.Combine(Projects, "global.json"));
        File.WriteAllText(Path.Combine(Projects, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="packed" value="{Feed}" /></packageSources>
            </configuration>
            """);
    }

    static string Above(string folder) =>
        File.Exists(Path.Combine(folder, "ModelBuild.sln")) ? folder : Above(Path.GetDirectoryName(folder)!);
}
