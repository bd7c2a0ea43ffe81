using System.Security.Cryptography;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>
/// Every command of samples/ci is run, in the order of a change's life: its pull request, main, its release. What talks to the system's own
/// server (gh, curl) is a stand-in that writes down what it was told; everything else is real.
/// </summary>
public class Workflows_of_CI_systems(PackedPackage package) : EndToEndTest(package)
{
    static readonly Dictionary<string, (string Variable, Func<string, string> Value)> Base = new()
    {
        ["github"] = ("GITHUB_BASE_REF", _ => "main"),
        ["azure"] = ("SYSTEM_PULLREQUEST_TARGETBRANCH", _ => "refs/heads/main"),
        ["gitlab"] = ("CI_MERGE_REQUEST_DIFF_BASE_SHA", commit => commit),
    };

    static IReadOnlyList<(string Script, IReadOnlyList<string> Variables)> Steps(string system, string when) => (system, when) switch
    {
        ("github", "pull request") => Workflow.Read("github/pull-request.yml").OfGitHub(),
        ("github", "main") => Workflow.Read("github/main.yml").OfGitHub(),
        ("github", _) => Workflow.Read("github/release.yml").OfGitHub(),
        ("azure", "release") => Workflow.Read("azure/release.yml").OfAzure(isPullRequest: false),
        ("azure", _) => Workflow.Read("azure/azure-pipelines.yml").OfAzure(when == "pull request"),
        (_, "pull request") => Workflow.Read("gitlab/.gitlab-ci.yml").OfGitLab("merge-request"),
        _ => Workflow.Read("gitlab/.gitlab-ci.yml").OfGitLab(when),
    };

    [Theory]
    [InlineData("github")]
    [InlineData("azure")]
    [InlineData("gitlab")]
    public async Task Judge_a_pull_request_stage_main_and_release_the_same_file(string system)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the workflows run on Linux");
        var project = Trained();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        project.Write("model-key.pub.pem", key.ExportSubjectPublicKeyInfoPem() + "\n");
        project.Write(".gitignore", "bin/\nobj/\nreports/\nstaged/\n.tools/\nsummary.md\nsaid.txt\n");
        project.EditDefinition("  - { metric: accuracy, min: 0.93 }", "  - { metric: accuracy, against: champion, maxRegression: 0.02, ifMissing: pass }");
        await Git.RunAsync(project, "init", "--quiet", "--initial-branch=main");
        (await project.TrainAsync()).ShouldSucceed();
        await Git.CommitAsync(project);
        await Git.RunAsync(project, "clone", "--quiet", "--bare", ".", "../origin.git");
        await Git.RunAsync(project, "remote", "add", "origin", "../origin.git");
        await Git.RunAsync(project, "fetch", "--quiet", "origin");
        var variables = new Dictionary<string, string>
        {
            ["STAGING_FEED"] = Path.Combine(project.Home, "staging"),
            ["PRODUCTION_FEED"] = Directory.CreateDirectory(Path.Combine(project.Home, "production")).FullName,
            ["MODELBUILD_SIGNING_KEY"] = key.ExportPkcs8PrivateKeyPem(),
            ["NUGET_API_KEY"] = "none",
            ["PACKAGE"] = "Contoso.BreastCancer.Model",
            ["VERSION"] = "1.0.0",
            ["SAID"] = project.In("said.txt"),
            ["GH_TOKEN"] = "token",
            ["PULL_REQUEST"] = "7",
            ["COMMENT_TOKEN"] = "token",
            ["CI_API_V4_URL"] = "https://gitlab.example/api/v4",
            ["CI_PROJECT_ID"] = "1",
            ["CI_MERGE_REQUEST_IID"] = "7",
            ["PATH"] = $"{StandIns(project)}:{Environment.GetEnvironmentVariable("PATH")}",
        };

        await Git.RunAsync(project, "checkout", "--quiet", "-b", "work");
        project.EditDefinition("l2: 1.0", "l2: 0.9");
        (await project.TrainAsync("-p:ModelBaseRevision=main")).ShouldSucceed();
        await Git.CommitAsync(project);
        var (name, value) = Base[system];
        await RunAsync(project, Steps(system, "pull request"), new(variables) { [name] = value(await CommitAsync(project, "origin/main")) });

        var summary = await File.ReadAllTextAsync(project.In("reports", "breast-cancer", "summary.md"), TestContext.Current.CancellationToken);
        summary.ShouldContain("train.l2");
        summary.ShouldContain("evaluated");
        (await File.ReadAllTextAsync(project.In("summary.md"), TestContext.Current.CancellationToken)).ShouldBe(summary);
        if (system != "azure")
            (await File.ReadAllTextAsync(project.In("said.txt"), TestContext.Current.CancellationToken)).ShouldContain("7");

        await Git.RunAsync(project, "checkout", "--quiet", "main");
        await Git.RunAsync(project, "merge", "--quiet", "work");
        await RunAsync(project, Steps(system, "main"), variables);

        var staged = Path.Combine(variables["STAGING_FEED"], "Contoso.BreastCancer.Model.1.0.0.nupkg");
        File.Exists(staged).ShouldBeTrue();

