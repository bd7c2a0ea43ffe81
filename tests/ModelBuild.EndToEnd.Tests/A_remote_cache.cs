using System.Security.Cryptography;
using System.Text;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>What one machine made, another restores; nginx lies between them.</summary>
public class A_remote_cache(PackedPackage package) : EndToEndTest(package)
{
    const string Secret = "the-secret-of-the-team-4e1f";
    static readonly string[] Stages = ["ingest", "validate", "split", "features", "train", "threshold", "evaluate"];

    /// <summary>A machine of its own: another folder, another cache, nothing built; it knows the secret and may write.</summary>
    UserProject Machine(NginxServer server) => Fresh()
        .With("ModelRemoteCache", server.Address).With("ModelRemoteCacheSecretVariable", "CACHE_SECRET").With("ModelRemoteCacheTokenVariable", "CACHE_TOKEN")
        .With("CACHE_SECRET", Secret).With("CACHE_TOKEN", NginxServer.Token);

    Task<NginxServer> ServerAsync() => NginxServer.StartAsync(Path.Combine(Empty("server").Home, "nginx"));

    /// <summary>A machine on which any start of a runner would fail.</summary>
    static Task<Build> RestoreAsync(UserProject machine) => machine.TrainAsync("-p:ModelBuildRunner=" + Path.Combine(machine.Home, "no runner.dll"));

    async Task<UserProject> TrainedAndSharedAsync(NginxServer server)
    {
        var machine = Machine(server);
        var build = await machine.TrainAsync();
        build.ShouldRun(Stages);
        build.Warnings.ShouldBeEmpty(build.Why);
        server.Files("ac").Count.ShouldBe(Stages.Length, build.Why);
        return machine;
    }

    static string Content(UserProject machine) => Folders.Content(machine.Models);

    [Fact]
    public async Task Gives_another_machine_all_that_one_made()
    {
        using var server = await ServerAsync();
        var first = await TrainedAndSharedAsync(server);
        var second = Machine(server);

        (await second.ToolAsync("why")).ShouldSay(0, $"train: restored from {server.Address} (shared secret)");
        (await second.ToolAsync("doctor")).ShouldSay(0, $"remote   {server.Address}, read and written: answers");

        var build = await RestoreAsync(second);

        build.ShouldRun();
        build.Warnings.ShouldBeEmpty(build.Why);
        foreach (var stage in Stages)
            build.Text.ShouldContain($"breast-cancer: {stage} restored from {server.Address} (shared secret)");
        build.Text.ShouldContain("(7 stages restored)");
        build.FindInBinlog<Microsoft.Build.Logging.StructuredLogger.Message>().ShouldNotContain(message => message.Text.Contains(" runs: ", StringComparison.Ordinal));
        Content(second).ShouldBe(Content(first));
        (await File.ReadAllTextAsync(Directory.GetFiles(second.Runs, "run.json", SearchOption.AllDirectories).ShouldHaveSingleItem(), TestContext.Current.CancellationToken))
            .ShouldContain($"\"remote\":\"{server.Address}\"");
        // Neither needs the server to know that nothing changed.
        server.Dispose();
        (await first.TrainWithoutEngineAsync()).ShouldRun();
        (await second.TrainWithoutEngineAsync()).ShouldRun();
        (await second.BuildAsync("-t:PackModel")).ShouldRun();
    }

