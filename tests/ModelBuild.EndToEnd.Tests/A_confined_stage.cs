using System.Net.Sockets;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>A stage reads what it declares and what its project ships, all of it in its key, and nothing else.</summary>
public class A_confined_stage(PackedPackage package) : EndToEndTest(package)
{
    const string Load = "File.ReadAllText(data.Path)";
    const string Off = "-p:ModelStageConfinement=off";

    [Fact]
    public async Task That_reads_an_undeclared_file_fails_with_its_name()
    {
        SkipWhereNothingIsConfined();
        var project = TrainedWords();
        UserProject.Edit(project.In("WordsPipeline.cs"), Load, "(File.ReadAllText(\"/etc/hostname\") + File.ReadAllText(data.Path))");

        var error = (await project.TrainAsync()).ShouldFailWith("MB3030");

        error.File.ShouldBe(project.Definition);
        error.Message.ShouldStartWith("stage 'load' read '/etc/hostname', which it did not declare. Declare it as data:");
        var off = await project.TrainAsync(Off);
        off.ShouldSucceed();
        off.StagesRun.ShouldContain("load");
    }

    [Fact]
    public async Task That_uses_the_network_says_so_first()
    {
        SkipWhereNothingIsConfined();
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        var project = TrainedWords();
        UserProject.Edit(project.In("WordsPipeline.cs"), Load, $"(new System.Net.Sockets.TcpClient(\"127.0.0.1\", {port}).Connected + {Load})");

        (await project.TrainAsync()).ShouldFailWith("MB3031").Message.ShouldContain("access: { network: true }");

        project.EditDefinition("train:", "load: { access: { network: true } }\ntrain:");
        var build = await project.TrainAsync();
        build.ShouldSucceed();
        build.StagesRun.ShouldContain("load");
    }

    /// <summary>Files of the project, of a project that it references, of another culture, and the settings of an application.</summary>
    [Theory]
    [InlineData("Words/lists/stop.txt", "stop", "go", "content lists/stop.txt changed")]
    [InlineData("Lists/more.txt", "more", "less", "content more.txt changed")]
    [InlineData("Words/Labels.de.resx", "Wort", "Wörter", "content de/Words.resources.dll changed")]
    [InlineData("Words/App.config", "yes", "no", "content Words.dll.config changed")]
    public async Task That_reads_content_of_its_project_runs_again_when_that_changes(string file, string old, string @new, string reason)
    {
        var project = await WithContentAsync();
        var first = await project.TrainAsync();
        first.ShouldSucceed();
        (await project.TrainWithoutEngineAsync()).ShouldRun();

        UserProject.Edit(Path.Combine(project.Home, file), old, @new);
        (await project.BuildAsync("-t:ExplainModel")).Text.ShouldContain($"load: would run: {reason}");
        var build = await project.TrainAsync();

        build.ShouldSucceed();
        build.StagesRun.ShouldContain("load", build.Why);
        (await project.TrainWithoutEngineAsync()).ShouldRun();
    }

    /// <summary>What is in the same folder without being part of the build is in no key, so it is refused.</summary>
    [Fact]
    public async Task That_reads_what_lies_beside_its_assembly_fails()
    {
        SkipWhereNothingIsConfined();
        var project = await WithContentAsync();
        project.Write("bin/Debug/net10.0/lists/other.txt", "other");
        UserProject.Edit(project.In("WordsPipeline.cs"), "\"lists/stop.txt\"", "\"lists/other.txt\"");

        (await project.TrainAsync()).ShouldFailWith("MB3030").Message.ShouldContain("lists/other.txt', which it did not declare");
    }

