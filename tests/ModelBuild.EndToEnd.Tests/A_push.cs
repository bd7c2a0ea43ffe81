namespace ModelBuild.EndToEnd.Tests;

/// <summary>What PushModel publishes, and what it leaves alone.</summary>
public class A_push(PackedPackage package) : EndToEndTest(package)
{
    const string Name = "Contoso.BreastCancer.Model.1.0.0.nupkg";
    const string Key = "the-right-key-7f3a";

    static string Feed(UserProject project) => Path.Combine(project.Home, "feed");

    static Task<Build> PushAsync(UserProject project, params string[] more) => project.BuildAsync(["-t:PushModel", $"-p:ModelFeed={Feed(project)}", .. more]);

    [Fact]
    public async Task To_a_folder_is_done_once()
    {
        var project = Trained();

        var first = await PushAsync(project);

        first.ShouldRun();
        first.Text.ShouldContain("was pushed to");
        var identity = await Folders.IdentityAsync(Feed(project));
        (await PushAsync(project)).ShouldSucceed();
        (await project.BuildAsync("-t:Clean")).ShouldSucceed();
        var afterClean = await PushAsync(project);
        afterClean.Text.ShouldContain("is already there");
        Folders.Delete(project.Cache);
        (await project.BuildAsync("-t:Clean")).ShouldSucceed();
        var retrained = await PushAsync(project);
        retrained.StagesRun.Count.ShouldBe(7, retrained.Why);
        retrained.Text.ShouldContain("is already there");
        (await Folders.IdentityAsync(Feed(project))).ShouldBe(identity);
        Directory.GetFiles(Feed(project)).Select(Path.GetFileName).ShouldBe([Name]);
    }

    [Fact]
    public async Task From_another_folder_finds_it_there()
    {
        var project = Trained();
        (await PushAsync(project)).ShouldSucceed();
        var other = project.At("another folder");
        Folders.Copy(project.Folder, other.Folder, "bin", "obj", ".modelbuild");
        (await other.DotnetAsync("restore")).ShouldSucceed();

        (await PushAsync(other)).Text.ShouldContain("is already there");
    }

    [Fact]
    public async Task Of_another_model_under_the_same_version_replaces_nothing()
    {
        var project = Trained();
        (await PushAsync(project)).ShouldSucceed();
        var identity = await Folders.IdentityAsync(Feed(project));
        project.EditDefinition("seed: 7", "seed: 8");

        var error = (await PushAsync(project)).ShouldFailWith("MB5060");

        error.Message.ShouldContain("another model");
        (await Folders.IdentityAsync(Feed(project))).ShouldBe(identity);
    }

    [Fact]
    public async Task With_automatic_versions_raises_them_for_another_model_only()
    {
        var project = Trained();
        (await PushAsync(project, "-p:ModelVersionMode=auto")).Text.ShouldContain("Contoso.BreastCancer.Model 1.0.0 was pushed");
        (await PushAsync(project, "-p:ModelVersionMode=auto")).Text.ShouldContain("Contoso.BreastCancer.Model 1.0.0 is already there");
        project.EditDefinition("seed: 7", "seed: 8");
        (await PushAsync(project, "-p:ModelVersionMode=auto")).Text.ShouldContain("Contoso.BreastCancer.Model 1.0.1 was pushed");
        (await PushAsync(project, "-p:ModelVersionMode=auto")).Text.ShouldContain("Contoso.BreastCancer.Model 1.0.1 is already there");
        (await PushAsync(project, "-p:ModelVersionMode=auto", "-p:Version=1.2.0")).Text.ShouldContain("Contoso.BreastCancer.Model 1.2.0 was pushed");

        Directory.GetFiles(Feed(project)).Length.ShouldBe(3);
    }

    [Fact]
    public async Task With_automatic_versions_counts_pre_releases_for_themselves()
    {
        var project = Trained();
        string[] beta = ["-p:ModelVersionMode=auto", "-p:Version=1.0.0-beta.1"];
        (await PushAsync(project, beta)).Text.ShouldContain("Contoso.BreastCancer.Model 1.0.0-beta.1 was pushed");
        (await PushAsync(project, beta)).Text.ShouldContain("Contoso.BreastCancer.Model 1.0.0-beta.1 is already there");
        project.EditDefinition("seed: 7", "seed: 8");
        (await PushAsync(project, beta)).Text.ShouldContain("Contoso.BreastCancer.Model 1.0.0-beta.2 was pushed");
        (await PushAsync(project, "-p:ModelVersionMode=auto", "-p:Version=0.9.0")).Text.ShouldContain("Contoso.BreastCancer.Model 0.9.0 was pushed");
        (await PushAsync(project, "-p:ModelVersionMode=auto", "-p:Version=1.0.0-beta")).ShouldFailWith("MB5042").Message.ShouldContain("1.0.0-beta.1");
    }