    [Fact]
    public async Task Keeps_its_secrets()
    {
        using var server = await ServerAsync();
        var machine = Machine(server);

        var build = await machine.TrainAsync("-v:diag");

        build.ShouldSucceed();
        server.Files("ac").Count.ShouldBe(Stages.Length);
        foreach (var secret in new[] { Secret, NginxServer.Token["Basic ".Length..] })
        {
            build.Text.ShouldNotContain(secret);
            BytesOf(build.Binlog).AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)).ShouldBe(-1);
            foreach (var folder in new[] { machine.Home, server.Folder })
                foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
                    (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)).ShouldBe(-1, file);
        }
    }

    [Theory]
    [InlineData("poisoned")]
    [InlineData("exchanged")]
    [InlineData("cut")]
    public async Task With_entries_that_were_tampered_with_is_not_believed(string how)
    {
        using var server = await ServerAsync();
        var first = await TrainedAndSharedAsync(server);
        var entries = server.Files("ac");
        var contents = entries.Select(File.ReadAllBytes).ToList();
        for (var i = 0; i < entries.Count; i++)
            await File.WriteAllBytesAsync(entries[i], how switch
            {
                "poisoned" => Poisoned(contents[i]),
                "exchanged" => contents[(i + 1) % entries.Count],
                _ => contents[i][..^10],
            }, TestContext.Current.CancellationToken);
        var second = Machine(server);

        var build = await second.TrainAsync();

        build.ShouldRun(Stages);
        build.Warnings.ShouldHaveSingleItem(build.Why).Code.ShouldBe("MB6021");
        Content(second).ShouldBe(Content(first));
        (await RestoreAsync(Machine(server))).ShouldRun(); // the right ones are there again
    }

    /// <summary>The duration is another: somebody who has no secret sealed it anew with a secret of his own.</summary>
    static byte[] Poisoned(byte[] message)
    {
        var text = Encoding.Latin1.GetString(message);
        var start = text.IndexOf("milliseconds ", StringComparison.Ordinal) + "milliseconds ".Length;
        return Encoding.Latin1.GetBytes(text[..start] + (text[start] == '1' ? '2' : '1') + text[(start + 1)..]);
    }

    [Fact]
    public async Task With_an_object_that_was_tampered_with_has_it_made_again()
    {
        using var server = await ServerAsync();
        var first = await TrainedAndSharedAsync(server);
        var model = await File.ReadAllBytesAsync(Path.Combine(first.Models, "breast-cancer", "model.json"), TestContext.Current.CancellationToken);
        var stored = server.Files("cas").Single(file => Path.GetFileName(file) == Convert.ToHexStringLower(SHA256.HashData(model)));
        var poisoned = model.ToArray();
        poisoned[^10] ^= 1;
        await File.WriteAllBytesAsync(stored, poisoned, TestContext.Current.CancellationToken);
        var second = Machine(server);

        var build = await second.TrainAsync();

        build.ShouldRun("train", "threshold");
        build.Warnings.ShouldHaveSingleItem(build.Why).Code.ShouldBe("MB6022");
        Content(second).ShouldBe(Content(first));
        (await File.ReadAllBytesAsync(stored, TestContext.Current.CancellationToken)).ShouldBe(model);
    }

    [Fact]
    public async Task Takes_signed_results_from_trusted_keys_only()
    {
        using var server = await ServerAsync();
        var (ci, publicKey) = NewKey();
        var first = Machine(server).With("CACHE_SECRET", "").With("ModelRemoteCacheSecretVariable", "").With("ModelRemoteCacheTrustedKeys", "keys.pem").With("MODELBUILD_SIGNING_KEY", ci);
        first.Write("keys.pem", "the team's\n" + NewKey().Public + publicKey);
        (await first.TrainAsync()).ShouldRun(Stages);
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(publicKey)));

        var reader = Reader(publicKey);
        var build = await RestoreAsync(reader);
        build.ShouldRun();
        build.Warnings.ShouldBeEmpty(build.Why);
        build.Text.ShouldContain($"train restored from {server.Address} (signed by {id[..12]})");
        Content(reader).ShouldBe(Content(first));

        var stranger = await Reader(NewKey().Public).TrainAsync();
        stranger.ShouldRun(Stages);
        stranger.Warnings.ShouldHaveSingleItem(stranger.Why).Code.ShouldBe("MB6021");
        server.Files("ac").Count.ShouldBe(Stages.Length); // readers wrote nothing

        UserProject Reader(string key)
        {
            var project = Fresh().With("ModelRemoteCache", server.Address).With("ModelRemoteCacheMode", "read").With("ModelRemoteCacheTrustedKeys", "keys.pem");
            project.Write("keys.pem", key);
            return project;
        }
    }

    [Fact]
    public async Task That_is_only_read_gets_nothing()
    {
        using var server = await ServerAsync();

        var build = await Machine(server).TrainAsync("-p:ModelRemoteCacheMode=read");

        build.ShouldRun(Stages);
        build.Warnings.ShouldBeEmpty(build.Why);
        (server.Files("ac").Count + server.Files("cas").Count).ShouldBe(0);
    }

    [Fact]
    public async Task That_refuses_to_be_written_costs_a_warning()
    {
        using var server = await ServerAsync();

        var build = await Machine(server).With("CACHE_TOKEN", "Basic bm9ib2R5Om5vdGhpbmc=").TrainAsync();

        build.ShouldRun(Stages);
        var warning = build.Warnings.ShouldHaveSingleItem(build.Why);
        warning.Code.ShouldBe("MB6020");
        warning.Message.ShouldContain("401");
        warning.Message.ShouldContain("ModelRemoteCacheTokenVariable");
    }

    [Fact]
    public async Task That_is_not_there_costs_a_warning()
    {
        var server = await ServerAsync();
        server.Dispose();

        var build = await Machine(server).TrainAsync();

        build.ShouldRun(Stages);
        build.Warnings.ShouldHaveSingleItem(build.Why).ShouldSatisfyAllConditions(warning => warning.Code.ShouldBe("MB6020"), warning => warning.File.ShouldBe(server.Address));
    }

    /// <summary>As in a build of a fork, which is not given secrets.</summary>
    [Theory]
    [InlineData("", "is not set")]
    [InlineData("short", "less than 16 characters")]
    public async Task Without_a_secret_that_can_be_used_is_not_asked(string secret, string why)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Empty("shared").Home, "cache")).FullName;
        var project = Fresh().With("ModelRemoteCache", folder).With("ModelRemoteCacheSecretVariable", "CACHE_SECRET").With("CACHE_SECRET", secret);

        var build = await project.TrainAsync();

        build.ShouldRun(Stages);
        var warning = build.Warnings.ShouldHaveSingleItem(build.Why);
        warning.Code.ShouldBe("MB6015");
        warning.Message.ShouldContain(why);
        Directory.GetFileSystemEntries(folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task May_be_a_folder_that_needs_no_server_and_says_when_nothing_is_signed()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Empty("shared").Home, "cache")).FullName;
        UserProject Member() => Fresh().With("ModelRemoteCache", folder).With("ModelRemoteCacheSecretVariable", "CACHE_SECRET").With("CACHE_SECRET", Secret);
        (await Member().TrainAsync()).ShouldRun(Stages);
        (await RestoreAsync(Member())).ShouldRun();

        var unsigned = Fresh().With("ModelRemoteCache", folder).With("ModelRemoteCacheTrustedKeys", "keys.pem");
        unsigned.Write("keys.pem", NewKey().Public);
        var build = await unsigned.TrainAsync();
        build.ShouldRun(Stages);
        build.Warnings.Select(warning => warning.Code).Order().ShouldBe(["MB6016", "MB6021"]);

        unsigned.Write("keys.pem", NewKey().Private);
        unsigned.EditDefinition("seed: 7", "seed: 8");
        (await unsigned.TrainAsync()).ShouldFailWith("MB5029");
    }

    [Theory]
    [InlineData("MB6011", "https://user:password-4e1f@cache.example", "CACHE_SECRET", "")]
    [InlineData("MB6014", "https://cache.example", "", "read")]
    [InlineData("MB6013", "https://cache.example", "CACHE_SECRET", "write")]
    public async Task That_is_set_up_wrongly_is_one_error_before_anything_runs(string code, string place, string secret, string mode)
    {
        var error = (await Trained().TrainWithoutEngineAsync($"-p:ModelRemoteCache={place}", $"-p:ModelRemoteCacheSecretVariable={secret}", $"-p:ModelRemoteCacheMode={mode}")).ShouldFailWith(code);

        error.Message.ShouldNotContain("password-4e1f");
    }

    static (string Private, string Public) NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (key.ExportPkcs8PrivateKeyPem(), key.ExportSubjectPublicKeyInfoPem() + "\n");
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
