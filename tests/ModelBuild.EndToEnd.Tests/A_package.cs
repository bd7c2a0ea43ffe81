using System.IO.Compression;
using System.Text.Json;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>What PackModel and `dotnet pack` make.</summary>
public class A_package(PackedPackage package) : EndToEndTest(package)
{
    const string Name = "Contoso.BreastCancer.Model.1.0.0.nupkg";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Holds_the_model_with_its_lineage_and_nothing_that_runs()
    {
        var project = Trained();

        (await project.BuildAsync("-t:PackModel")).ShouldRun();

        using var archive = ZipFile.OpenRead(project.In("bin", "Debug", Name));
        archive.Entries.Select(entry => entry.FullName).Where(name => !name.StartsWith("package/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ShouldBe(
        [
            "Contoso.BreastCancer.Model.nuspec", "[Content_Types].xml", "_rels/.rels",
            "model/README.md", "model/evaluation.json", "model/gates.json", "model/metrics.json", "model/mlbom.cdx.json", "model/model.json", "model/modelbuild.manifest.json", "model/profile.json", "model/training-rows.bin",
            "modelbuild/attestations/model.sig", "modelbuild/attestations/provenance.sigstore.json",
        ]);
        using var manifest = await JsonDocument.ParseAsync(archive.GetEntry("model/modelbuild.manifest.json")!.Open(), cancellationToken: Cancellation);
        var root = manifest.RootElement;
        (root.GetProperty("packageId").GetString(), root.GetProperty("packageVersion").GetString(), root.GetProperty("modelId").GetString(), root.GetProperty("sequence").GetInt64())
            .ShouldBe(("Contoso.BreastCancer.Model", "1.0.0", "breast-cancer", 1_000_000_000_000));
        root.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("stage").GetString())
            .ShouldBe(["evaluate", "features", "ingest", "split", "threshold", "train", "validate"]);
        root.GetProperty("inputs").EnumerateArray().Single().GetProperty("sha256").GetString()
            .ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(project.Data, Cancellation))));
        root.GetProperty("config").GetProperty("effective").GetProperty("train.l2").GetDouble().ShouldBe(1);
        root.GetProperty("metrics").GetProperty("metrics").GetProperty("auc").GetDouble().ShouldBeGreaterThan(0.98);
        root.GetProperty("gates").EnumerateArray().ShouldAllBe(gate => gate.GetProperty("verdict").GetString() == "passed");
    }

    [Fact]
    public async Task Is_made_by_dotnet_pack_too()
    {
        var project = Trained();

        var build = await project.DotnetAsync("pack", "--no-restore", "-c", "Debug", "-o", project.In("out"));

        build.ShouldSucceed();
        Directory.GetFiles(project.In("out")).Select(Path.GetFileName).ShouldBe([Name], build.Why);
        var again = await project.DotnetAsync("pack", "--no-restore", "--no-build", "-c", "Debug", "-o", project.In("out"));
        again.ShouldSucceed();
        Directory.GetFiles(project.In("out")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Is_one_for_each_definition()
    {
        var project = Trained();
        File.Copy(project.Definition, project.In("other.model.yaml"));
        File.Copy(project.Definition, project.In("third.model.yaml"));
        UserProject.Edit(project.ProjectFile, "</Project>", """<ItemGroup><ModelDefinition Update="third.model.yaml" PackageId="Contoso.Third" PackageVersion="2.5.0" /></ItemGroup></Project>""");

        var build = await project.BuildAsync("-t:PackModel");

        build.ShouldSucceed();
        Directory.GetFiles(project.In("bin", "Debug"), "*.nupkg").Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["Contoso.BreastCancer.Model.breast-cancer.1.0.0.nupkg", "Contoso.BreastCancer.Model.other.1.0.0.nupkg", "Contoso.Third.2.5.0.nupkg"]);
    }

    [Fact]
    public async Task Of_a_project_without_models_is_an_ordinary_one()
    {
        var project = TrainedWords();
        File.Delete(project.Definition);

        var build = await project.DotnetAsync("pack", "--no-restore", "-c", "Debug", "-o", project.In("out"));

        build.ShouldSucceed();
        using var archive = ZipFile.OpenRead(Directory.GetFiles(project.In("out"), "*.nupkg").ShouldHaveSingleItem());
        archive.Entries.ShouldContain(entry => entry.FullName == "lib/net10.0/Words.dll");
    }

    [Fact]
    public async Task Is_not_made_where_a_gate_fails()
    {
        var project = Trained();
        project.EditDefinition("min: 0.93", "min: 1.01");

        (await project.BuildAsync("-t:PackModel")).ShouldFailWith("MB4001");

        File.Exists(project.In("bin", "Debug", Name)).ShouldBeFalse();
    }

    /// <summary>Any change of these bytes publishes every model of everybody anew: mind the version of what changed them, and say so in the CHANGELOG.</summary>
    [Fact]
    public async Task Has_the_identity_that_it_had_in_every_release()
    {
        var project = Trained();

        var build = await project.BuildAsync("-t:PackModel");

        build.Text.ShouldContain("Contoso.BreastCancer.Model 1.0.0 is sha256:bd32fab095b29d163a45cca2a233acb4471851b9b4965ea89409f37784975fea,", Case.Sensitive, build.Why);
    }

    [Fact]
    public async Task Is_made_anew_where_an_older_one_is_damaged()
    {
        var project = Trained();
        (await project.BuildAsync("-t:PackModel")).ShouldSucceed();
        var made = project.In("bin", "Debug", Name);
        var whole = new FileInfo(made).Length;
        await using (var file = File.OpenWrite(made))
            file.SetLength(whole / 2);

        (await project.BuildAsync("-t:PackModel")).ShouldSucceed();

        new FileInfo(made).Length.ShouldBeInRange(whole - 100, whole + 100); // signatures differ in length
        Directory.GetDirectories(Path.Combine(project.State, "packages")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Brings_no_code_whatever_the_project_packs_otherwise()
    {
        var project = Trained();
        project.Write("Directory.Build.props", """
            <Project>
              <PropertyGroup>
                <PackAsTool>true</PackAsTool>
                <IncludeSymbols>true</IncludeSymbols>
                <IncludeSource>true</IncludeSource>
                <PackageType>McpServer</PackageType>
                <GeneratePackageOnBuild>true</GeneratePackageOnBuild>
                <IncludeContentInPack>true</IncludeContentInPack>
                <OutputFileNamesWithoutVersion>true</OutputFileNamesWithoutVersion>
                <NuspecFile>other.nuspec</NuspecFile>
                <PackageIcon>icon.png</PackageIcon>
                <PackageLicenseFile>LICENSE</PackageLicenseFile>
              </PropertyGroup>
              <ItemGroup>
                <None Include="docs/LICENSE" Pack="true" PackagePath="/" />
                <None Include="docs/logo-128.png" Pack="true" PackagePath="icon.png" />
                <None Include="data/*.csv" Pack="true" PackagePath="contentFiles/any/any" />
                <Content Include="*.props" Pack="true" PackagePath="build/" />
              </ItemGroup>
            </Project>
            """);
        project.Write("Directory.Build.targets", """
            <Project>
              <PropertyGroup><TargetsForTfmSpecificContentInPackage>$(TargetsForTfmSpecificContentInPackage);AddMore</TargetsForTfmSpecificContentInPackage></PropertyGroup>
              <Target Name="AddMore"><ItemGroup><TfmSpecificPackageFile Include="Directory.Build.props" PackagePath="build/" /></ItemGroup></Target>
            </Project>
            """);
        project.Write("other.nuspec", "<package />");
        project.Write("docs/LICENSE", "All yours.\n");
        await File.WriteAllBytesAsync(project.In("docs", "logo-128.png"), Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), Cancellation);

        (await project.TrainAsync()).ShouldSucceed();
        (await project.BuildAsync("-t:PackModel")).ShouldSucceed();

        Directory.GetFiles(project.In("bin", "Debug"), "*.*nupkg").Select(Path.GetFileName).ShouldBe([Name]);
        using var archive = ZipFile.OpenRead(project.In("bin", "Debug", Name));
        archive.Entries.Select(entry => entry.FullName).Where(name => !name.StartsWith("package/", StringComparison.Ordinal) && !name.StartsWith("model", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).ShouldBe(["Contoso.BreastCancer.Model.nuspec", "LICENSE", "[Content_Types].xml", "_rels/.rels", "icon.png"]);
        using var nuspec = new StreamReader(archive.GetEntry("Contoso.BreastCancer.Model.nuspec")!.Open());
        (await nuspec.ReadToEndAsync(Cancellation)).ShouldNotContain("McpServer");
    }

    [Fact]
    public async Task That_something_interferes_with_is_not_put_into_its_place()
    {
        var project = Trained();
        UserProject.Edit(project.ProjectFile, "</Project>", """
            <Target Name="AddToTheModel" AfterTargets="_ModelBuildAddContent">
              <ItemGroup><_PackageFiles Include="data/breast-cancer.csv" PackagePath="model/" /></ItemGroup>
            </Target></Project>
            """);

        (await project.BuildAsync("-t:PackModel")).ShouldFailWith("MB5049").Message.ShouldContain("breast-cancer.csv");

        Directory.GetFiles(project.In("bin", "Debug"), "*.nupkg").ShouldBeEmpty();
        Directory.GetDirectories(Path.Combine(project.State, "packages")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("pack")]
    [InlineData("build -t:PackModel")]
    public async Task Is_the_model_where_the_project_lists_its_frameworks(string command)
    {
        var project = Trained();
        UserProject.Edit(project.ProjectFile, "<TargetFramework>net10.0</TargetFramework>", "<TargetFrameworks>net10.0</TargetFrameworks>");

        (await project.DotnetAsync([.. command.Split(' '), "-c", "Debug"])).ShouldSucceed();

        using var archive = ZipFile.OpenRead(project.In("bin", "Debug", Name));
        archive.GetEntry("model/modelbuild.manifest.json").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("net10.0;net10.0-windows", "")]
    [InlineData("net10.0;net10.0-windows", "Condition=\"'$(TargetFramework)' == 'net10.0'\"")]
    [InlineData("net10.0-windows;net10.0", "Condition=\"'$(TargetFramework)' == 'net10.0'\"")]
    public async Task Is_made_in_one_of_several_frameworks(string frameworks, string condition)
    {
        var project = Fresh();
        UserProject.Edit(project.ProjectFile, "<TargetFramework>net10.0</TargetFramework>",
            $"<TargetFrameworks>{frameworks}</TargetFrameworks><EnableWindowsTargeting>true</EnableWindowsTargeting><DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads><ModelBuildTargetFramework>net10.0</ModelBuildTargetFramework>");
        UserProject.Edit(project.ProjectFile, "<PackageReference Include=\"ModelBuild\"", $"<PackageReference {condition} Include=\"ModelBuild\"");
        (await project.DotnetAsync("restore")).ShouldSucceed();

        var build = await project.DotnetAsync("pack", "--no-restore", "-c", "Debug");

        build.ShouldSucceed();
        build.Warnings.ShouldBeEmpty(build.Why);
        Directory.GetFiles(project.In("bin", "Debug"), "*.nupkg").Select(Path.GetFileName).ShouldBe([Name]);
    }

    [Fact]
    public async Task Leaves_nothing_of_itself_when_another_cannot_be_made()
    {
        var project = Trained();
        File.Copy(project.Definition, project.In("other.model.yaml"));
        UserProject.Edit(project.ProjectFile, "</Project>", """<ItemGroup><ModelDefinition Update="other.model.yaml" PackageVersion="1.2.3.4" /></ItemGroup></Project>""");

        (await project.BuildAsync("-t:PackModel")).ShouldFailWith("MB5042");

        Directory.GetDirectories(Path.Combine(project.State, "packages")).ShouldBeEmpty();
        Directory.GetFiles(project.In("bin", "Debug"), "*.nupkg").ShouldBeEmpty();
    }

    [Fact]
    public async Task Is_made_in_a_folder_with_a_semicolon()
    {
        var project = Trained().At("a;b's");
        Folders.Copy(Path.Combine(project.Home, "BreastCancer"), project.Folder, "bin", "obj", ".modelbuild");
        (await project.DotnetAsync("restore")).ShouldSucceed();

        (await project.DotnetAsync("pack", "-c", "Debug")).ShouldSucceed();

        File.Exists(project.In("bin", "Debug", Name)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("-t:PackModel", "-p:ModelSigningKeyFile=no.pem", "MB5031")]
    [InlineData("-t:PushModel", "-p:ModelFeed=", "MB5046")]
    [InlineData("-t:PushModel", "-p:ModelVersionMode=Auto", "MB5046")]
    public async Task Is_not_trained_for_with_settings_that_cannot_be_right(string target, string property, string code)
    {
        var project = Fresh();

        var build = await project.BuildAsync(target, property);

        build.ShouldFailWith(code).File.ShouldBe(project.ProjectFile);
        build.StagesRun.ShouldBeEmpty(build.Why);
    }

    [Fact]
    public async Task Is_made_of_a_pipeline_that_evaluates_nothing()
    {
        var project = TrainedWords();
        UserProject.Edit(project.In("WordsPipeline.cs"), "    [Stage]\n    public static Evaluation Evaluate", "    public static Evaluation Evaluate");
        UserProject.Edit(project.Definition, "gates:\n  - { metric: words, min: 1 }", "");

        (await project.BuildAsync("-t:PackModel")).ShouldSucceed();
    }

    [Fact]
    public async Task Says_in_its_provenance_what_it_was_made_from()
    {
        var project = Trained();
        Git("init", "-q");
        await File.WriteAllTextAsync(project.In(".gitignore"), "bin/\nobj/\n", Cancellation);
        Git("add", "-A");
        Git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "all");

        (await PackedFromAsync(project, "-p:ModelSet=train.l2=2")).ShouldBe((false, "train.l2"));
        project.Write("untracked.txt", "more");
        (await PackedFromAsync(project, "-p:ModelSet=train.l2=2")).ShouldBe((true, "train.l2"));

        void Git(params string[] arguments)
        {
            using var git = ChildProcess.Start("git", arguments, project.Folder, project.Environment);
            var (exitCode, text) = git.EndAsync().GetAwaiter().GetResult();
            exitCode.ShouldBe(0, text);
        }
    }

    [Fact]
    public async Task Is_not_made_of_inputs_that_changed_after_training()
    {
        var project = TrainedWords();
        UserProject.Edit(project.ProjectFile, "</Project>",
            """<Target Name="Meddle" BeforeTargets="BeforePackModel"><WriteLinesToFile File="data/words.txt" Lines="other words" Overwrite="true" /></Target></Project>""");

        (await project.BuildAsync("-t:PackModel")).ShouldFailWith("MB5040").Message.ShouldContain("data");
    }

    [Fact]
    public async Task Has_a_card_whose_cells_nothing_breaks_out_of()
    {
        var project = TrainedWords();
        UserProject.Edit(project.In("WordsPipeline.cs"), "new(\"words\", train.Words.Count)", "new(\"words\", train.Words.Count), new(\"a|<b>[c](d)`\", 1)");

        (await project.BuildAsync("-t:PackModel")).ShouldSucceed();

        using var archive = ZipFile.OpenRead(project.In("bin", "Debug", "Words.1.0.0.nupkg"));
        using var card = new StreamReader(archive.GetEntry("model/README.md")!.Open());
        (await card.ReadToEndAsync(Cancellation)).ShouldContain(@"| a\|\<b\>\[c\](d)\` | 1 |");
    }

    [Theory]
    [InlineData("-p:PackageId=Ünicode", "MB5041")]
    [InlineData("-p:PackageVersion=1.2.3.4", "MB5042")]
    [InlineData("-p:ModelVersionMode=auto", "MB5043")]
    [InlineData("-p:ModelVersionMode=automatic", "MB5047")]
    public async Task Cannot_be_called_anything(string property, string code) => (await Trained().BuildAsync("-t:PackModel", property)).ShouldFailWith(code);

    [Fact]
    public async Task Has_an_id_of_its_own()
    {
        var project = Trained();
        File.Copy(project.Definition, project.In("other.model.yaml"));
        UserProject.Edit(project.ProjectFile, "</Project>", """<ItemGroup><ModelDefinition Update="@(ModelDefinition)" PackageId="Contoso.Same" /></ItemGroup></Project>""");

        var build = await project.BuildAsync("-t:PackModel");

        build.ExitCode.ShouldBe(1, build.Why);
        build.Errors.ShouldAllBe(error => error.Code == "MB5048");
        Directory.GetFiles(project.In("bin", "Debug"), "*.nupkg").ShouldBeEmpty();
    }

    [Fact]
    public async Task Has_no_room_for_a_file_of_the_models_own_with_a_name_that_it_uses()
    {
        var project = TrainedWords();
        UserProject.Edit(project.In("WordList.cs"), "const string Name = \"words.txt\";", "const string Name = \"README.md\";");

        (await project.BuildAsync("-t:PackModel")).ShouldFailWith("MB5044");
    }

    [Fact]
    public async Task Has_no_file_of_an_impossible_name()
    {
        var project = TrainedWords();
        UserProject.Edit(project.In("WordList.cs"), "const string Name = \"words.txt\";", "const string Name = \"wörds.txt\";");

        (await project.BuildAsync("-t:PackModel")).ShouldFailWith("MB5045");
    }

    [Theory]
    [InlineData(1, "DOTNET_EnableAVX2=0")]
    [InlineData(2, "DOTNET_EnableHWIntrinsic=0")]
    [InlineData(8, "USER=somebody TZ=Asia/Kathmandu LANG=tr_TR.UTF-8")]
    public async Task Has_the_same_model_whatever_made_it(int processors, string machine)
    {
        var project = Trained();
        (await project.BuildAsync("-t:PackModel")).ShouldSucceed();
        var other = project.At("elsewhere").With("DOTNET_PROCESSOR_COUNT", $"{processors}");
        Folders.Copy(project.Folder, other.Folder, "bin", "obj", ".modelbuild");
        Folders.Delete(project.Cache);
        (await other.DotnetAsync("restore")).ShouldSucceed();
        other.EditDefinition("l2: 1.0 }", $"l2: 1.0, resources: {{ cpus: {processors} }} }}");
        // Stages start with a clean environment, so this stands before the runtime itself.
        other.Write("dotnet", $"#!/bin/sh\ntouch \"$0.used\"\nexport {machine}\nexec dotnet \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(other.In("dotnet"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        UserProject.Edit(other.ProjectFile, "<TargetFramework>", $"<DOTNET_HOST_PATH>{other.In("dotnet")}</DOTNET_HOST_PATH><TargetFramework>");

        var build = await other.BuildAsync("-t:PackModel");

        build.StagesRun.Count.ShouldBe(7, build.Why);
        File.Exists(other.In("dotnet.used")).ShouldBeTrue();
        Model(other).ShouldBe(Model(project));
    }

    /// <returns>Whether the source is dirty, and the first value that was set over the definition's.</returns>
    static async Task<(bool IsDirty, string? Override)> PackedFromAsync(UserProject project, params string[] more)
    {
        (await project.BuildAsync(["-t:PackModel", .. more])).ShouldSucceed();
        await using var archive = await ZipFile.OpenReadAsync(project.In("bin", "Debug", Name), Cancellation);
        using var bundle = await JsonDocument.ParseAsync(archive.GetEntry("modelbuild/attestations/provenance.sigstore.json")!.Open(), cancellationToken: Cancellation);
        using var statement = JsonDocument.Parse(bundle.RootElement.GetProperty("dsseEnvelope").GetProperty("payload").GetBytesFromBase64());
        var build = statement.RootElement.GetProperty("predicate").GetProperty("buildDefinition");
        return (build.GetProperty("resolvedDependencies").GetRawText().Contains("true", StringComparison.Ordinal),
            build.GetProperty("internalParameters").GetProperty("overrides").EnumerateArray().First().GetProperty("path").GetString());
    }

    /// <summary>Names and content of all that is signed.</summary>
    static string Model(UserProject project)
    {
        using var archive = ZipFile.OpenRead(project.In("bin", "Debug", Name));
        return string.Join('\n', archive.Entries.Where(entry => entry.FullName.StartsWith("model/", StringComparison.Ordinal))
            .OrderBy(entry => entry.FullName, StringComparer.Ordinal)
            .Select(entry =>
            {
                using var content = new StreamReader(entry.Open());
                return entry.FullName + "\n" + content.ReadToEnd();
            }));
    }
}