    [Fact]
    public async Task With_automatic_versions_leaves_alone_what_no_model_can_be_called()
    {
        var project = Trained();
        (await project.DotnetAsync("pack", "--no-restore", "-c", "Debug", "-p:ModelBuildEnabled=false", "-p:PackageVersion=2026.1.1.1", "-o", Feed(project))).ShouldSucceed();

        (await PushAsync(project, "-p:ModelVersionMode=auto")).Text.ShouldContain("Contoso.BreastCancer.Model 1.0.0 was pushed");
    }

    [Fact]
    public async Task With_automatic_versions_passes_those_that_a_server_does_not_list()
    {
        using var server = new FeedServer(Key);
        var project = Trained().With("NUGET_API_KEY", Key);
        string[] push = ["-t:PushModel", $"-p:ModelFeed={server.Index}", "-p:ModelFeedAllowInsecureConnections=true", "-p:ModelVersionMode=auto"];
        (await project.BuildAsync(push)).Text.ShouldContain("1.0.0 was pushed");
        server.Unlisted.Add("contoso.breastcancer.model/1.0.0");
        (await project.BuildAsync(push)).Text.ShouldContain("1.0.0 is already there");
        project.EditDefinition("seed: 7", "seed: 8");
        (await project.BuildAsync(push)).Text.ShouldContain("1.0.1 was pushed");
    }

    [Fact]
    public async Task Of_a_pre_release_is_done_once()
    {
        using var server = new FeedServer(Key);
        var project = Trained().With("NUGET_API_KEY", Key);
        foreach (var feed in new[] { Feed(project), server.Index })
        {
            string[] push = ["-t:PushModel", $"-p:ModelFeed={feed}", "-p:ModelFeedAllowInsecureConnections=true", "-p:Version=1.0.0-rc.1"];
            (await project.BuildAsync(push)).Text.ShouldContain("1.0.0-rc.1 was pushed");
            (await project.BuildAsync(push)).Text.ShouldContain("1.0.0-rc.1 is already there");
        }
    }

    [Fact]
    public async Task Of_a_model_that_another_key_signed_leaves_it_and_says_so()
    {
        var project = Trained();
        (await PushAsync(project)).ShouldSucceed();
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);

        var build = await PushAsync(project.With("MODELBUILD_SIGNING_KEY", key.ExportPkcs8PrivateKeyPem()));

