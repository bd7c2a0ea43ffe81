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

    static IReadOnlyList<WorkflowStep> Steps(string system, string when) => (system, when) switch
    {
        ("github", "pull request") => Workflow.Read("github/pull-request.yml").OfGitHub(),
        ("github", "main") => Workflow.Read("github/main.yml").OfGitHub(),
        ("github", _) => Workflow.Read("github/release.yml").OfGitHub(),
        ("azure", "release") => Workflow.Read("azure/release.yml").OfAzure(isMain: true),
        ("azure", _) => Workflow.Read("azure/azure-pipelines.yml").OfAzure(isMain: when == "main"),
        (_, "pull request") => [.. Workflow.Read("gitlab/.gitlab-ci.yml").OfGitLab("merge-request"), .. Workflow.Read("gitlab/.gitlab-ci.yml").OfGitLab("comment")],
        _ => Workflow.Read("gitlab/.gitlab-ci.yml").OfGitLab(when),
    };

    /// <summary>A pull request that is as good, one that is not, one whose lock file was forgotten, main twice, and a release.</summary>
    [Theory]
    [InlineData("github")]
    [InlineData("azure")]
    [InlineData("gitlab")]
    public async Task Judge_pull_requests_stage_main_and_release_the_same_file(string system)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the workflows run on Linux");
        var project = Trained();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        project.Write("model-key.pub.pem", key.ExportSubjectPublicKeyInfoPem() + "\n");
        project.Write(".gitignore", "bin/\nobj/\nreports/\nstaged/\n.tools/\nsummary.md\n");
        project.EditDefinition("  - { metric: accuracy, min: 0.93 }", "  - { metric: accuracy, against: champion, maxRegression: 0.02, ifMissing: pass }");
        await Git.RunAsync(project, "init", "--quiet", "--initial-branch=main");
        (await project.TrainAsync()).ShouldSucceed();
        await Git.CommitAsync(project);
        await Git.RunAsync(project, "clone", "--quiet", "--bare", ".", "../origin.git");
        await Git.RunAsync(project, "remote", "add", "origin", "../origin.git");
        await Git.RunAsync(project, "fetch", "--quiet", "origin");
        var before = await CommitAsync(project, "origin/main");
        var signer = Path.Combine(project.Home, "signer.pem");
        await File.WriteAllTextAsync(signer, key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        var variables = new Dictionary<string, string>
        {
            ["STAGING_FEED"] = Path.Combine(project.Home, "staging"),
            ["PRODUCTION_FEED"] = Directory.CreateDirectory(Path.Combine(project.Home, "production")).FullName,
            ["NUGET_API_KEY"] = "none",
            ["PACKAGE"] = "Contoso.BreastCancer.Model",
            ["VERSION"] = "1.0.1",
            ["COMMENTS"] = Path.Combine(project.Home, "comments"),
            ["GH_TOKEN"] = Token,
            ["GITHUB_REPOSITORY"] = "contoso/models",
            ["PULL_REQUEST"] = "7",
            ["BEFORE"] = before,
            ["COMMENT_TOKEN"] = Token,
            ["CI_API_V4_URL"] = "https://gitlab.example/api/v4",
            ["CI_PROJECT_ID"] = "1",
            ["CI_MERGE_REQUEST_IID"] = "7",
            ["CI_COMMIT_BEFORE_SHA"] = before,
            ["PATH"] = $"{StandIns(project)}:{Environment.GetEnvironmentVariable("PATH")}",
            [Base[system].Variable] = Base[system].Value(before),
            [system == "gitlab" ? "SIGNER" : "MODELBUILD_SIGNING_KEY"] = system == "gitlab" ? signer : key.ExportPkcs8PrivateKeyPem(),
        };

        // As good.
        await Git.RunAsync(project, "checkout", "--quiet", "-b", "work");
        project.EditDefinition("l2: 1.0", "l2: 0.9");
        (await project.TrainAsync("-p:ModelBaseRevision=main")).ShouldSucceed();
        await Git.CommitAsync(project);
        (await RunAsync(project, Steps(system, "pull request"), variables)).ShouldBe("");
        (await SummaryAsync(system, project)).ShouldSatisfyAllConditions(
            summary => summary.ShouldContain("train.l2"), summary => summary.ShouldContain("evaluated"), summary => summary.ShouldContain("**passed**"));

        // Worse.
        await Git.RunAsync(project, "checkout", "--quiet", "-b", "worse");
        project.EditDefinition("l2: 0.9", "l2: 30000");
        (await project.TrainAsync("-p:ModelBaseRevision=work")).ShouldFailWith("MB4010");
        project.EditDefinition("maxRegression: 0.02", "maxRegression: 1");
        (await project.TrainAsync("-p:ModelBaseRevision=work")).ShouldSucceed();
        project.EditDefinition("maxRegression: 1", "maxRegression: 0.02");
        await Git.CommitAsync(project);
        (await RunAsync(project, Steps(system, "pull request"), variables)).ShouldContain("error MB4010: accuracy ");
        (await SummaryAsync(system, project)).ShouldContain("**failed**, 1 of");

        // The lock file is that of another.
        await Git.RunAsync(project, "checkout", "--quiet", "work");
        await Git.RunAsync(project, "checkout", "--quiet", "-b", "forgotten");
        project.EditDefinition("l2: 0.9", "l2: 0.8");
        await Git.CommitAsync(project);
        (await RunAsync(project, Steps(system, "pull request"), variables)).ShouldContain("error MB3041");
        (await SummaryAsync(system, project)).ShouldContain("MB3041");

        if (system == "github")
            (await File.ReadAllTextAsync(Path.Combine(variables["COMMENTS"], "said"), TestContext.Current.CancellationToken)).Split('\n').Where(line => line.Contains("summary.md", StringComparison.Ordinal)).ShouldBe(
                ["gh pr comment 7 --body-file summary.md", .. Enumerable.Repeat("gh api --method PATCH repos/contoso/models/issues/comments/42 --field body=@summary.md", 2)]);

        // Main, with one and with another.
        await Git.RunAsync(project, "checkout", "--quiet", "main");
        await Git.RunAsync(project, "merge", "--quiet", "work");
        (await RunAsync(project, Steps(system, "main"), variables)).ShouldBe("");
        variables["BEFORE"] = variables["CI_COMMIT_BEFORE_SHA"] = await CommitAsync(project, "HEAD");
        project.EditDefinition("l2: 0.9", "l2: 0.85");
        (await project.TrainAsync("-p:ModelBaseRevision=main")).ShouldSucceed();
        await Git.CommitAsync(project);
        (await RunAsync(project, Steps(system, "main"), variables)).ShouldBe("");
        Directory.GetFiles(variables["STAGING_FEED"], "*.nupkg").Select(Path.GetFileName).Order().ShouldBe(["Contoso.BreastCancer.Model.1.0.0.nupkg", "Contoso.BreastCancer.Model.1.0.1.nupkg"]);

        (await RunAsync(project, Steps(system, "release"), variables)).ShouldBe("");

        var released = Directory.GetFiles(variables["PRODUCTION_FEED"], "*.nupkg", SearchOption.AllDirectories).ShouldHaveSingleItem();
        (await File.ReadAllBytesAsync(released, TestContext.Current.CancellationToken)).ShouldBe(
            await File.ReadAllBytesAsync(Path.Combine(variables["STAGING_FEED"], "Contoso.BreastCancer.Model.1.0.1.nupkg"), TestContext.Current.CancellationToken));
        if (Directory.Exists(variables["COMMENTS"]))
            (await File.ReadAllTextAsync(Path.Combine(variables["COMMENTS"], "said"), TestContext.Current.CancellationToken)).ShouldNotContain(Token, customMessage: "a secret is on a command line");
    }

    const string Token = "S3cr3tToken";

    /// <summary>What the system shows: the comment, or of Azure the page.</summary>
    static async Task<string> SummaryAsync(string system, UserProject project) =>
        await File.ReadAllTextAsync(system == "azure" ? project.In("summary.md") : Path.Combine(project.Home, "comments", "last"), TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("github")]
    [InlineData("azure")]
    [InlineData("gitlab")]
    public void Put_nothing_of_others_into_a_script(string system)
    {
        foreach (var when in new[] { "pull request", "main", "release" })
            foreach (var step in Steps(system, when))
            {
                step.Script.ShouldNotContain("${{");
                step.Script.ShouldNotContain("$(STAGING");
                step.Script.ShouldNotContain("api-key");
            }
    }

    [Theory]
    [InlineData("github")]
    [InlineData("azure")]
    public void Give_a_pull_request_no_secret_but_the_one_for_its_comment(string system) =>
        Steps(system, "pull request").SelectMany(step => step.Variables!).Except(["GH_TOKEN", "PULL_REQUEST"]).ShouldBeEmpty();

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

    /// <summary>
    /// A folder with programs of these names that write down what they are told and keep the comment, and tell gh's caller of one that is there: the
    /// servers are not.
    /// </summary>
    static string StandIns(UserProject project)
    {
        var folder = Directory.CreateDirectory(Path.Combine(project.Home, "stand-ins")).FullName;
        foreach (var name in new[] { "gh", "curl" })
        {
            var file = Path.Combine(folder, name);
            File.WriteAllText(file, $"""
                #!/bin/sh
                set -e
                mkdir -p "$COMMENTS"
                echo "{name} $*" >> "$COMMENTS/said"
                case "$*" in
                  *summary.md*) test -s summary.md; cp summary.md "$COMMENTS/last" ;;
                  *--paginate*) if [ -e "$COMMENTS/last" ]; then echo 42; echo 43; fi ;;
                esac
                case "$*" in "--config -"*) grep -q 'header = "PRIVATE-TOKEN: {Token}"' ;; esac

                """.ReplaceLineEndings("\n"));
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        return folder;
    }

    /// <returns>What failed, as it printed it; empty where nothing did.</returns>
    static async Task<string> RunAsync(UserProject project, IReadOnlyList<WorkflowStep> steps, Dictionary<string, string> variables)
    {
        steps.ShouldNotBeEmpty();
        foreach (var left in new[] { "reports", "staged", ".tools", "bin", "obj" })
            Folders.Delete(project.In(left)); // as in a fresh checkout
        File.Delete(project.In("summary.md"));
        var failed = "";
        foreach (var step in steps)
        {
            if (failed.Length > 0 && !step.Always)
                continue;
            step.Variables?.Except(variables.Keys).ShouldBeEmpty();
            using var process = ChildProcess.Start("bash", ["-e", "-c", step.Script], project.Folder, new Dictionary<string, string>(project.Environment.Concat(variables.Where(variable => !project.Environment.ContainsKey(variable.Key)))));
            var (exitCode, text) = await process.EndAsync();
            if (exitCode != 0)
                failed += $"{step.Script}\n{text}\n";
            if (exitCode != 0 && step.MayFail)
                Assert.Fail(failed); // it would be hidden
        }
        return failed;
    }

    static async Task<string> CommitAsync(UserProject project, string revision)
    {
        using var git = ChildProcess.Start("git", ["rev-parse", revision], project.Folder, project.Environment);
        var (exitCode, text) = await git.EndAsync();
        exitCode.ShouldBe(0, text);
        return text.Trim();
    }
}
