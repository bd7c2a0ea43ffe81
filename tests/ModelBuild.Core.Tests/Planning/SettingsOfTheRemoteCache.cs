using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Core.Tests.Planning;

public class SettingsOfTheRemoteCache
{
    static readonly string Project = Path.Combine(Path.GetTempPath(), "p", "p.csproj");
    static readonly KeyOrder Key = new("/k.pem", "PASSWORD");
    static readonly RemoteSettings Good = new("https://cache.example/team/", "", "SECRET", "", "", AllowsInsecureConnections: false);

    [Fact]
    public void That_name_no_place_are_none() => new RemoteSettings("", "nonsense", "", "", "", false).Read(Project, Key).ShouldBe((null, null));

    [Fact]
    public void Say_all_that_the_engine_needs() =>
        (Good with { Mode = "READ", TrustedKeys = "keys/team.pem", TokenVariable = "TOKEN" }).Read(Project, Key).ShouldBe((new RemoteOrder
        {
            Place = "https://cache.example/team",
            IsReadOnly = true,
            SecretVariable = "SECRET",
            TrustedKeys = Path.Combine(Path.GetTempPath(), "p", "keys", "team.pem"),
            TokenVariable = "TOKEN",
            Key = Key,
        }, null));

    [Theory]
    [InlineData("")]
    [InlineData("read-write")]
    [InlineData("Read-Write")]
    public void Upload_unless_they_say_otherwise(string mode) => (Good with { Mode = mode }).Read(Project, Key).Order!.IsReadOnly.ShouldBeFalse();

    [Theory]
    [InlineData("shared", "shared")]
    [InlineData("../shared", "../shared")]
    [InlineData("./a:b", "a:b")]
    public void May_name_a_folder_from_the_projects_own(string place, string path)
    {
        var order = (Good with { Place = place }).Read(Project, Key).Order!;

        order.Place.ShouldBe(Path.GetFullPath(path, Path.GetDirectoryName(Project)!));
        order.IsServer.ShouldBeFalse();
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080", false)]
    [InlineData("http://localhost/cache", false)]
    [InlineData("http://[::1]:8080/", false)]
    [InlineData("http://cache.example", true)]
    public void May_name_a_server_without_TLS_here_or_where_it_is_allowed(string place, bool allowed) =>
        (Good with { Place = place, AllowsInsecureConnections = allowed }).Read(Project, Key).Order!.IsServer.ShouldBeTrue();

    [Theory]
    [InlineData("ftp://cache.example", "MB6010")]
    [InlineData("file:///cache", "MB6010")]
    [InlineData("https:cache.example", "MB6010")]
    [InlineData("https://", "MB6010")]
    [InlineData("https://cache.example/?sig=s3cr3t", "MB6010")]
    [InlineData("https://cache.example/#s3cr3t", "MB6010")]
    [InlineData("https://user:s3cr3t@cache.example", "MB6011")]
    [InlineData("https://s3cr3t@cache.example", "MB6011")]
    [InlineData("http://cache.example", "MB6012")]
    [InlineData("http://127.0.0.1.cache.example", "MB6012")]
    public void That_name_an_impossible_place_are_one_error_without_what_may_be_secret(string place, string code)
    {
        var (order, error) = (Good with { Place = place }).Read(Project, Key);

        order.ShouldBeNull();
        error!.Code.ShouldBe(code);
        error.Place.File.ShouldBe(Project);
        error.Message.ShouldNotContain("s3cr3t");
        error.Message.ShouldNotContain("user:");
    }

    [Fact]
    public void That_name_an_unknown_mode_are_an_error() =>
        (Good with { Mode = "write" }).Read(Project, Key).Error!.ToString().ShouldContain("MB6013: ModelRemoteCacheMode is 'write', and must be read-write or read.");

    [Theory]
    [InlineData("https://cache.example")]
    [InlineData("/shared")]
    public void That_do_not_say_whose_results_count_are_an_error(string place)
    {
        var error = (Good with { Place = place, SecretVariable = "", Mode = "read" }).Read(Project, Key).Error!;

        error.Code.ShouldBe("MB6014");
        error.Message.ShouldContain("ModelRemoteCacheSecretVariable");
        error.Message.ShouldContain("ModelRemoteCacheTrustedKeys");
    }
}