        build.ShouldSucceed();
        build.Text.ShouldContain("is already there");
        build.Warnings.ShouldHaveSingleItem(build.Why).Code.ShouldBe("MB5065");
    }

    [Fact]
    public async Task Of_a_package_that_was_exchanged_is_refused()
    {
        var project = Trained();
        UserProject.Edit(project.ProjectFile, "</Project>",
            """<Target Name="Exchange" BeforeTargets="BeforePushModel"><Delete Files="@(ModelPackage)" /><ZipDirectory SourceDirectory="data" DestinationFile="@(ModelPackage)" /></Target></Project>""");

        (await PushAsync(project)).ShouldFailWith("MB5008");

        Directory.Exists(Feed(project)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("project")]
    [InlineData("auto")]
    public async Task To_a_server_that_does_not_tell_what_it_has_publishes_nothing(string mode)
    {
        using var server = new FeedServer(Key) { Fails = System.Net.HttpStatusCode.Forbidden };
        var project = Trained().With("NUGET_API_KEY", Key);

        var error = (await project.BuildAsync("-t:PushModel", $"-p:ModelFeed={server.Index}", "-p:ModelFeedAllowInsecureConnections=true", $"-p:ModelVersionMode={mode}")).ShouldFailWith("MB5061");

        error.Message.ShouldContain("403");
        server.Packages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Ends_with_the_build_that_was_killed()
    {
        Processes.SkipWithoutSignals();
        using var server = new FeedServer(Key) { IsSilent = true };
        var project = Trained();
        using var build = project.Start([], ["msbuild", "-t:PushModel", $"-p:ModelFeed={server.Index}", "-p:ModelFeedAllowInsecureConnections=true"], out _);
        await Processes.UntilAsync(() => Processes.Downloads(project.Home).Count > 0, () => "no download began");

        Processes.Send(Processes.Kill, build.Id);

        await build.EndAsync();
        await Processes.UntilNoneIsLeftAsync(project.Home);
        await Processes.UntilAsync(() => Processes.Downloads(project.Home).Count == 0, () => "the download goes on");
    }

    [Fact]
    public async Task Without_a_feed_says_which_property_is_missing() =>
        (await Trained().BuildAsync("-t:PushModel")).ShouldFailWith("MB5046").Message.ShouldContain("ModelFeed");

    [Fact]
    public async Task Over_a_damaged_package_replaces_nothing()
    {
        var project = Trained();
        Directory.CreateDirectory(Feed(project));
        await File.WriteAllTextAsync(Path.Combine(Feed(project), Name), "damaged", TestContext.Current.CancellationToken);

        (await PushAsync(project)).ShouldFailWith("MB5064");

        (await File.ReadAllTextAsync(Path.Combine(Feed(project), Name), TestContext.Current.CancellationToken)).ShouldBe("damaged");
    }

    [Theory]
    [InlineData("models", "team")]
    [InlineData("team", "models")]
    public async Task To_a_source_of_nuget_config_goes_by_its_name(string name, string other)
    {
        var project = Trained();
        project.Write("nuget.config", $"""
            <configuration><packageSources><add key="{name}" value="../{name}" /><add key="{other}" value="../{other}" /></packageSources></configuration>
            """);
        Directory.CreateDirectory(Path.Combine(project.Home, other));

        (await project.BuildAsync("-t:PushModel", $"-p:ModelFeed={name}")).Text.ShouldContain($"was pushed to {name}");
        (await project.BuildAsync("-t:PushModel", $"-p:ModelFeed={name}")).Text.ShouldContain("is already there");

        Directory.GetFiles(Path.Combine(project.Home, name)).Select(Path.GetFileName).ShouldBe([Name]);
        Directory.GetFileSystemEntries(Path.Combine(project.Home, other)).ShouldBeEmpty();
    }

    [Fact]
    public async Task To_a_source_that_nuget_config_does_not_have_says_which_there_are()
    {
        var project = Trained();
        project.Write("nuget.config", """<configuration><packageSources><add key="models" value="../feed" /></packageSources></configuration>""");

        (await project.BuildAsync("-t:PushModel", "-p:ModelFeed=model")).ShouldFailWith("MB5061").Message.ShouldContain("did you mean 'models'?");
    }

    [Fact]
    public async Task Over_HTTP_takes_the_key_from_the_environment()
    {
        using var server = new FeedServer(Key);
        var project = Trained().With("MODEL_FEED_KEY", Key);
        string[] push = ["-t:PushModel", $"-p:ModelFeed={server.Index}", "-p:ModelFeedApiKeyVariable=MODEL_FEED_KEY", "-p:ModelFeedAllowInsecureConnections=true"];

        var build = await project.BuildAsync([.. push, "-v:diag"]);

        build.ShouldSucceed();
        server.Packages.ShouldBe(["contoso.breastcancer.model/1.0.0"]);
        server.Keys.ShouldBe([Key]);
        build.Text.ShouldNotContain(Key);
        BytesOf(build.Binlog).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Key)).ShouldBe(-1);
        (await project.BuildAsync(push)).Text.ShouldContain("is already there");
        server.Keys.Count.ShouldBe(1);
        project.EditDefinition("seed: 7", "seed: 8");
        (await project.BuildAsync(push)).ShouldFailWith("MB5060");
        server.Keys.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Over_HTTP_with_a_wrong_key_is_refused()
    {
        using var server = new FeedServer(Key);
        var project = Trained().With("NUGET_API_KEY", "a-wrong-key");

        var error = (await project.BuildAsync("-t:PushModel", $"-p:ModelFeed={server.Index}", "-p:ModelFeedAllowInsecureConnections=true")).ShouldFailWith("MB5063");

        error.Message.ShouldContain("NUGET_API_KEY");
        error.Message.ShouldNotContain("a-wrong-key");
        server.Packages.ShouldBeEmpty();
    }

    [Fact]
    public async Task To_a_server_that_is_not_there_fails()
    {
        string address;
        using (var server = new FeedServer(Key))
            address = server.Index;

        var error = (await Trained().BuildAsync("-t:PushModel", $"-p:ModelFeed={address}", "-p:ModelFeedAllowInsecureConnections=true")).ShouldFailWith("MB5061");
        error.Message.ShouldContain("Unable to load the service index");
        error.Message.ShouldNotContain("Exception");
        (await Trained().BuildAsync("-t:PushModel", $"-p:ModelFeed={address}", "-p:ModelFeedAllowInsecureConnections=true", "-p:ModelVersionMode=auto")).ShouldFailWith("MB5061");
    }

    [Fact]
    public async Task Keeps_the_signing_key_out_of_every_log()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var pem = key.ExportPkcs8PrivateKeyPem();
        var project = Trained().With("MODELBUILD_SIGNING_KEY", pem);

        var build = await PushAsync(project, "-v:diag");

        build.ShouldSucceed();
        build.Text.ShouldContain("signed with the key ");
        var secret = pem.Split('\n')[1];
        build.Text.ShouldNotContain(secret);
        BytesOf(build.Binlog).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(secret)).ShouldBe(-1);
    }

    /// <summary>Unpacked; a binary log is compressed.</summary>
    static byte[] BytesOf(string binlog)
    {
        using var log = new System.IO.Compression.GZipStream(File.OpenRead(binlog), System.IO.Compression.CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        log.CopyTo(bytes);
        return bytes.ToArray();
    }
}