    [Fact]
    public async Task That_declares_a_variable_runs_again_when_its_value_changes()
    {
        var project = TrainedWords();
        UserProject.Edit(project.In("WordsPipeline.cs"), Load, $"(Environment.GetEnvironmentVariable(\"WORDS\") + {Load})");
        project.EditDefinition("train:", "load: { access: { variables: [WORDS] } }\ntrain:");
        (await project.With("WORDS", "secret one ").TrainAsync()).ShouldSucceed();
        (await project.With("OTHER_WORDS", "two ").TrainWithoutEngineAsync()).ShouldRun();

        project.With("WORDS", "secret two two ");
        var explained = await project.BuildAsync("-t:ExplainModel");
        explained.Text.ShouldContain("load: would run: variable WORDS changed", Case.Sensitive, explained.Why);
        var build = await project.TrainAsync();

        build.ShouldRun("load", "train", "evaluate");
        (await File.ReadAllLinesAsync(Path.Combine(project.Models, "words", "words.txt"), TestContext.Current.CancellationToken)).ShouldBe(["be", "to", "two"]);
        (await project.With("WORDS", "secret one ").TrainAsync()).ShouldRun(); // from the cache
        foreach (var file in Directory.GetFiles(project.Home, "*", SearchOption.AllDirectories).Where(file => !file.StartsWith(project.Logs, StringComparison.Ordinal) && !file.StartsWith(Path.Combine(project.Cache, "cas"), StringComparison.Ordinal)))
            (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldNotContain("secret two", customMessage: file);
    }

    [Fact]
    public async Task Needs_a_mode_that_there_is() =>
        (await TrainedWords().TrainAsync("-p:ModelStageConfinement=maybe")).ShouldFailWith("MB0004").Message.ShouldBe("ModelStageConfinement is 'maybe', and must be enforce or off.");

    async Task<UserProject> WithContentAsync()
    {
        var project = TrainedWords();
        project.Write("../Lists/Lists.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><None Update="more.txt" CopyToOutputDirectory="Always" /></ItemGroup>
            </Project>
            """);
        project.Write("../Lists/more.txt", "more");
        project.Write("lists/stop.txt", "stop");
        project.Write("App.config", "<configuration><appSettings><add key=\"a\" value=\"yes\" /></appSettings></configuration>");
        foreach (var (culture, word) in new[] { ("", "word"), (".de", "Wort") })
            project.Write($"Labels{culture}.resx", $"""
                <root>
                  <resheader name="resmimetype"><value>text/microsoft-resx</value></resheader>
                  <resheader name="version"><value>2.0</value></resheader>
                  <resheader name="reader"><value>System.Resources.ResXResourceReader, System.Windows.Forms</value></resheader>
                  <resheader name="writer"><value>System.Resources.ResXResourceWriter, System.Windows.Forms</value></resheader>
                  <data name="Word"><value>{word}</value></data>
                </root>
                """);
        UserProject.Edit(project.ProjectFile, "</Project>", """
              <ItemGroup>
                <Content Include="lists/stop.txt" CopyToOutputDirectory="PreserveNewest" />
                <ProjectReference Include="../Lists/Lists.csproj" />
              </ItemGroup>
              <PropertyGroup><SatelliteResourceLanguages>de</SatelliteResourceLanguages></PropertyGroup>
            </Project>
            """);
        // Reading all of it: each is allowed, by whatever name it is found.
        UserProject.Edit(project.In("WordsPipeline.cs"), Load, """
            string.Join(' ',
                File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "lists/stop.txt")),
                File.ReadAllText(Path.Combine(Path.GetDirectoryName(typeof(WordList).Assembly.Location)!, "more.txt")),
                new System.Resources.ResourceManager("Words.Labels", typeof(WordList).Assembly).GetString("Word", new System.Globalization.CultureInfo("de")),
                File.ReadAllText(typeof(WordList).Assembly.Location + ".config"),
                File.ReadAllText(data.Path))
            """);
        (await project.DotnetAsync("restore")).ShouldSucceed();
        return project;
    }

    static void SkipWhereNothingIsConfined() =>
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.OSVersion.Version >= new Version(6, 7), "needs Landlock");
}