        await RunAsync(project, Steps(system, "release"), variables);

        var released = Directory.GetFiles(variables["PRODUCTION_FEED"], "*.nupkg", SearchOption.AllDirectories).ShouldHaveSingleItem();
        (await File.ReadAllBytesAsync(released, TestContext.Current.CancellationToken)).ShouldBe(await File.ReadAllBytesAsync(staged, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("github")]
    [InlineData("azure")]
    [InlineData("gitlab")]
    public void Ask_for_no_secret_on_a_command_line(string system)
    {
        foreach (var when in new[] { "pull request", "main", "release" })
            foreach (var (script, _) in Steps(system, when))
            {
                script.ShouldNotContain("${{");
                script.ShouldNotContain("api-key");
                script.ShouldNotContain("SIGNING_KEY");
            }
    }

    static readonly string Scripts = Path.Combine(PackedPackage.Repository, "tests", "interop", "workflows");

    [Theory]
    [InlineData("github/pull-request.yml")]
    [InlineData("github/main.yml")]
    [InlineData("github/release.yml")]
    public async Task Are_workflows_to_the_parser_of_GitHub(string file)
    {
        NeedNode();
        var folder = Directory.CreateDirectory(Path.Combine(Package.Projects, $"parser {Guid.NewGuid():N}")).FullName;
        try
        {
            // It imports JSON as bundlers let it, and as Node does not.
            var parser = Path.Combine(folder, "github.cjs");
            (await SayAsync(Path.Combine(Scripts, "node_modules", ".bin", "esbuild"), "github.mjs", "--bundle", "--platform=node", "--outfile=" + parser, "--log-level=error")).ShouldBeEmpty();
            (await SayAsync("node", parser, Path.Combine(Workflow.Folder, file))).ShouldBeEmpty();
            var wrong = Path.Combine(folder, "wrong.yml");
            await File.WriteAllTextAsync(wrong, (await File.ReadAllTextAsync(Path.Combine(Workflow.Folder, file), TestContext.Current.CancellationToken)).Replace("runs-on:", "run-on:", StringComparison.Ordinal), TestContext.Current.CancellationToken);
            (await SayAsync("node", parser, wrong)).ShouldContain("Unexpected value 'run-on'");
        }
        finally
        {
            Folders.Delete(folder);
        }
    }

    [Fact]
    public async Task Are_a_pipeline_to_the_schema_of_GitLab()
    {
        NeedNode();
        var file = Path.Combine(Workflow.Folder, "gitlab", ".gitlab-ci.yml");
        (await SayAsync("node", "gitlab.mjs", file)).ShouldBeEmpty();
        var wrong = Path.Combine(Package.Projects, $"wrong {Guid.NewGuid():N}.yml");
        await File.WriteAllTextAsync(wrong, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("  script:", "  scrpt:", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        (await SayAsync("node", "gitlab.mjs", wrong)).ShouldContain("/main must NOT have additional properties");
        File.Delete(wrong);
    }

    static void NeedNode() => Assert.SkipUnless(Directory.Exists(Path.Combine(Scripts, "node_modules")), "needs GitHub's parser and GitLab's schema, which tests/interop/install brings");

    static async Task<string> SayAsync(string program, params string[] arguments)
    {
        using var process = ChildProcess.Start(program, arguments, Scripts, new Dictionary<string, string>());
        var (exitCode, text) = await process.EndAsync();
        exitCode.ShouldBe(0, text);
        return text;
    }

    /// <summary>A folder with programs of these names that write down their arguments, and succeed where the files that they are given are there.</summary>
    static string StandIns(UserProject project)
    {
        var folder = Directory.CreateDirectory(Path.Combine(project.Home, "stand-ins")).FullName;
        foreach (var name in new[] { "gh", "curl" })
        {
            var file = Path.Combine(folder, name);
            File.WriteAllText(file, $"#!/bin/sh\necho \"{name} $*\" >> \"$SAID\"\n[ -s summary.md ]\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        return folder;
    }

    static async Task RunAsync(UserProject project, IReadOnlyList<(string Script, IReadOnlyList<string> Variables)> steps, Dictionary<string, string> variables)
    {
        steps.ShouldNotBeEmpty();
        Folders.Delete(project.In("reports"));
        foreach (var (script, needed) in steps)
        {
            needed.Except(variables.Keys).ShouldBeEmpty();
            // In Release, as the workflows build, nothing is there yet: no restore of the test's own may hide a missing one.
            using var process = ChildProcess.Start("bash", ["-e", "-c", script], project.Folder, new Dictionary<string, string>(project.Environment.Concat(variables.Where(variable => !project.Environment.ContainsKey(variable.Key)))));
            var (exitCode, text) = await process.EndAsync();
            exitCode.ShouldBe(0, $"{script}\n{text}");
        }
    }

    static async Task<string> CommitAsync(UserProject project, string revision)
    {
        using var git = ChildProcess.Start("git", ["rev-parse", revision], project.Folder, project.Environment);
        var (exitCode, text) = await git.EndAsync();
        exitCode.ShouldBe(0, text);
        return text.Trim();
    }
}
